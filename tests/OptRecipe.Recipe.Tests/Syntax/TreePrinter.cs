using System.Text;
using OptRecipe.Recipe.Syntax;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace OptRecipe.Recipe.Tests.Syntax;

/// <summary>Prints what a tree means and what YamlDotNet reads in the same one-line-per-event form.</summary>
internal static class TreePrinter
{
    public static string Print(SyntaxTree tree)
    {
        var output = new StringBuilder();
        Print(tree.Root, 0, output);
        return output.ToString();
    }

    private static void Print(SyntaxNode node, int depth, StringBuilder output)
    {
        var anchor = node.Anchor is { } span ? $" &{node.Text(span)[1..]}" : "";
        output.Append(' ', depth);
        if (node.IsMapping)
        {
            output.Append($"map{anchor}\n");
            foreach (var pair in node.Pairs)
            {
                Print(pair.Key, depth + 1, output);
                Print(pair.Value, depth + 2, output);
            }
        }
        else if (node.IsSequence)
        {
            output.Append($"seq{anchor}\n");
            foreach (var item in node.Items) Print(item, depth + 1, output);
        }
        else if (node.Kind == SyntaxKind.Alias) output.Append($"*{node.Value}\n");
        else output.Append($"{Style(node.Kind)}{anchor} {Escape(node.Value)}\n");
    }

    private static string Style(SyntaxKind kind) => kind switch { SyntaxKind.Missing => "plain", _ => kind.ToString().ToLowerInvariant() };

    private static string Escape(string value) => value.Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t");

    /// <summary>Null when YamlDotNet refuses the text or finds other than one document.</summary>
    public static string? PrintJudge(string text)
    {
        var output = new StringBuilder();
        var depth = new Stack<(bool IsMap, int Count, int Indent)>();
        var documents = 0;
        try
        {
            var parser = new YamlDotNet.Core.Parser(new StringReader(text));
            while (parser.MoveNext())
            {
                var current = parser.Current;
                if (current is DocumentStart && ++documents > 1) return null;
                if (current is MappingEnd or SequenceEnd) { depth.Pop(); continue; }
                if (current is not (NodeEvent or AnchorAlias)) continue;
                var indent = 0;
                if (depth.TryPop(out var parent))
                {
                    indent = parent.Indent + (parent.IsMap && parent.Count % 2 == 1 ? 2 : 1);
                    depth.Push(parent with { Count = parent.Count + 1 });
                }
                var anchor = current is NodeEvent { Anchor.IsEmpty: false } node ? $" &{node.Anchor.Value}" : "";
                output.Append(' ', indent);
                if (current is MappingStart) { output.Append($"map{anchor}\n"); depth.Push((true, 0, indent)); }
                else if (current is SequenceStart) { output.Append($"seq{anchor}\n"); depth.Push((false, 0, indent)); }
                else if (current is AnchorAlias alias) output.Append($"*{alias.Value.Value}\n");
                else if (current is Scalar scalar)
                {
                    var style = scalar.Style.ToString().ToLowerInvariant();
                    output.Append($"{(style == "any" ? "plain" : style)}{anchor} {Escape(scalar.Value)}\n");
                }
            }
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException) { return null; }
        return documents == 0 ? "plain \n" : output.ToString();
    }

    private static string Text(this SyntaxNode node, OptRecipe.Recipe.Text.TextSpan span) => node.SourceText.Substring(span.Start, span.Length);
}
