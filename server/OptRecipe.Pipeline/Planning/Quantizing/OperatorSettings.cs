using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Planning.Quantizing;

/// <summary>What a <c>quantize</c> step with all its rules says about an operator, each field with its origin.</summary>
public sealed class OperatorSettings
{
    private readonly SettingValues values;
    private readonly Lazy<ImmutableArray<SettingRow>> rows;

    internal OperatorSettings(SettingValues values, BoundCalibration? calibration, Func<ImmutableArray<SettingRow>> rows) => (this.values, Calibration, this.rows) = (values, calibration, new(rows));

    /// <summary>The scheme that is carried out: <c>int8</c> with 16-bit activations is <c>int16x8</c>.</summary>
    public QuantizationScheme Scheme => values.Scheme;
    /// <summary>Every field, in the order of the recipe's page; found when it is asked for.</summary>
    public ImmutableArray<SettingRow> Rows => rows.Value;
    public int WeightBits => values.WeightBits;
    public Granularity Granularity => values.Granularity;
    public ScaleAlgorithm Algorithm => values.Algorithm;
    public OnUnsupported OnUnsupported => values.OnUnsupported;
    /// <summary>What the step or the last rule that says one asks for; null: min and max.</summary>
    public BoundCalibration? Calibration { get; }
    internal SettingValues Values => values;

    public SettingRow? Row(string field) => Rows.FirstOrDefault(row => row.Field == field);
}
