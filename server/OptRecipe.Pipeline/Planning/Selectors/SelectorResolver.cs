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
    private readonly ConcurrentDictionary<(GapKind Kind, string Text), KnownWord> known = new();
    private const int MostKnown = 2000;

    private sealed record KnownWord(OperatorSet Set, ImmutableArray<OperatorAddress> Operators);

    public SelectorMatch Resolve(BoundSelector selector)
    {
        // Most selectors are one word, of which everything is known.
        if (OneWord(selector) is { Operators.IsEmpty: false } word) return new(selector, word.Operators, []);
        var gaps = ImmutableArray.CreateBuilder<SelectorGap>();
        var operators = Set(selector, gaps).Of(addresses);
        return new(selector, operators, gaps.DrainToImmutable());
    }

    private KnownWord? OneWord(BoundSelector selector) => selector.Terms is not [var term] ? null : term switch
    {
        OpsTerm { Names: [var name] } => Operator(name.Value),
        TensorsTerm { Globs: [var glob] } => Tensor(glob.Value),
        _ => null,
    };

    private OperatorSet Set(BoundSelector selector, ImmutableArray<SelectorGap>.Builder gaps)
    {
        var set = OperatorSet.All(addresses.Length);
        var found = ImmutableArray.CreateBuilder<SelectorGap>();
        foreach (var term in selector.Terms)
            if (term is not EndTerm) set = set.And(Set(term, found));
        var inner = set;
        foreach (var term in selector.Terms)
            if (term is EndTerm end) set = set.And(inner.End(end.IsFirst, end.Count));
        if (!selector.IsOptional) gaps.AddRange(found);
        return set;
    }

    private OperatorSet Set(SelectorTerm term, ImmutableArray<SelectorGap>.Builder gaps) => term switch
    {
        OpsTerm ops => Or(ops.Names.Select(name => Gap(Operator(name.Value).Set, gaps, () => new(GapKind.Operator, name.Span, name.Value, names.Value.NearestOperator(name.Value))))),
        TensorsTerm tensors => Or(tensors.Globs.Select(glob => Gap(Tensor(glob.Value).Set, gaps, () => new(GapKind.Tensor, glob.Span, glob.Value, names.Value.NearestTensor(glob.Value))))),
        OperatorsTerm operators => Or(operators.Ranges.Select(range => Gap(Where(index => IsIn(addresses[index], range.Value)), gaps, () => new(GapKind.Number, range.Span, range.Value.ToString(), null)))),
        WeightsOverTerm over => Where(index => WeightBytes.Of(model, addresses[index]) > over.Bytes),
        NotTerm not => Or(not.Selectors.Select(inner => Set(inner, gaps))).Not(),
        AnyTerm any => Or(any.Selectors.Select(inner => Set(inner, gaps))),
        AllTerm all => all.Selectors.Select(inner => Set(inner, gaps)).Aggregate(OperatorSet.All(addresses.Length), (left, right) => left.And(right)),
        _ => OperatorSet.All(addresses.Length),
    };

    private OperatorSet Where(Func<int, bool> holds) => OperatorSet.Where(addresses.Length, holds);

    private OperatorSet Or(IEnumerable<OperatorSet> sets) => sets.Aggregate(OperatorSet.None(addresses.Length), (left, right) => left.Or(right));

    private KnownWord Operator(string name) => Known(GapKind.Operator, name, (index, text) => Name(index) == text);

    private KnownWord Tensor(string glob) => Known(GapKind.Tensor, glob, (index, text) => Array.Exists(tensorNames.Value[index], tensor => TensorGlob.Matches(text, tensor)));

    /// <summary>The operators that a word matches.</summary>
    private KnownWord Known(GapKind kind, string text, Func<int, string, bool> matches)
    {
        if (known.TryGetValue((kind, text), out var found)) return found;
        if (known.Count >= MostKnown) known.Clear();
        var set = Where(index => matches(index, text));
        return known[(kind, text)] = new(set, set.Of(addresses));
    }

    private static string[][] NamesOfAll(Model model)
    {
        var names = new OperatorNames(model);
        return [.. model.Subgraphs.SelectMany((subgraph, subgraphIndex) => Enumerable.Range(0, subgraph.Operators.Length).Select(index => names.TensorsOf(new(subgraphIndex, index)).ToArray()))];
    }

    private static OperatorSet Gap(OperatorSet set, ImmutableArray<SelectorGap>.Builder gaps, Func<SelectorGap> gap)
    {
        if (set.IsEmpty) gaps.Add(gap());
        return set;
    }

    private string Name(int index) => OperatorText.Name(model, addresses[index]);

    private static bool IsIn(OperatorAddress address, OperatorRange range) => address.Subgraph == range.Subgraph && address.Index >= range.First && address.Index <= range.Last;
}
