using System.Collections.Immutable;
using System.Numerics;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Planning.Selectors;

/// <summary>Some of a model's operators: one bit for each, counted through all subgraphs. Operations make new sets; a set that others have seen is never changed.</summary>
internal sealed class OperatorSet
{
    private readonly ulong[] bits;
    private readonly int count;

    private OperatorSet(int count) => (this.count, bits) = (count, new ulong[(count + 63) / 64]);

    internal static OperatorSet Where(int count, Func<int, bool> holds)
    {
        var set = new OperatorSet(count);
        for (var index = 0; index < count; index++)
            if (holds(index)) set.Add(index);
        return set;
    }

    internal static OperatorSet All(int count)
    {
        var set = new OperatorSet(count);
        set.bits.AsSpan().Fill(ulong.MaxValue);
        set.Trim();
        return set;
    }

    internal static OperatorSet None(int count) => new(count);

    internal bool IsEmpty => !bits.AsSpan().ContainsAnyExcept(0UL);

    internal OperatorSet And(OperatorSet other) => Each(other, (left, right) => left & right);

    internal OperatorSet Or(OperatorSet other) => Each(other, (left, right) => left | right);

    internal OperatorSet Not()
    {
        var set = Each(this, (bits, _) => ~bits);
        set.Trim();
        return set;
    }

    /// <summary>So many of its operators from one end.</summary>
    internal OperatorSet End(bool isFirst, int most)
    {
        var set = new OperatorSet(count);
        for (var step = 0; step < count && most > 0; step++)
        {
            var index = isFirst ? step : count - 1 - step;
            if (!Contains(index)) continue;
            set.Add(index);
            most--;
        }
        return set;
    }

    internal ImmutableArray<OperatorAddress> Of(OperatorAddress[] addresses)
    {
        var found = new OperatorAddress[Count()];
        var next = 0;
        for (var word = 0; word < bits.Length; word++)
            for (var rest = bits[word]; rest != 0; rest &= rest - 1) found[next++] = addresses[word * 64 + BitOperations.TrailingZeroCount(rest)];
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(found);
    }

    private int Count()
    {
        var total = 0;
        foreach (var word in bits) total += BitOperations.PopCount(word);
        return total;
    }

    private bool Contains(int index) => (bits[index >> 6] >> (index & 63) & 1) != 0;

    private void Add(int index) => bits[index >> 6] |= 1UL << (index & 63);

    private OperatorSet Each(OperatorSet other, Func<ulong, ulong, ulong> combine)
    {
        var set = new OperatorSet(count);
        for (var word = 0; word < bits.Length; word++) set.bits[word] = combine(bits[word], other.bits[word]);
        return set;
    }

    private void Trim()
    {
        if (count % 64 is > 0 and var used) bits[^1] &= (1UL << used) - 1;
    }
}
