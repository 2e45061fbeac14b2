using System.Collections.Immutable;
using System.Globalization;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Planning.Quantizing;

/// <summary>Lays a step's fields and those of the rules that match an operator over each other: the last one that says a field wins.</summary>
/// <param name="layers">The step first, then the rules in their order.</param>
internal sealed class SettingLayers(IReadOnlyList<(QuantizeFields Fields, SettingSource Source, int Rule)> layers, QuantizationNumerics numerics)
{
    private readonly List<int> winners = [];
    // Only who wants them pays for the words.
    private ImmutableArray<SettingRow>.Builder? rows;

    /// <summary>What holds for an operator that the step leaves out.</summary>
    internal static OperatorSettings LeftOut(BoundSelector where) =>
        new(new(QuantizationScheme.Float32), null, () => [new("scheme", "float32", new(SettingSource.Where, -1, where.Span), [])]);

    /// <summary>Every field with its origin.</summary>
    internal ImmutableArray<SettingRow> Rows(QuantizationScheme stepScheme)
    {
        rows = ImmutableArray.CreateBuilder<SettingRow>();
        Values(stepScheme);
        return rows.DrainToImmutable();
    }

    /// <summary>What the last layer that asks for one asks for.</summary>
    internal BoundCalibration? Calibration
    {
        get
        {
            for (var layer = layers.Count - 1; layer >= 0; layer--)
                if (layers[layer].Fields.Calibration is { } found) return found;
            return null;
        }
    }

    internal SettingValues Values(QuantizationScheme stepScheme)
    {
        winners.Clear();
        var named = Pick("scheme", fields => fields.Scheme, stepScheme, SettingSource.Step, value => QuantizeWords.Of(QuantizeWords.Schemes, value));
        if (named is QuantizationScheme.Float32) return new(named) { Winners = [.. winners] };
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
        if (scheme is QuantizationScheme.Int8 or QuantizationScheme.Int16X8)
            Pick("calibration", fields => fields.Calibration is { } found ? new Written<string>(Describe(found), found.Span) : null, "minmax", SettingSource.Default, value => value);
        var unsupported = Pick("on_unsupported", fields => fields.OnUnsupported, OnUnsupported.Error, SettingSource.Default, value => QuantizeWords.Of(QuantizeWords.Unsupported, value));
        rows?.Add(new("numerics", QuantizeWords.Of(QuantizeWords.Numerics, numerics), new(SettingSource.Numerics), []));
        return new(scheme)
        {
            WeightBits = bits, AreWeightsSymmetric = symmetric, Granularity = granularity, Algorithm = algorithm, MinimumElements = least,
            AreActivationsSymmetric = areActivationsSymmetric, OnUnsupported = unsupported, Winners = [.. winners],
        };
    }

    private T Pick<T>(string field, Func<QuantizeFields, Written<T>?> of, T fallback, SettingSource source, Func<T, string> text)
    {
        var (value, last) = (fallback, -1);
        for (var layer = layers.Count - 1; layer >= 0 && last < 0; layer--)
            if (of(layers[layer].Fields) is { } written) (value, last) = (written.Value, layer);
        if (last >= 0 && layers[last].Rule >= 0) winners.Add(layers[last].Rule);
        if (rows is not null)
        {
            var origins = layers.Select(layer => (layer, Written: of(layer.Fields))).Where(pair => pair.Written is not null).Select(pair => new SettingOrigin(pair.layer.Source, pair.layer.Rule, pair.Written?.Span)).ToImmutableArray();
            rows.Add(origins.IsEmpty ? new(field, text(value), new(source), []) : new(field, text(value), origins[^1], origins[..^1]));
        }
        return value;
    }

    private Written<T>? Last<T>(Func<QuantizeFields, Written<T>?> of)
    {
        for (var layer = layers.Count - 1; layer >= 0; layer--)
            if (of(layers[layer].Fields) is { } written) return written;
        return null;
    }

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
