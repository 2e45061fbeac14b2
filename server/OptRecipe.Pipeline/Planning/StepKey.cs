using System.Collections.Immutable;
using OptRecipe.Engine.Passes.Equalize;
using OptRecipe.Engine.Passes.Prune;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Planning;

/// <summary>Options of a pass as a key of a cache: equal when every value is. Sets and dictionaries compare by reference, so they stand in it as text.</summary>
internal static class StepKey
{
    internal static object Of(QuantizeOptions options) => (
        options with { Overrides = ImmutableDictionary<OperatorAddress, OperatorScheme>.Empty, KeepFloat = [] },
        string.Join('\n', options.Overrides.OrderBy(pair => Order(pair.Key)).Select(pair => $"{pair.Key} {pair.Value}")),
        Text(options.KeepFloat));

    internal static object Of(PruneOptions options) => (options with { Only = null }, options.Only is { } only ? Text(only) : null);

    internal static object Of(EqualizeOptions options) => (options with { Only = null }, options.Only is { } only ? Text(only) : null);

    private static string Text(IEnumerable<OperatorAddress> addresses) => string.Join('\n', addresses.OrderBy(Order));
    private static (int, int) Order(OperatorAddress address) => (address.Subgraph, address.Index);
}
