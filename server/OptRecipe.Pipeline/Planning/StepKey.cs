using System.Collections.Immutable;
using OptRecipe.Engine.Passes.Equalize;
using OptRecipe.Engine.Passes.Prune;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Planning;

/// <summary>Options of a pass as a key of a cache: equal when every value is. Sets and dictionaries compare by reference, so their contents stand in it.</summary>
internal static class StepKey
{
    internal static object Of(QuantizeOptions options) => new QuantizeKey(options);

    internal static object Of(PruneOptions options) => (options with { Only = null }, options.Only is { } only ? Text(only) : null);

    internal static object Of(EqualizeOptions options) => (options with { Only = null }, options.Only is { } only ? Text(only) : null);

    private static string Text(IEnumerable<OperatorAddress> addresses) => string.Join('\n', addresses.OrderBy(Order));
    private static (int, int) Order(OperatorAddress address) => (address.Subgraph, address.Index);

    private sealed class QuantizeKey(QuantizeOptions options) : IEquatable<QuantizeKey>
    {
        private readonly QuantizeOptions _plain = options with { Overrides = ImmutableDictionary<OperatorAddress, OperatorScheme>.Empty, KeepFloat = [] };

        private QuantizeOptions Options => options;

        public bool Equals(QuantizeKey? other) => ReferenceEquals(this, other) || (other is not null && _plain == other._plain && options.KeepFloat.Count == other.Options.KeepFloat.Count
            && options.Overrides.Count == other.Options.Overrides.Count && options.KeepFloat.SetEquals(other.Options.KeepFloat)
            && options.Overrides.All(pair => other.Options.Overrides.TryGetValue(pair.Key, out var scheme) && scheme == pair.Value));

        public override bool Equals(object? obj) => Equals(obj as QuantizeKey);

        // Few steps of a model are kept, so that telling them apart in most cases is enough.
        public override int GetHashCode() => HashCode.Combine(options.Scheme, options.Numerics, options.InputType, options.OutputType, options.KeepFloat.Count, options.Overrides.Count);
    }
}
