using System.Collections.Immutable;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Folding;

/// <summary>What can be folded: keys and items with more lines below, block scalars, brackets over several lines, blocks of comments, and what stands between <c># region</c> and <c># endregion</c>.
/// Any text has an answer.</summary>
public sealed class FoldingRanges
{
    private readonly SourceText text;
    private readonly List<(FoldingRange Range, int Depth)> found = [];

    private FoldingRanges(SourceText text) => this.text = text;

    /// <summary>In the order of their first lines, at most one a line.</summary>
    /// <param name="limit">So many at most; the outer ones stay.</param>
    public static ImmutableArray<FoldingRange> Of(SyntaxTree tree, int limit = int.MaxValue)
    {
        var ranges = new FoldingRanges(tree.Text);
        ranges.AddNode(tree.Root, 0);
        ranges.AddComments(tree.Comments);
        var one = ranges.found.GroupBy(fold => fold.Range.StartLine).Select(line => line.MaxBy(fold => fold.Range.EndLine));
        return [.. one.OrderBy(fold => fold.Depth).ThenBy(fold => fold.Range.StartLine).Take(limit).Select(fold => fold.Range).OrderBy(range => range.StartLine)];
    }

    private void AddNode(SyntaxNode node, int depth)
    {
        foreach (var pair in node.Pairs)
        {
            Add(pair.Key.Span.Start, pair.Value, depth);
            AddNode(pair.Value, depth + 1);
        }
        foreach (var item in node.Items)
        {
            Add(item.Span.Start, item, depth);
            AddNode(item, depth + 1);
        }
    }

    private void Add(int start, SyntaxNode value, int depth)
    {
        if (value.IsMissing) return;
        var (first, last) = (text.Lines.LineOf(start), LastLine(value.Span));
        // The closing bracket stays visible when it stands alone.
        if (value.IsFlow && text.Slice(TextSpan.Between(text.Lines.LineStart(last), Math.Max(text.Lines.LineStart(last), value.Span.End - 1))).IsWhiteSpace()) last--;
        if (last > first) found.Add((new(first, last, FoldingKind.Code), depth));
    }

    /// <summary>The last line with a character that is no white space.</summary>
    private int LastLine(TextSpan span) => text.Lines.LineOf(Math.Max(span.Start, span.Start + text.Slice(span).TrimEnd().Length - 1));

    private void AddComments(ImmutableArray<TextSpan> comments)
    {
        var regions = new Stack<int>();
        var (blockStart, previous) = (-1, -2);
        foreach (var comment in comments)
        {
            var line = text.Lines.LineOf(comment.Start);
            var isAlone = text.Slice(TextSpan.Between(text.Lines.LineStart(line), comment.Start)).IsWhiteSpace();
            var mark = isAlone ? RegionMark(text.Slice(comment)) : 0;
            if (mark > 0) regions.Push(line);
            else if (mark < 0 && regions.TryPop(out var opened)) found.Add((new(opened, line, FoldingKind.Region), 0));
            if (isAlone && mark == 0 && line == previous + 1 && blockStart >= 0) previous = line;
            else
            {
                CloseBlock(blockStart, previous);
                (blockStart, previous) = isAlone && mark == 0 ? (line, line) : (-1, -2);
            }
        }
        CloseBlock(blockStart, previous);
    }

    private void CloseBlock(int first, int last)
    {
        if (first >= 0 && last > first) found.Add((new(first, last, FoldingKind.Comment), 0));
    }

    /// <summary>1 where a region begins, −1 where it ends: <c>#region</c>, <c># region</c>.</summary>
    private static int RegionMark(ReadOnlySpan<char> comment)
    {
        var word = comment.TrimStart('#').TrimStart();
        if (word.StartsWith("region") && IsEnd(word, 6)) return 1;
        return word.StartsWith("endregion") && IsEnd(word, 9) ? -1 : 0;
    }

    private static bool IsEnd(ReadOnlySpan<char> word, int length) => word.Length == length || word[length] is ' ' or ':' or '\t';
}
