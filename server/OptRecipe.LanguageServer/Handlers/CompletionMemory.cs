using System.Collections.Immutable;
using OptRecipe.Ide.Completion;

namespace OptRecipe.LanguageServer.Handlers;

/// <summary>The last list of completions, so that the documentation of one item can be sent when it is looked at, whatever was typed since. Thread-safe.</summary>
public sealed class CompletionMemory
{
    private sealed record Answered(int List, int World, ImmutableArray<CompletionItem> Items);

    private Answered? _last;
    private int _lists;

    /// <returns>The list's number.</returns>
    public int Keep(ImmutableArray<CompletionItem> items, int world)
    {
        var list = Interlocked.Increment(ref _lists);
        Volatile.Write(ref _last, new(list, world, items));
        return list;
    }

    /// <summary>Null when the item is of an older list, or files have changed since.</summary>
    public CompletionItem? Find(int list, int index, int world) =>
        Volatile.Read(ref _last) is { } last && last.List == list && last.World == world && index >= 0 && index < last.Items.Length ? last.Items[index] : null;
}
