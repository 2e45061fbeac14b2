using System.Diagnostics.CodeAnalysis;

namespace OptRecipe.Pipeline.Planning;

/// <summary>The few answers that were asked for last. Thread-safe.</summary>
/// <param name="most">So many are kept.</param>
internal sealed class Recent<TKey, TValue>(int most) where TKey : notnull
{
    private readonly LinkedList<(TKey Key, TValue Value)> kept = [];
    private readonly Lock gate = new();

    internal bool TryFind(Func<TKey, bool> isAsked, [MaybeNullWhen(false)] out TValue value)
    {
        lock (gate)
        {
            for (var node = kept.First; node is not null; node = node.Next)
            {
                if (!isAsked(node.Value.Key)) continue;
                kept.Remove(node);
                kept.AddFirst(node);
                value = node.Value.Value;
                return true;
            }
        }
        value = default;
        return false;
    }

    internal void Add(TKey key, TValue value)
    {
        lock (gate)
        {
            kept.AddFirst((key, value));
            if (kept.Count > most) kept.RemoveLast();
        }
    }
}
