using System.Buffers;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Syntax;

// Reading again after an edit within one pair of a block mapping or one item of a block list: that part is read, the nodes around it are taken over. Only from a text without problems and anchors,
// and only when the part ends where it ended before: then nothing outside of it can read differently.
internal sealed partial class Parser
{
    /// <summary>A pair or an item that begins a line, is followed by another one, and holds an edit.</summary>
    /// <param name="Parent">The mapping or list it belongs to.</param>
    /// <param name="Before">What stands before it in the parent; no node for the first.</param>
    /// <param name="First">Its key, or the item.</param>
    /// <param name="Next">The next key or item.</param>
    private readonly record struct Part(SyntaxNode Parent, SyntaxNode Before, SyntaxNode First, SyntaxNode Next)
    {
        internal bool IsPair => Parent.IsMapping;
    }

    /// <summary>The tree that <see cref="Parse"/> gives, or null where it has to be read as a whole.</summary>
    internal static SyntaxTree? ParseAgain(SourceText source, SyntaxTree before)
    {
        var (old, text) = (before.Text.Text, source.Text);
        if (!before.IsPlain || text.Length >= SyntaxTree.MaximumLength) return null;
        var start = old.AsSpan().CommonPrefixLength(text);
        var end = old.Length - CommonSuffixLength(old.AsSpan(start), text.AsSpan(start));
        return Find(before, start, end) is { } part ? new Parser(source).ParsePart(before, part) : null;
    }

    private static int CommonSuffixLength(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        const int block = 512;
        var (most, length) = (Math.Min(left.Length, right.Length), 0);
        while (length + block <= most && left.Slice(left.Length - length - block, block).SequenceEqual(right.Slice(right.Length - length - block, block))) length += block;
        while (length < most && left[left.Length - 1 - length] == right[right.Length - 1 - length]) length++;
        return length;
    }

    /// <summary>The innermost part that holds an edit and the start of the line that follows it, unchanged.</summary>
    private static Part? Find(SyntaxTree tree, int start, int end)
    {
        var text = tree.Text.Text;
        var found = default(Part?);
        for (var parent = tree.Root; parent is { IsFlow: false } and ({ IsMapping: true } or { IsSequence: true });)
        {
            var part = new Part(parent, default, parent.FirstChild, default);
            var last = default(SyntaxNode);
            for (var child = part.First; child.Exists; child = last.Next)
            {
                last = part.IsPair ? child.Next : child;
                part = part with { First = child, Next = last.Next };
                if (!part.Next.Exists || part.Next.Span.Start > start) break;
                part = part with { Before = last };
            }
            if (part.First.Span.Start > start) break;
            // What is read first of a mapping is read before it is known to be one.
            if (part.Next.Exists && (part.Before.Exists || !part.IsPair) && end < LineStart(text, part.Next.Span.Start)
                && Indentation(text, part.First, part.IsPair) is >= 0 and var column && Indentation(text, part.Next, part.IsPair) == column) found = part;
            if (last.Span.Start > start) break;
            parent = last;
        }
        return found;
    }

    private static int LineStart(string text, int offset) => text.AsSpan(0, offset).LastIndexOfAny('\r', '\n') + 1;

    /// <summary>The column of a key that begins its line, or of an item's dash that does; −1 for others.</summary>
    private static int Indentation(string text, SyntaxNode first, bool isPair)
    {
        var line = text.AsSpan(LineStart(text, first.Span.Start)..first.Span.Start);
        var column = line.IndexOfAnyExcept(' ');
        if (isPair) return column < 0 ? line.Length : -1;
        return column >= 0 && line[column] == '-' && !line[(column + 1)..].ContainsAnyExcept(' ') ? column : -1;
    }

    private SyntaxTree? ParsePart(SyntaxTree before, Part part)
    {
        var old = before.Text.Text;
        var (boundary, by) = (LineStart(old, part.Next.Span.Start), text.Length - old.Length);
        lineStart = LineStart(old, part.First.Span.Start);
        var column = Indentation(old, part.First, part.IsPair);
        at = firstOnLine = lineStart + column;
        for (var node = part.Parent; node.Exists; node = node.Parent) depth++;
        try
        {
            var isRead = CharacterScan.IsText(text[lineStart..(boundary + by)], problems) && ReadPart(part.IsPair, column) && problems.Count == 0 && properties.Count == 0
                && (nodes[0].Flags & NodeFlags.MayMerge) == 0 && lineStart == boundary + by && at == lineStart + column && AtDash != part.IsPair;
            if (!isRead || part.Parent.MayMerge || RangeOf(before.Nodes, part) is not { } range) return null;
            return Joined(before, part, range, boundary, by);
        }
        finally
        {
            ArrayPool<NodeData>.Shared.Return(nodes);
        }
    }

