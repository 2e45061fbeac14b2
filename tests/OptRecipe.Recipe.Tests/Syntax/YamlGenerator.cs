using System.Text;

namespace OptRecipe.Recipe.Tests.Syntax;

/// <summary>Seeded YAML as people write it: block and flow collections, all scalar styles, comments, anchors, aliases, blank lines, CRLF.</summary>
internal sealed class YamlGenerator(Random random)
{
    private static readonly string[] Words = ["model", "steps", "a", "quantize", "50 %", "64 KiB", "1e-3", "data/*.npy", "x:y", "a#b", "head/*x", "~", "null", "é", "😀", "-1", "v1.10", "http://h/p?q", "a, b", "it's"];
    private readonly List<string> anchors = [];
    private readonly StringBuilder output = new();

    public string Document()
    {
        if (random.Next(8) == 0) output.Append("# head\n");
        if (random.Next(8) == 0) output.Append("---\n");
        Block(0, random.Next(10) == 0 ? 0 : 4);
        if (random.Next(12) == 0) output.Append("...\n");
        var text = output.ToString();
        if (random.Next(6) == 0) text = text.TrimEnd('\n');
        return random.Next(5) == 0 ? text.Replace("\n", "\r\n") : text;
    }

    private void Block(int indent, int depth)
    {
        if (depth == 0) { output.Append(' ', indent); Scalar(indent); EndLine(); }
        else if (random.Next(3) == 0) Sequence(indent, depth);
        else Mapping(indent, depth, isFirstIndented: false);
    }

    private void Mapping(int indent, int depth, bool isFirstIndented)
    {
        var count = random.Next(1, 4);
        for (var i = 0; i < count; i++)
        {
            if (i > 0 || !isFirstIndented) output.Append(' ', indent);
            output.Append(random.Next(8) switch { 0 => $"\"q {i}\"", 1 => $"'k{i}'", _ => $"key{i}" }).Append(random.Next(20) == 0 ? " :" : ":");
            Value(indent, depth);
            Noise();
        }
    }

    private void Sequence(int indent, int depth)
    {
        var count = random.Next(1, 4);
        for (var i = 0; i < count; i++)
        {
            output.Append(' ', indent).Append('-');
            if (random.Next(5) == 0 && depth > 1) { output.Append(' '); Mapping(indent + 2, depth - 1, isFirstIndented: true); }
            else if (random.Next(10) == 0 && depth > 1) { output.Append("   "); Mapping(indent + 4, depth - 1, isFirstIndented: true); }
            else Value(indent, depth);
            Noise();
        }
    }

    private void Value(int indent, int depth)
    {
        switch (random.Next(depth > 1 ? 12 : 8))
        {
            case 0: EndLine(); break;
            case 1: output.Append(' '); Flow(2); EndLine(); break;
            case 2: BlockScalar(indent); break;
            case >= 3 and <= 7: output.Append(random.Next(10) == 0 ? "  " : " "); Property(); Scalar(indent); EndLine(); break;
            default:
                if (random.Next(6) == 0) { output.Append(' '); Property(); if (output[^1] == ' ') output.Length--; }
                EndLine();
                Block(indent + random.Next(1, 4), depth - 1);
                break;
        }
    }

    private void Property()
    {
        if (random.Next(10) == 0) { anchors.Add($"n{anchors.Count}"); output.Append($"&{anchors[^1]} "); }
        else if (random.Next(40) == 0) output.Append("!t ");
    }

    private void Scalar(int indent)
    {
        var word = Words[random.Next(Words.Length)];
        switch (random.Next(9))
        {
            case 0: output.Append($"\"{word.Replace("\"", "\\\"")}\\n \\u00e9 \\\\\""); break;
            case 1: output.Append($"'{word.Replace("'", "''")} : # x'"); break;
            case 2 when anchors.Count > 0 && output[^1] == ' ' && !EndsWithProperty(): output.Append($"*{anchors[random.Next(anchors.Count)]}"); break;
            case 3: output.Append($"{word}\n{new string(' ', indent + 1)}more {word}"); if (random.Next(3) == 0) output.Append($"\n\n{new string(' ', indent + 3)}- and"); break;
            case 4: output.Append($"\"one \n{new string(' ', indent + 1)}two\\\n{new string(' ', indent + 2)} three\n\n {new string(' ', indent)} four\""); break;
            case 5: output.Append($"'one \n{new string(' ', indent + 1)}two''s\n\n {new string(' ', indent)} four'"); break;
            default: output.Append(word); break;
        }
    }

    private bool EndsWithProperty()
    {
        var line = output.ToString();
        var last = line[(line.LastIndexOf('\n') + 1)..].TrimEnd();
        return last.LastIndexOf('&') > last.LastIndexOf(' ') || last.EndsWith("!t", StringComparison.Ordinal);
    }

    private void BlockScalar(int indent)
    {
        output.Append(' ').Append(random.Next(2) == 0 ? '|' : '>').Append(random.Next(4) switch { 0 => "-", 1 => "+", _ => "" });
        if (random.Next(6) == 0) output.Append(" # note");
        output.Append('\n');
        var pad = new string(' ', indent + random.Next(1, 4));
        if (random.Next(6) == 0) output.Append('\n');
        var lines = random.Next(1, 5);
        for (var i = 0; i < lines; i++)
            output.Append(random.Next(5) switch { 0 => "\n", 1 when i > 0 => $"{pad}  deeper # no comment\n", _ => $"{pad}text: {i} - x\n" });
        if (random.Next(4) == 0) output.Append('\n', random.Next(1, 3));
    }

    private void Flow(int depth)
    {
        var isSequence = random.Next(2) == 0;
        output.Append(isSequence ? '[' : '{');
        var count = random.Next(0, 4);
        for (var i = 0; i < count; i++)
        {
            if (i > 0) output.Append(random.Next(8) == 0 ? " , " : ", ");
            if (!isSequence || random.Next(6) == 0) output.Append(random.Next(6) == 0 ? $"\"k{i}\":" : $"k{i}: ");
            if (depth > 0 && random.Next(4) == 0) Flow(depth - 1);
            else output.Append(random.Next(7) switch { 0 => "", 1 => "\"q, ]\"", 2 => "'it''s'", 3 => "50 %", 4 => "a b", _ => "x" });
        }
        if (count > 0 && random.Next(8) == 0) output.Append(',');
        output.Append(isSequence ? ']' : '}');
    }

    private void EndLine() => output.Append(random.Next(10) == 0 ? "  # a comment: [\n" : random.Next(15) == 0 ? "  \n" : "\n");

    private void Noise()
    {
        if (output[^1] == '\n' && random.Next(12) == 0) output.Append(random.Next(2) == 0 ? "\n" : "   # between\n");
    }
}
