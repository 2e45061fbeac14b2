using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Binding;

/// <summary>What was read last: the tree of the last text, of which a keystroke changes one pair or item, and what short items of lists came to, by their text, wherever they stand now. Thread-safe.</summary>
public sealed class ItemMemory
{
    private const int MostItems = 4096, MostCharacters = 512;
    private readonly Dictionary<string, KnownItem> items = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly WeakReference<SyntaxTree?> last = new(null);

    internal SyntaxTree Parse(SourceText text)
    {
        SyntaxTree? before;
        lock (gate) last.TryGetTarget(out before);
        var tree = SyntaxTree.Parse(text, before);
        lock (gate) last.SetTarget(tree);
        return tree;
    }

    /// <summary>Null where nothing may be remembered: a long item, and one of a text with problems or anchors, whose meaning depends on what stands around it.</summary>
    internal KnownItem? Of(SyntaxNode item)
    {
        if (item is not { IsMapping: true, Tree: { IsPlain: true } tree } || item.Span.Length > MostCharacters) return null;
        var text = tree.Text.Slice(item.Span);
        // The lines of an item that stands further right are indented further.
        var before = tree.Text.Text.AsSpan(0, item.Span.Start);
        var column = before.Length - 1 - before.LastIndexOfAny('\r', '\n');
        lock (gate)
        {
            var byText = items.GetAlternateLookup<ReadOnlySpan<char>>();
            if (byText.TryGetValue(text, out var known) && known.Column == column) return known;
            if (items.Count == MostItems) items.Clear();
            return byText[text] = new(column);
        }
    }
}

/// <summary>What is known of an item with one text; null where nobody has asked yet.</summary>
internal sealed class KnownItem(int column)
{
    internal int Column => column;
    /// <summary>Where it stood last.</summary>
    internal BoundRule? Rule { get; set; }
    /// <summary>Checked as this, it had no mistake.</summary>
    internal SchemaType? FlawlessAs { get; set; }
}
