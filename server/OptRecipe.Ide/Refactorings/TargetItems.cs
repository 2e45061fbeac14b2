using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Refactorings;

/// <summary>The list of targets as it is written: its items, and edits in its style.</summary>
internal sealed record TargetItems(SyntaxNode List, RefactoringContext Context)
{
    internal static TargetItems? Of(RefactoringContext context) => context.Tree.Root["targets"] is { IsSequence: true } list ? new(list, context) : null;

    internal static SyntaxNode Word(SyntaxNode item)
    {
        foreach (var pair in item.Pairs) return pair.Key;
        return item;
    }

    internal static SyntaxNode Options(SyntaxNode item)
    {
        foreach (var pair in item.Pairs) return pair.Value;
        return default;
    }

    /// <summary>The item that holds an offset; no node when none does.</summary>
    internal SyntaxNode At(int offset)
    {
        foreach (var item in List.Items) if (!item.IsMissing && item.Span.Contains(offset)) return item;
        return default;
    }

    internal TextEdit Add(string item)
    {
        var last = default(SyntaxNode);
        foreach (var candidate in List.Items) last = candidate;
        if (!List.IsFlow)
        {
            var (text, lines) = (Context.Text, Context.Text.Lines);
            return new(new(lines.LineEnd(lines.LineOf(last.Span.End)), 0), $"{Context.Indentation(Context.Column(List.Span.Start))}- {item}");
        }
        return last.Exists ? new(new(last.Span.End, 0), $", {item}") : new(new(List.Span.Start + 1, 0), item);
    }

    /// <summary>Several items instead of one.</summary>
    internal TextEdit Replace(SyntaxNode item, IReadOnlyList<string> items) =>
        new(item.Span, string.Join(List.IsFlow ? ", " : $"{Context.Indentation(Context.Column(List.Span.Start))}- ", items));
}
