using System.Collections.Concurrent;
using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Planning.Selectors;

/// <summary>Selectors against one model. What it has learnt about the model is kept; thread-safe.</summary>
public sealed class SelectorResolver(Model model)
{
    private readonly OperatorAddress[] addresses =
        [.. model.Subgraphs.SelectMany((subgraph, subgraphIndex) => Enumerable.Range(0, subgraph.Operators.Length).Select(index => new OperatorAddress(subgraphIndex, index)))];

    private readonly Lazy<OperatorNames> names = new(() => new(model));
    private readonly Lazy<string[][]> tensorNames = new(() => NamesOfAll(model));
    // Asked again with every keystroke; what a word matches changes only with the model.
    private readonly ConcurrentDictionary<(GapKind Kind, string Text), bool[]> known = new();
    private const int MostKnown = 5000;

    public SelectorMatch Resolve(BoundSelector selector)
    {
        var gaps = ImmutableArray.CreateBuilder<SelectorGap>();
        var mask = Mask(selector, gaps);
        var operators = ImmutableArray.CreateBuilder<OperatorAddress>();
        for (var index = 0; index < mask.Length; index++)
            if (mask[index]) operators.Add(addresses[index]);
        return new(selector, operators.DrainToImmutable(), gaps.DrainToImmutable());
    }

    private bool[] Mask(BoundSelector selector, ImmutableArray<SelectorGap>.Builder gaps)
    {
        var mask = new bool[addresses.Length];
        mask.AsSpan().Fill(true);
        var found = ImmutableArray.CreateBuilder<SelectorGap>();
        foreach (var term in selector.Terms)
        {
            if (term is EndTerm) continue;
            var one = Mask(term, found);
            for (var index = 0; index < mask.Length; index++) mask[index] &= one[index];
        }
        var ends = selector.Terms.OfType<EndTerm>().Select(term => Ends(mask, term)).ToArray();
        foreach (var end in ends)
            for (var index = 0; index < mask.Length; index++) mask[index] &= end[index];
        if (!selector.IsOptional) gaps.AddRange(found);
        return mask;
    }

    private bool[] Mask(SelectorTerm term, ImmutableArray<SelectorGap>.Builder gaps) => term switch
    {
        OpsTerm ops => Or(ops.Names.Select(name => Gap(Known(GapKind.Operator, name.Value, (index, text) => Name(index) == text), gaps, () => new(GapKind.Operator, name.Span, name.Value, names.Value.NearestOperator(name.Value))))),
        TensorsTerm tensors => Or(tensors.Globs.Select(glob => Gap(
            Known(GapKind.Tensor, glob.Value, (index, text) => Array.Exists(tensorNames.Value[index], tensor => TensorGlob.Matches(text, tensor))), gaps,
            () => new(GapKind.Tensor, glob.Span, glob.Value, names.Value.NearestTensor(glob.Value))))),
        OperatorsTerm operators => Or(operators.Ranges.Select(range => Gap(Where(index => IsIn(addresses[index], range.Value)), gaps, () => new(GapKind.Number, range.Span, range.Value.ToString(), null)))),
        WeightsOverTerm over => Where(index => WeightBytes.Of(model, addresses[index]) > over.Bytes),
        NotTerm not => [.. Or(not.Selectors.Select(inner => Mask(inner, gaps))).Select(matches => !matches)],
        AnyTerm any => Or(any.Selectors.Select(inner => Mask(inner, gaps))),
        AllTerm all => all.Selectors.Select(inner => Mask(inner, gaps)).Aggregate(Where(_ => true), (left, right) => [.. left.Zip(right, (a, b) => a && b)]),
        _ => Where(_ => true),
    };

    private bool[] Where(Func<int, bool> matches)
    {
        var mask = new bool[addresses.Length];
        for (var index = 0; index < mask.Length; index++) mask[index] = matches(index);
        return mask;
    }

    /// <summary>The operators that a word matches; nobody may change the answer.</summary>
    private bool[] Known(GapKind kind, string text, Func<int, string, bool> matches)
    {
        if (known.TryGetValue((kind, text), out var found)) return found;
        if (known.Count >= MostKnown) known.Clear();
        return known[(kind, text)] = Where(index => matches(index, text));
    }

    private static string[][] NamesOfAll(Model model)
    {
        var names = new OperatorNames(model);
        return [.. model.Subgraphs.SelectMany((subgraph, subgraphIndex) => Enumerable.Range(0, subgraph.Operators.Length).Select(index => names.TensorsOf(new(subgraphIndex, index)).ToArray()))];
    }

    private bool[] Or(IEnumerable<bool[]> masks)
    {
        var any = new bool[addresses.Length];
        foreach (var mask in masks)
            for (var index = 0; index < any.Length; index++) any[index] |= mask[index];
        return any;
    }

    private static bool[] Gap(bool[] mask, ImmutableArray<SelectorGap>.Builder gaps, Func<SelectorGap> gap)
    {
        if (!mask.Contains(true)) gaps.Add(gap());
        return mask;
    }

    private static bool[] Ends(bool[] mask, EndTerm end)
    {
        var result = new bool[mask.Length];
        var left = end.Count;
        for (var step = 0; step < mask.Length && left > 0; step++)
        {
            var index = end.IsFirst ? step : mask.Length - 1 - step;
            if (!mask[index]) continue;
            result[index] = true;
            left--;
        }
        return result;
    }

    private string Name(int index) => OperatorText.Name(model, addresses[index]);

    private static bool IsIn(OperatorAddress address, OperatorRange range) => address.Subgraph == range.Subgraph && address.Index >= range.First && address.Index <= range.Last;
}
