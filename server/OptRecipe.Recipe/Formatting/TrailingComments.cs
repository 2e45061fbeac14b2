using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Formatting;

/// <summary>Comments behind content. Neighbours that share a column share one afterwards; one that stands alone keeps its distance.</summary>
internal sealed class TrailingComments
{
    /// <param name="Gap">The white space before it.</param>
    /// <param name="OldEnd">The column where the content before it ended.</param>
    private readonly record struct Entry(TextSpan Gap, int OldColumn, int OldEnd, int NewEnd);

    private readonly List<Entry> entries = [];

    internal void Add(TextSpan gap, int oldColumn, int newEnd) => entries.Add(new(gap, oldColumn, oldColumn - gap.Length, newEnd));

    /// <summary>A comment alone on its line goes on with the one that trails the line above when it stands right below it.</summary>
    internal bool TryContinue(TextSpan indentation, bool isRightBelow)
    {
        if (!isRightBelow || entries.Count == 0 || entries[^1].OldColumn != indentation.Length || indentation.Length == 0) return false;
        entries.Add(new(indentation, indentation.Length, 0, 0));
        return true;
    }

    internal void AddEdits(Action<TextSpan, int> replace)
    {
        for (var first = 0; first < entries.Count;)
        {
            var (after, oldEnd, newEnd) = (first, 0, 0);
            for (; after < entries.Count && entries[after].OldColumn == entries[first].OldColumn; after++)
            {
                oldEnd = Math.Max(oldEnd, entries[after].OldEnd);
                newEnd = Math.Max(newEnd, entries[after].NewEnd);
            }
            var column = newEnd + entries[first].OldColumn - oldEnd;
            for (; first < after; first++) replace(entries[first].Gap, column - entries[first].NewEnd);
        }
    }
}
