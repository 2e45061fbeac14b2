using System.Collections.Immutable;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Formatting;

/// <summary>Walks a tree and its text side by side and says where each token shall stand. Sections with a problem in them are left alone.</summary>
internal sealed class FormatWalk(SyntaxTree tree, FormattingOptions options)
{
    private readonly string text = tree.Text.Text;
    private readonly IndentationStyle style = IndentationStyle.Of(tree, options.TabSize);
    private readonly LineLayout lines = new(tree, options);
    private int lastBlockEnd = -1;

    /// <summary>Null where the text is not understood.</summary>
    internal ImmutableArray<TextEdit>? Run()
    {
        var start = lines.NextContent();
        if (text.AsSpan(start).StartsWith("---") && start + 3 <= tree.Root.Span.Start) lines.Token(start, start + 3, 0, 0);
        if (tree.Problems.IsEmpty) Node(tree.Root, 0, -1, 1);
        else if (!Sections()) return null;
        var end = lines.NextContent();
        if (end < text.Length && text.AsSpan(end).StartsWith("...")) lines.Token(end, end + 3, 0, 1);
        return lines.Finish(lastBlockEnd >= 0 && lines.NextContent() >= text.Length && text.AsSpan(lastBlockEnd).IndexOfAnyExcept(" \r\n") < 0);
    }

    private bool Sections()
    {
        if (!tree.Root.IsMapping || tree.Root.IsFlow || tree.Problems.Any(problem => problem.Kind is SyntaxProblemKind.ConflictMarker or SyntaxProblemKind.NotText or SyntaxProblemKind.TooLarge)) return false;
        List<SyntaxPair> pairs = [.. Pairs(tree.Root)];
        var problem = 0;
        for (var index = 0; index < pairs.Count; index++)
        {
            var pair = pairs[index];
            if (pair.Key.IsMissing || tree.Text.Lines.Position(pair.Key.Span.Start).Character != 0) return false;
            var next = index + 1 < pairs.Count ? pairs[index + 1].Key.Span.Start : text.Length;
            var first = problem;
            while (problem < tree.Problems.Length && tree.Problems[problem].Span.Start < next) problem++;
            if (problem > first || pair.Key.IsRecovered || pair.Value.IsRecovered) lines.Jump(pair.Key.Span.Start, next);
            else Pair(pair, 0);
        }
        return true;
    }

    private static IEnumerable<SyntaxPair> Pairs(SyntaxNode mapping)
    {
        foreach (var pair in mapping.Pairs) yield return pair;
    }

    /// <param name="lead">The node's column where it starts a line.</param>
    /// <param name="parent">The column of the block around it.</param>
    private void Node(SyntaxNode node, int lead, int parent, int gap)
    {
        if (node.Anchor is { } anchor)
        {
            lines.Token(anchor.Start, anchor.End, lead, gap);
            gap = 1;
        }
        if (node.IsMissing) return;
        if (node.Kind is SyntaxKind.Literal or SyntaxKind.Folded) BlockScalar(node, lead, parent, gap);
        else if (!node.IsMapping && !node.IsSequence) lines.Token(node.Span.Start, node.Span.End, lead, gap, parent + 1);
        else if (node.IsFlow) Flow(node, lead, parent, gap);
        else
        {
            var isCompact = lines.StandsOnThisLine(node.Span.Start);
            var column = isCompact ? lines.End + 1 : lead;
            if (isCompact) lines.Open(node.Span.Start, column);
            if (node.IsMapping) foreach (var pair in node.Pairs) Pair(pair, column);
            else foreach (var item in node.Items) Item(item, column);
        }
    }

    private void Pair(SyntaxPair pair, int column)
    {
        Node(pair.Key, column, column, 1);
        Mark(':', column, pair.Key.Kind == SyntaxKind.Alias ? 1 : 0);
        var isAtKey = style.DashAtKey && pair.Value is { IsSequence: true, IsFlow: false };
        Node(pair.Value, isAtKey ? column : column + style.Unit, column, 1);
    }

