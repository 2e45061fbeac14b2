using System.Collections.Immutable;
using System.Globalization;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>The product of some scales over another: <c>scale_ratio: {of: [input, weights], to: output, values: ..&lt;256}</c>, for every channel; <c>times: alpha</c> multiplies by an option.
/// <c>outside</c> lists values that are refused although they stand within.</summary>
internal sealed class ScaleRatioPredicate(ImmutableArray<Operand> factors, Operand to, string? times, ValueSet values) : Predicate
{
    public override Truth Test(OperatorContext context) => From(FirstOutside(context) is null);

    public override string Found(OperatorContext context) =>
        $"{string.Join(" × ", factors.Select(factor => factor.Name))}{(times is null ? "" : $" × {times}")} / {to.Name} = {FirstOutside(context)?.ToString("G6", CultureInfo.InvariantCulture)}";

    private float? FirstOutside(OperatorContext context)
    {
        if (context.Tensor(to)?.Quantization is not { Scales.IsDefaultOrEmpty: false } output) return null;
        var product = 1f;
        ImmutableArray<float> channels = [];
        foreach (var factor in factors)
        {
            if (context.Tensor(factor)?.Quantization is not { Scales: { IsDefaultOrEmpty: false } scales }) return null;
            if (scales.Length > 1) channels = scales;
            else product *= scales[0];
        }
        if (times is not null && context.Option(times) is float option) product *= option;
        if (channels.IsEmpty) return values.Contains(product / output.Scales[0]) ? null : product / output.Scales[0];
        foreach (var channel in channels)
            if (!values.Contains(product * channel / output.Scales[0])) return product * channel / output.Scales[0];
        return null;
    }

    public static Predicate Read(PredicateArgument argument) => new ScaleRatioPredicate(
        [.. (argument.Node["of"]?.AsList() ?? []).Select(name => argument.Operand(name.Text))],
        argument.Operand(argument.Node.Require("to")),
        argument.Node["times"]?.Text,
        ValueSet.Read(argument.Node["values"] ?? argument.Node));
}

/// <summary>The bias scale is input scale × weights scale, but for a difference of so many output steps: <c>bias_scale_near: {of: [input, weights], to: output, within: 0.02}</c>.</summary>
internal sealed class BiasScalePredicate(ImmutableArray<Operand> factors, Operand bias, Operand? to, float within) : Predicate
{
    public override Truth Test(OperatorContext context) => From(Difference(context) is not { } difference || difference <= within);

    public override string Found(OperatorContext context) => $"a difference of {Difference(context)?.ToString("G4", CultureInfo.InvariantCulture)}";

    private double? Difference(OperatorContext context)
    {
        if (Scale(context, bias) is not { } biasScale) return null;
        var product = 1d;
        foreach (var factor in factors)
        {
            if (Scale(context, factor) is not { } scale) return null;
            product *= scale;
        }
        var difference = Math.Abs(product - biasScale);
        return to is { } output ? Scale(context, output) is { } outputScale ? difference / outputScale : null : difference;
    }

    private static double? Scale(OperatorContext context, Operand operand) => context.Tensor(operand)?.Quantization is { Scales: { IsDefault: false, Length: 1 } scales } ? scales[0] : null;

    public static Predicate Read(PredicateArgument argument) => new BiasScalePredicate(
        [.. (argument.Node["of"]?.AsList() ?? []).Select(name => argument.Operand(name.Text))],
        argument.Operand("bias"),
        argument.Node["to"] is { } to ? argument.Operand(to.Text) : null,
        float.Parse(argument.Node.Require("within"), CultureInfo.InvariantCulture));
}

/// <summary>A number that an operand's quantization has to be able to hold: <c>representable: {input: 6}</c>.</summary>
internal sealed class RepresentablePredicate(ImmutableArray<Operand> operands, double value) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand)
    {
        if (operand.Tensor.Quantization is not { Scales.IsDefaultOrEmpty: false } quantization) return true;
        var step = value / quantization.Scales[0] + Scales.ZeroPoint(quantization);
        return operand.Tensor.Type switch { TensorType.Int8 => step <= 127.5, TensorType.Int16 => step <= 32767.5, _ => true };
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) => Scales.WithZeroPoint(operand.Tensor);

    public static Predicate Read(PredicateArgument argument) =>
        argument.ForEach((operands, node) => new RepresentablePredicate(operands, double.Parse(node.Text, CultureInfo.InvariantCulture)));
}
