using System.Collections.Immutable;
using System.Globalization;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Planning.Quantizing;

/// <summary>Lays a step's fields and those of the rules that match an operator over each other: the last one that says a field wins.</summary>
/// <param name="layers">The step first, then the rules in their order.</param>
internal sealed class SettingLayers(IReadOnlyList<(QuantizeFields Fields, SettingSource Source, int Rule)> layers, QuantizationNumerics numerics)
{
    private readonly ImmutableArray<SettingRow>.Builder rows = ImmutableArray.CreateBuilder<SettingRow>();

    /// <summary>What holds for an operator that the step leaves out.</summary>
    internal static OperatorSettings LeftOut(BoundSelector where) =>
        new(QuantizationScheme.Float32, [new("scheme", "float32", new(SettingSource.Where, -1, where.Span), [])]);

    internal OperatorSettings Resolve(QuantizationScheme stepScheme)
    {
        var named = Pick("scheme", fields => fields.Scheme, stepScheme, SettingSource.Step, value => QuantizeWords.Of(QuantizeWords.Schemes, value));
        if (named is QuantizationScheme.Float32) return new(named, rows.DrainToImmutable());
        var bits = Pick("weights.bits", fields => fields.WeightBits, 8, SettingSource.Scheme, Number);
        var symmetric = Pick("weights.symmetric", fields => fields.AreWeightsSymmetric, true, SettingSource.Default, Flag);
        var granularity = Pick("weights.granularity", fields => fields.Granularity, new(GranularityKind.Channel), SettingSource.Default, value => QuantizeWords.Of(QuantizeWords.Granularities, value));
        var algorithm = Pick("weights.algorithm", fields => fields.Algorithm, ScaleAlgorithm.MinMax, SettingSource.Default, value => QuantizeWords.Of(QuantizeWords.Algorithms, value));
        var least = Last(fields => fields.MinimumElements) is { } written ? (int?)written.Value : null;
        if (named is not (QuantizationScheme.Int8 or QuantizationScheme.Int16X8)) Pick("weights.min_elements", fields => fields.MinimumElements, SmallestWeights(named), SettingSource.Numerics, Number);
        var activationBits = Pick("activations.bits", fields => fields.ActivationBits, named == QuantizationScheme.Int16X8 ? 16 : named == QuantizationScheme.Int8 ? 8 : 32, SettingSource.Scheme,
            value => value == 32 ? "float32" : Number(value));
        var scheme = (named, activationBits) switch
        {
            (QuantizationScheme.Int8, 16) => QuantizationScheme.Int16X8,
            (QuantizationScheme.Int16X8, 8) => QuantizationScheme.Int8,
            _ => named,
        };
        var areActivationsSymmetric = false;
        if (scheme is QuantizationScheme.Int8 or QuantizationScheme.Int16X8)
            areActivationsSymmetric = Pick("activations.symmetric", fields => fields.AreActivationsSymmetric, scheme == QuantizationScheme.Int16X8, scheme == QuantizationScheme.Int16X8 ? SettingSource.Scheme : SettingSource.Default, Flag);
        var calibration = Last(fields => fields.Calibration is { } found ? new Written<BoundCalibration>(found, found.Span) : null)?.Value;
        if (scheme is QuantizationScheme.Int8 or QuantizationScheme.Int16X8)
            Pick("calibration", fields => fields.Calibration is { } found ? new Written<string>(Describe(found), found.Span) : null, "minmax", SettingSource.Default, value => value);
        var unsupported = Pick("on_unsupported", fields => fields.OnUnsupported, OnUnsupported.Error, SettingSource.Default, value => QuantizeWords.Of(QuantizeWords.Unsupported, value));
        rows.Add(new("numerics", QuantizeWords.Of(QuantizeWords.Numerics, numerics), new(SettingSource.Numerics), []));
        return new(scheme, rows.DrainToImmutable())
        {
            WeightBits = bits, AreWeightsSymmetric = symmetric, Granularity = granularity, Algorithm = algorithm, MinimumElements = least,
            AreActivationsSymmetric = areActivationsSymmetric, OnUnsupported = unsupported, Calibration = calibration,
        };
    }

    private T Pick<T>(string field, Func<QuantizeFields, Written<T>?> of, T fallback, SettingSource source, Func<T, string> text)
    {
        var origins = ImmutableArray.CreateBuilder<SettingOrigin>();
        var value = fallback;
        foreach (var layer in layers)
        {
            if (of(layer.Fields) is not { } written) continue;
            value = written.Value;
            origins.Add(new(layer.Source, layer.Rule, written.Span));
        }
        rows.Add(origins.Count == 0
            ? new(field, text(value), new(source), [])
            : new(field, text(value), origins[^1], [.. origins.Take(origins.Count - 1)]));
        return value;
    }

    private Written<T>? Last<T>(Func<QuantizeFields, Written<T>?> of) => layers.Select(layer => of(layer.Fields)).LastOrDefault(written => written is not null);

    private int SmallestWeights(QuantizationScheme scheme) => scheme == QuantizationScheme.Dynamic && numerics == QuantizationNumerics.Converter ? 1024 : 0;

    private static string Describe(BoundCalibration calibration) => calibration switch
    {
        { Ranges: { } ranges } => $"ranges {ranges.Value}{(calibration.Key is { } key ? $" ({key.Value})" : "")}",
        { Method: { Value: CalibrationMethod.Percentile } } => $"percentile {(calibration.Percentile?.Value ?? BoundCalibration.DefaultPercentile).ToString(CultureInfo.InvariantCulture)}",
        { Method: { } method } => QuantizeWords.Of(QuantizeWords.Methods, method.Value),
        _ => "minmax",
    };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
    private static string Flag(bool value) => value ? "true" : "false";
}