    private void Item(SyntaxNode item, int column)
    {
        Mark('-', column, 1);
        Node(item, column + 2, column, 1);
    }

    private void Mark(char mark, int lead, int gap)
    {
        var start = lines.NextContent();
        if (start >= text.Length || text[start] != mark) start = -1;
        lines.Token(start, start + 1, lead, gap);
    }

    private void Flow(SyntaxNode node, int lead, int parent, int gap)
    {
        if (text[node.Span.Start] is not ('[' or '{'))
        {
            // `[a: b]`: a mapping of one pair without braces.
            foreach (var pair in node.Pairs) FlowPair(pair, lead, parent, gap);
            return;
        }
        var outer = lines.FlowColumn;
        lines.Token(node.Span.Start, node.Span.Start + 1, lead, gap, parent + 1);
        var (closeLead, openColumn) = (lines.Indentation, lines.End - 1);
        var oldOpen = lines.OldColumn(node.Span.Start);
        var inner = lines.FlowColumn = IsAligned(node) ? lines.End : Math.Max(closeLead, parent) + style.Unit;
        var entry = 0;
        if (node.IsMapping) foreach (var pair in node.Pairs) { FlowPair(pair, inner, parent, entry); Comma(inner, ref entry); }
        else foreach (var item in node.Items) { Node(item, inner, parent, entry); Comma(inner, ref entry); }
        var close = lines.NextContent();
        if (close >= text.Length || text[close] is not (']' or '}')) close = -1;
        if (close > 0 && tree.Text.Lines.Position(close).Character == oldOpen) closeLead = openColumn;
        lines.Token(close, close + 1, closeLead, 0);
        lines.FlowColumn = outer;
    }

    private void FlowPair(SyntaxPair pair, int lead, int parent, int gap)
    {
        Node(pair.Key, lead, parent, gap);
        var colon = lines.NextContent();
        if (colon >= text.Length || text[colon] != ':') return;
        lines.Token(colon, colon + 1, lead, pair.Key.Kind == SyntaxKind.Alias ? 1 : 0);
        Node(pair.Value, lead, parent, 1);
    }

    private void Comma(int lead, ref int gap)
    {
        var comma = lines.NextContent();
        gap = 1;
        if (comma < text.Length && text[comma] == ',') lines.Token(comma, comma + 1, lead, 0);
    }

    /// <summary>The first entry stands behind the bracket and a later one starts a line right below it.</summary>
    private bool IsAligned(SyntaxNode node)
    {
        var first = node.FirstChild;
        if (!first.Exists || !lines.StandsOnThisLine(first.Span.Start)) return false;
        var (line, column) = (tree.Text.Lines.LineOf(first.Span.Start), lines.OldColumn(first.Span.Start));
        for (var child = first.Next; child.Exists; child = child.Next)
            if (tree.Text.Lines.Position(child.Span.Start) is var position && position.Line != line) return position.Character == column;
        return false;
    }

    private void BlockScalar(SyntaxNode node, int lead, int parent, int gap)
    {
        var header = node.Span.Start + 1;
        var digit = 0;
        var isKept = false;
        for (; header < text.Length && text[header] is '+' or '-' or (>= '0' and <= '9'); header++)
        {
            if (char.IsAsciiDigit(text[header])) digit = text[header] - '0';
            else isKept = text[header] == '+';
        }
        lines.Token(node.Span.Start, header, lead, gap);
        lastBlockEnd = Math.Max(node.Span.End, header);
        var old = (int)tree.Nodes[node.Index].Extra;
        if (old < 0) lines.Token(-1, 0, 0, 0);
        else lines.BlockLines(node.Span.End, old, digit > 0 ? Math.Max(parent, 0) + digit : Math.Max(parent, 0) + Math.Max(style.Unit, lead - parent), isKept);
    }
}
