namespace OptRecipe.Recipe.Formatting;

/// <summary>Where a comment on a line of its own goes when the blocks around it move: with the block whose column it has.</summary>
internal sealed class CommentColumns
{
    private readonly List<(int Old, int New)> open = [];

    /// <summary>A line or a compact block starts at this column, which ends every block further right.</summary>
    internal void Push(int oldColumn, int newColumn)
    {
        while (open.Count > 0 && open[^1].Old >= oldColumn) open.RemoveAt(open.Count - 1);
        open.Add((oldColumn, newColumn));
    }

    /// <param name="next">The next line with content; null at the end of the text.</param>
    internal int Of(int column, (int Old, int New)? next)
    {
        if (next is { } same && same.Old == column) return same.New;
        var deepest = -1;
        for (var index = open.Count - 1; index >= 0 && deepest < 0; index--) if (open[index].Old <= column) deepest = index;
        if (deepest >= 0 && open[deepest].Old == column) return open[deepest].New;
        // Above the first line of a block it belongs to that line; behind a block it keeps its distance.
        if (next is { } first && (open.Count == 0 || first.Old > open[^1].Old)) return first.New;
        return deepest < 0 ? 0 : open[deepest].New + column - open[deepest].Old;
    }
}
