using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Recipe.Binding;

/// <summary>The words of <c>quantize</c> and what they stand for, in both directions.</summary>
public static class QuantizeWords
{
    public static ImmutableArray<(string Word, QuantizationScheme Value)> Schemes { get; } =
    [
        ("dynamic", QuantizationScheme.Dynamic), ("float16", QuantizationScheme.Float16), ("int8", QuantizationScheme.Int8), ("int16x8", QuantizationScheme.Int16X8),
        ("weight-only", QuantizationScheme.WeightOnly), ("float32", QuantizationScheme.Float32),
    ];

    public static ImmutableArray<(string Word, OnUnsupported Value)> Unsupported { get; } = [("error", OnUnsupported.Error), ("float", OnUnsupported.Float), ("next-scheme", OnUnsupported.NextScheme)];

    public static ImmutableArray<(string Word, QuantizationNumerics Value)> Numerics { get; } =
        [("converter", QuantizationNumerics.Converter), ("converter-flatbuffer", QuantizationNumerics.ConverterFlatbuffer), ("ai-edge-quantizer", QuantizationNumerics.AiEdgeQuantizer)];

    public static ImmutableArray<(string Word, Granularity Value)> Granularities { get; } =
    [
        ("channel", new(GranularityKind.Channel)), ("tensor", new(GranularityKind.Tensor)), ("block-32", new(GranularityKind.Block, 32)), ("block-64", new(GranularityKind.Block, 64)),
        ("block-128", new(GranularityKind.Block, 128)), ("block-256", new(GranularityKind.Block, 256)),
    ];

    public static ImmutableArray<(string Word, ScaleAlgorithm Value)> Algorithms { get; } =
        [("minmax", ScaleAlgorithm.MinMax), ("mse", ScaleAlgorithm.Mse), ("octav", ScaleAlgorithm.Octav), ("adaround", ScaleAlgorithm.AdaRound), ("gptq", ScaleAlgorithm.Gptq)];

    public static ImmutableArray<(string Word, CalibrationMethod Value)> Methods { get; } =
    [
        ("minmax", CalibrationMethod.MinMax), ("moving-average", CalibrationMethod.MovingAverage), ("percentile", CalibrationMethod.Percentile), ("entropy", CalibrationMethod.Entropy),
        ("mse", CalibrationMethod.Mse), ("octav", CalibrationMethod.Octav),
    ];

    public static ImmutableArray<(string Word, TensorType Value)> BorderTypes { get; } =
        [("float32", TensorType.Float32), ("int8", TensorType.Int8), ("uint8", TensorType.UInt8), ("int16", TensorType.Int16)];

    public static ImmutableArray<(string Word, RescueKind Value)> Rescues { get; } = [("concat", RescueKind.Concat), ("add", RescueKind.Add), ("all", RescueKind.All)];

    /// <summary>The word for a value.</summary>
    public static string Of<T>(ImmutableArray<(string Word, T Value)> words, T value) where T : notnull => words[IndexOf(words, value)].Word;

    private static int IndexOf<T>(ImmutableArray<(string Word, T Value)> words, T value)
    {
        for (var index = 0; index < words.Length; index++)
            if (EqualityComparer<T>.Default.Equals(words[index].Value, value)) return index;
        throw new ArgumentOutOfRangeException(nameof(value));
    }

    internal static bool TryFind<T>(ImmutableArray<(string Word, T Value)> words, ReadOnlySpan<char> word, out T value)
    {
        foreach (var (known, meaning) in words)
        {
            if (!word.SequenceEqual(known)) continue;
            value = meaning;
            return true;
        }
        value = words[0].Value;
        return false;
    }
}
