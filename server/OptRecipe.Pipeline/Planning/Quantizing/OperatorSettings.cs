using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Planning.Quantizing;

/// <summary>What a <c>quantize</c> step with all its rules says about an operator, each field with its origin.</summary>
/// <param name="Scheme">The scheme that is carried out: <c>int8</c> with 16-bit activations is <c>int16x8</c>.</param>
/// <param name="Rows">Every field, in the order of the recipe's page.</param>
public sealed record OperatorSettings(QuantizationScheme Scheme, ImmutableArray<SettingRow> Rows)
{
    public int WeightBits { get; init; } = 8;
    public bool AreWeightsSymmetric { get; init; } = true;
    public Granularity Granularity { get; init; } = new(GranularityKind.Channel);
    public ScaleAlgorithm Algorithm { get; init; }
    /// <summary>Null: what the numerics' own tool does.</summary>
    public int? MinimumElements { get; init; }
    public bool AreActivationsSymmetric { get; init; }
    public OnUnsupported OnUnsupported { get; init; }
    /// <summary>What the step or the last rule that says one asks for; null: min and max.</summary>
    public BoundCalibration? Calibration { get; init; }

    public SettingRow? Row(string field) => Rows.FirstOrDefault(row => row.Field == field);
}
