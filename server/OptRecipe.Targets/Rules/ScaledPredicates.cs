using System.Collections.Immutable;
using System.Globalization;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>Tensors of some types carry a scale and a zero point: <c>scaled: {of: [activations, weights], types: [int8, uint8, int16]}</c>; tensors of other types fit.</summary>
internal sealed class ScaledPredicate(ImmutableArray<Operand> operands, TypeSet types) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) =>
        !types.Contains(operand.Tensor.Type) || operand.Tensor.Quantization is { IsQuantized: true };

    protected override string Describe(OperatorContext context, OperandTensor operand) => $"{operand.Tensor.Type.Name()} without a scale";

    public static ScaledPredicate Read(PredicateArgument argument) => new(
        [.. (argument.Node["of"]?.AsList() ?? []).SelectMany(name => argument.Operands.Find(name.Text) ?? [])],
        TypeSet.Read(argument.Node["types"] ?? argument.Node));
}

/// <summary>Every scale is a finite number.</summary>
internal sealed class FiniteScalesPredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => FirstInfinite(operand.Tensor) is null;

    private static float? FirstInfinite(Tensor tensor)
    {
        if (tensor.Quantization is not { Scales: { IsDefaultOrEmpty: false } scales }) return null;
        foreach (var scale in scales)
            if (!float.IsFinite(scale)) return scale;
        return null;
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) => $"scale {FirstInfinite(operand.Tensor)?.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>The scale of the first activation over the scale of the first output is a finite number in float32; operators without both fit.</summary>
internal sealed class FiniteScaleRatioPredicate(ImmutableArray<Operand> operands) : Predicate
{
    public override Truth Test(OperatorContext context) => From(Ratio(context) is not { } ratio || float.IsFinite(ratio));

    private float? Ratio(OperatorContext context)
    {
        var input = operands.FirstOrDefault(operand => operand is { IsOutput: false, IsActivation: true }) ?? operands.FirstOrDefault(operand => operand is { IsOutput: false, Name: "input" });
        var output = operands.FirstOrDefault(operand => operand.IsOutput);
        return input is not null && output is not null && Scale(context, input) is { } left && Scale(context, output) is { } right ? left / right : null;
    }

    private static float? Scale(OperatorContext context, Operand operand) => Scales.First(context.Tensor(operand));

    public override string Found(OperatorContext context) => $"input scale / output scale = {Ratio(context)?.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>Two operands have one scale; zero points are not compared.</summary>
internal sealed class SameScalePredicate(Operand first, ImmutableArray<Operand> others) : OperandPredicate(others)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) =>
        Scales.First(context.Tensor(first)) is not { } left || Scales.First(operand.Tensor) is not { } right || left == right;

    protected override string Describe(OperatorContext context, OperandTensor operand) =>
        $"scale {Scales.Text(operand.Tensor)}, {first.Name} {(context.Tensor(first) is { } tensor ? Scales.Text(tensor) : "")}";
}