    /// <summary>Reads a pair or an item as a child of node 0, and goes on to what follows it.</summary>
    private bool ReadPart(bool isPair, int column)
    {
        var parent = Add(isPair ? SyntaxKind.Mapping : SyntaxKind.Sequence, at, at);
        var (last, first) = (-1, at);
        MoveToContent();
        if (at != first || AtDash == isPair || AtAnyMarker) return false;
        CheckIndentation();
        if (isPair) ParsePair(parent, ref last, column, -1, isRecovered: false);
        else
        {
            at++;
            Attach(parent, ref last, ParseNode(column, dashAtParent: false, isBlockAllowed: true));
        }
        return MoveToNextLine();
    }

    /// <summary>Where a part's nodes stand among those of its tree; null when others stand between.</summary>
    private static Range? RangeOf(NodeData[] nodes, Part part)
    {
        var (first, last, count) = (int.MaxValue, -1, 0);
        void Visit(int node)
        {
            (first, last, count) = (Math.Min(first, node), Math.Max(last, node), count + 1);
            for (var child = nodes[node].FirstChild; child >= 0; child = nodes[child].Next) Visit(child);
        }
        Visit(part.First.Index);
        if (part.IsPair) Visit(part.First.Next.Index);
        return count == last + 1 - first ? first..(last + 1) : null;
    }

    private SyntaxTree Joined(SyntaxTree before, Part part, Range range, int boundary, int by)
    {
        var (first, end) = (range.Start.Value, range.End.Value);
        var added = nodeCount - 1 - (end - first);
        var result = new NodeData[before.Nodes.Length + added];
        Move(before.Nodes.AsSpan(0, first), result, boundary, by, end, added);
        Move(before.Nodes.AsSpan(end), result.AsSpan(end + added), boundary, by, end, added);
        for (var index = 1; index < nodeCount; index++)
        {
            var node = nodes[index];
            int Place(int child) => child < 0 ? child : child - 1 + first;
            result[first + index - 1] = node with { Parent = node.Parent == 0 ? part.Parent.Index : Place(node.Parent), FirstChild = Place(node.FirstChild), Next = Place(node.Next) };
        }
        var own = nodes[0].FirstChild;
        var last = part.IsPair ? nodes[own].Next : own;
        result[first + last - 1].Next = part.Next.Index + added;
        if (part.Before.Exists) result[part.Before.Index].Next = first + own - 1;
        else result[part.Parent.Index].FirstChild = first + own - 1;

        var kept = before.Comments.AsSpan();
        var (ahead, behind) = (CountBefore(kept, LineStart(before.Text.Text, part.First.Span.Start)), CountBefore(kept, boundary));
        TextSpan[] all = [.. kept[..ahead], .. comments, .. kept[behind..]];
        foreach (ref var comment in all.AsSpan(ahead + comments.Count)) comment = comment.Moved(by);
        return new(source, result, before.Root.Index, [], all, []) { IsReadInPart = true };
    }

    /// <summary>Nodes around the part: what stands behind it moves in the text, what was read after it moves among the nodes.</summary>
    private static void Move(ReadOnlySpan<NodeData> from, Span<NodeData> to, int boundary, int by, int end, int added)
    {
        for (var index = 0; index < from.Length; index++)
        {
            var node = from[index];
            if (node.Start >= boundary) node.Start += by;
            if (node.End >= boundary) node.End += by;
            if (node.Parent >= end) node.Parent += added;
            if (node.FirstChild >= end) node.FirstChild += added;
            if (node.Next >= end) node.Next += added;
            to[index] = node;
        }
    }

    private static int CountBefore(ReadOnlySpan<TextSpan> comments, int offset)
    {
        var (low, high) = (0, comments.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (comments[middle].Start < offset) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
