using System.Collections.Immutable;
using System.Globalization;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>Number of scales: numbers, <c>channels</c> (the size of dimension <c>at</c>) or <c>quantized_dimension</c> (the size of that dimension). Tensors without scales fit.</summary>
internal sealed class ScaleCountPredicate(ImmutableArray<Operand> operands, ImmutableArray<int> counts, int? channelDimension, bool allowsQuantizedDimension) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand)
    {
        var tensor = operand.Tensor;
        var count = tensor.Quantization?.ScaleCount ?? 0;
        if (count == 0 || counts.Contains(count)) return true;
        if (channelDimension is { } channel && channel < tensor.Shape.Length && tensor.Shape[channel] == count) return true;
        return allowsQuantizedDimension && tensor.Quantization is { QuantizedDimension: >= 0 } quantization && quantization.QuantizedDimension < tensor.Shape.Length
            && tensor.Shape[quantization.QuantizedDimension] == count;
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) => $"{Shapes.Text(operand.Tensor)} with {operand.Tensor.Quantization?.ScaleCount ?? 0} scales";

    public static Predicate Read(PredicateArgument argument) => argument.ForEach((operands, node) =>
    {
        var items = node.AsList().Select(item => item.Text).ToArray();
        return new ScaleCountPredicate(operands, [.. items.Where(item => char.IsAsciiDigit(item[0])).Select(int.Parse)],
            items.FirstOrDefault(item => item.StartsWith("dimension ", StringComparison.Ordinal)) is { } channel ? int.Parse(channel["dimension ".Length..]) : null,
            items.Contains("quantized_dimension", StringComparer.Ordinal));
    });
}

/// <summary>As many scales as the other operand; operands without scales fit.</summary>
internal sealed class SameScaleCountPredicate(Operand first, ImmutableArray<Operand> others) : OperandPredicate(others)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) =>
        context.Tensor(first)?.Quantization is not { ScaleCount: > 0 and var left } || operand.Tensor.Quantization is not { ScaleCount: > 0 and var right } || (left > 1) == (right > 1);

    protected override string Describe(OperatorContext context, OperandTensor operand) =>
        $"with {operand.Tensor.Quantization?.ScaleCount} scales, {first.Name} with {context.Tensor(first)?.Quantization?.ScaleCount}";
}

/// <summary>What the loader of LiteRT asks of every tensor: one scale, or as many as the quantized dimension is long.</summary>
internal sealed class LoadableScalesPredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand)
    {
        if (operand.Tensor.Quantization is not { ScaleCount: > 0 and var count } quantization || quantization.Details is not null) return true;
        var (rank, dimension) = (operand.Tensor.Shape.Length, quantization.QuantizedDimension);
        if (rank == 0) return count == 1;
        return dimension >= 0 && dimension < rank && (count == 1 || count == operand.Tensor.Shape[dimension]);
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) =>
        $"{Shapes.Text(operand.Tensor)} with {operand.Tensor.Quantization?.ScaleCount} scales, quantized dimension {operand.Tensor.Quantization?.QuantizedDimension}";
}

/// <summary>The dimension along which several scales run; tensors with one scale fit.</summary>
internal sealed class QuantizedDimensionPredicate(ImmutableArray<Operand> operands, ValueSet dimensions) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) =>
        operand.Tensor.Quantization is not { ScaleCount: > 1 } quantization || dimensions.Contains(quantization.QuantizedDimension);

    protected override string Describe(OperatorContext context, OperandTensor operand) => $"quantized dimension {operand.Tensor.Quantization?.QuantizedDimension}";
}

/// <summary>Every zero point of the tensor.</summary>
internal sealed class ZeroPointPredicate(ImmutableArray<Operand> operands, ValueSet allowed) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand)
    {
        var quantization = operand.Tensor.Quantization;
        if (quantization is not { ZeroPoints.IsDefaultOrEmpty: false }) return quantization is { PlannedScaleCount: > 0 } || allowed.Contains(0);
        foreach (var zeroPoint in quantization.ZeroPoints)
            if (!allowed.Contains(zeroPoint)) return false;
        return true;
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) =>
        operand.Tensor.Quantization?.ZeroPoints is { IsDefaultOrEmpty: false } zeroPoints ? $"zero point {zeroPoints.FirstOrDefault(value => !allowed.Contains(value))}" : "without zero point";
}

/// <summary>A fixed scale, within a relative tolerance: <c>scale: {output: 0.00390625}</c> or <c>{output: {value: 0.0000305, within: 0.001}}</c>.</summary>
internal sealed class ScalePredicate(ImmutableArray<Operand> operands, float value, float within) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) =>
        operand.Tensor.Quantization is not { Scales: { IsDefaultOrEmpty: false } scales } || Math.Abs(scales[0] - value) <= within * value;

    protected override string Describe(OperatorContext context, OperandTensor operand) => $"scale {Scales.Text(operand.Tensor)}";

    public static Predicate Read(PredicateArgument argument) => argument.ForEach((operands, node) => new ScalePredicate(operands,
        float.Parse((node["value"] ?? node).Text, CultureInfo.InvariantCulture), node["within"] is { } within ? float.Parse(within.Text, CultureInfo.InvariantCulture) : 0));
}

/// <summary>Every scale is a normal positive number.</summary>
internal sealed class NormalScalesPredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand)
    {
        if (operand.Tensor.Quantization is not { Scales: { IsDefaultOrEmpty: false } scales }) return true;
        foreach (var scale in scales)
            if (!float.IsNormal(scale) || scale <= 0) return false;
        return true;
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) =>
        $"scale {operand.Tensor.Quantization?.Scales.FirstOrDefault(scale => !float.IsNormal(scale) || scale <= 0):R}";
}

/// <summary>Both have the same scales (within an absolute tolerance) and zero points; what has no values yet fits.</summary>
internal sealed class SameQuantizationPredicate(Operand first, ImmutableArray<Operand> others, float within) : OperandPredicate(others)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand)
    {
        if (context.Tensor(first)?.Quantization is not { Scales.IsDefaultOrEmpty: false } left || operand.Tensor.Quantization is not { Scales.IsDefaultOrEmpty: false } right) return true;
        return Math.Abs(left.Scales[0] - right.Scales[0]) <= within && Scales.ZeroPoint(left) == Scales.ZeroPoint(right);
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) =>
        $"{Scales.WithZeroPoint(operand.Tensor)}, {first.Name} {(context.Tensor(first) is { } tensor ? Scales.WithZeroPoint(tensor) : "")}";
}

internal static class Scales
{
    /// <summary>Null when the tensor has no scale, or none that is computed yet.</summary>
    public static float? First(Tensor? tensor) => tensor?.Quantization is { Scales.IsDefaultOrEmpty: false } quantization ? quantization.Scales[0] : null;

    public static long ZeroPoint(Quantization quantization) => quantization.ZeroPoints.IsDefaultOrEmpty ? 0 : quantization.ZeroPoints[0];

    public static string Text(Tensor tensor) => tensor.Quantization is { Scales.IsDefaultOrEmpty: false } quantization ? quantization.Scales[0].ToString("R", CultureInfo.InvariantCulture) : "unknown";

    public static string WithZeroPoint(Tensor tensor) => $"scale {Text(tensor)} zero point {(tensor.Quantization is { } quantization ? ZeroPoint(quantization) : 0)}";
}
