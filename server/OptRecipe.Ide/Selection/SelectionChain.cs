using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Selection;

/// <summary>What an editor selects, step by step, from a cursor outwards: word, scalar, quotes, pair, item, collection, document.</summary>
public static class SelectionChain
{
    /// <summary>A chain has at most so many links, since many clients read no JSON deeper than 64; of a deeper one the outer links are left out, but for the document.</summary>
    public const int MaximumDepth = 40;

    /// <summary>From the innermost range outwards; each holds the one before and is larger. Never empty.</summary>
    public static ImmutableArray<TextSpan> At(SyntaxTree tree, int offset)
    {
        var text = tree.Text;
        offset = Math.Clamp(offset, 0, text.Length);
        var chain = ImmutableArray.CreateBuilder<TextSpan>();
        var whole = new TextSpan(0, text.Length);
        void Add(TextSpan span)
        {
            var isWider = chain.Count == 0 ? span.Contains(offset) : span.Start <= chain[^1].Start && span.End >= chain[^1].End && span != chain[^1];
            if (isWider && span != whole && chain.Count < MaximumDepth - 1) chain.Add(span);
        }
        AddComment(tree, offset, Add);
        if (chain.Count == 0) AddNodes(tree, offset, Add);
        chain.Add(whole);
        return chain.DrainToImmutable();
    }

    private static void AddComment(SyntaxTree tree, int offset, Action<TextSpan> add)
    {
        foreach (var comment in tree.Comments)
        {
            if (comment.Start > offset) return;
            if (!comment.Contains(offset)) continue;
            var marks = tree.Text.Slice(comment) is var content && content.IndexOfAnyExcept('#', ' ', '\t') is >= 0 and var found ? found : 0;
            AddWord(tree.Text, TextSpan.Between(comment.Start + marks, comment.End), offset, add);
            add(TextSpan.Between(comment.Start + marks, comment.End));
            add(comment);
        }
    }

    private static void AddNodes(SyntaxTree tree, int offset, Action<TextSpan> add)
    {
        var node = tree.FindNode(offset);
        if (node.IsScalar) AddWord(tree.Text, node.ContentSpan(), offset, add);
        for (; node.Exists; node = node.Parent)
        {
            if (node.IsScalar) add(node.ContentSpan());
            if (node.IsFlow && node.Span.Length >= 2 && (node.IsMapping || node.IsSequence)) add(TextSpan.Between(node.Span.Start + 1, node.Span.End - 1));
            add(Trimmed(tree.Text, node.Span));
            add(TextSpan.Between(Start(node), Trimmed(tree.Text, node.Span).End));
            if (node.Parent.IsMapping) AddPair(tree.Text, node, add);
            else if (node.Parent.IsSequence && !node.Parent.IsFlow && Dash(tree.Text, node) is { } dash) add(TextSpan.Between(dash, Trimmed(tree.Text, node.Span).End));
        }
    }

    private static void AddPair(SourceText text, SyntaxNode node, Action<TextSpan> add)
    {
        foreach (var pair in node.Parent.Pairs)
        {
            if (pair.Key != node && pair.Value != node) continue;
            add(Trimmed(text, TextSpan.Between(Start(pair.Key), pair.Span.End)));
            return;
        }
    }

    private static int Start(SyntaxNode node) => Math.Min(node.Span.Start, Math.Min(node.Anchor?.Start ?? int.MaxValue, node.Tag?.Start ?? int.MaxValue));

    private static TextSpan Trimmed(SourceText text, TextSpan span) => new(span.Start, text.Slice(span).TrimEnd().Length);

    private static int? Dash(SourceText text, SyntaxNode item)
    {
        var before = text.Text.AsSpan(0, Start(item)).TrimEnd();
        return before.EndsWith("-") ? before.Length - 1 : null;
    }

    /// <summary>The letters and digits around the cursor.</summary>
    private static void AddWord(SourceText text, TextSpan within, int offset, Action<TextSpan> add)
    {
        if (!within.Contains(offset)) return;
        var (start, end) = (offset, offset);
        while (start > within.Start && IsWord(text.Text[start - 1])) start--;
        while (end < within.End && IsWord(text.Text[end])) end++;
        if (end > start) add(TextSpan.Between(start, end));
    }

    private static bool IsWord(char unit) => char.IsLetterOrDigit(unit) || unit == '_' || char.IsSurrogate(unit);
}
