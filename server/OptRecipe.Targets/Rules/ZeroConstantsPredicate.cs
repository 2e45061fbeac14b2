using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>Among the inputs of CONCATENATION is no constant, or there are two inputs and the constant holds zeros (its zero point everywhere), which makes it a padding. <c>zero_constants: true</c>.
/// Bytes that are not computed yet fit.</summary>
internal sealed class ZeroConstantsPredicate : Predicate
{
    public override Truth Test(OperatorContext context) => From(First(context) < 0);

    private static int First(OperatorContext context)
    {
        var inputs = context.Operator.Inputs;
        for (var at = 0; at < inputs.Length; at++)
            if (context.TensorAt(inputs[at]) is { } tensor && context.IsConstant(tensor) && (inputs.Length != 2 || !IsZero(context, tensor))) return at;
        return -1;
    }

    private static bool IsZero(OperatorContext context, Tensor tensor)
    {
        var data = context.Data(tensor);
        if (data.Source is PlannedByteSource || tensor.Type is not (TensorType.Int8 or TensorType.UInt8)) return data.Source is PlannedByteSource;
        var zero = tensor.Quantization is { } quantization ? Scales.ZeroPoint(quantization) : 0;
        return !data.ToMemory().Span.ContainsAnyExcept((byte)zero);
    }

    public override string Found(OperatorContext context) => $"{context.Operator.Inputs.Length} inputs, inputs[{First(context)}] is constant";
}
