using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Planning.Quantizing;

/// <summary>What holds for an operator, without who says so.</summary>
/// <param name="Scheme">The scheme that is carried out: <c>int8</c> with 16-bit activations is <c>int16x8</c>.</param>
internal sealed record SettingValues(QuantizationScheme Scheme)
{
    public int WeightBits { get; init; } = 8;
    public bool AreWeightsSymmetric { get; init; } = true;
    public Granularity Granularity { get; init; } = new(GranularityKind.Channel);
    public ScaleAlgorithm Algorithm { get; init; }
    /// <summary>Null: what the numerics' own tool does.</summary>
    public int? MinimumElements { get; init; }
    public bool AreActivationsSymmetric { get; init; }
    public OnUnsupported OnUnsupported { get; init; }
    /// <summary>The rules that have the last word about a field, by number from 0.</summary>
    public IReadOnlyList<int> Winners { get; init; } = [];
}
