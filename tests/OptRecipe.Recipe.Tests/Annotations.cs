using System.Collections.Immutable;
using System.Text;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Tests;

/// <summary>Expected diagnostics as comment lines under the line they speak of: <c># ^^^ OR2003: message</c>. A span that starts in the comment sign's two columns is written <c>#&lt;3 OR…</c> with its start column and length.</summary>
internal static class Annotations
{
    private static bool IsAnnotation(string line) => System.Text.RegularExpressions.Regex.IsMatch(line, @"^#(<\d+,\d+>)? *\^* OR\d{4}: ");

    public static string Strip(string annotated) => string.Join("\n", Lines(annotated).Where(line => !IsAnnotation(line)));

    public static string Write(SourceText text, ImmutableArray<Diagnostic> diagnostics)
    {
        var output = new List<string>();
        for (var line = 0; line < text.Lines.LineCount; line++)
        {
            output.Add(text.Slice(TextSpan.Between(text.Lines.LineStart(line), text.Lines.LineEnd(line))).ToString());
            foreach (var diagnostic in diagnostics)
            {
                var start = text.Lines.Position(diagnostic.Span.Start);
                if (start.Line != line) continue;
                var length = Math.Min(diagnostic.Span.Length, text.Lines.LineEnd(line) - diagnostic.Span.Start);
                var mark = start.Character >= 2 && length > 0 ? $"#{new string(' ', start.Character - 1)}{new string('^', length)}" : $"#<{start.Character},{length}>";
                output.Add($"{mark} {diagnostic.Descriptor.Code}: {diagnostic.Message}");
            }
        }
        return string.Join("\n", output);
    }

    /// <summary>Cuts messages where the expectation has <c>…</c> at the end of the same line.</summary>
    public static string CutLike(string expected, string actual)
    {
        var wanted = Lines(expected);
        var result = Lines(actual).Select((line, index) =>
            index < wanted.Length && wanted[index].EndsWith('…') && line.StartsWith(wanted[index][..^1], StringComparison.Ordinal) ? wanted[index] : line);
        return string.Join("\n", result);
    }

    private static string[] Lines(string text) => text.Replace("\r\n", "\n").Split('\n');
}
