using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>Output scales and zero points that are written into kernels; ranges do not matter for them.</summary>
/// <remarks>facts: quantization.md §7.1.</remarks>
internal static class FixedOutputs
{
    public static IntegerForm Of(BuiltinOperator builtin, TensorType type) => (builtin, type) switch
    {
        (BuiltinOperator.Softmax or BuiltinOperator.Logistic, TensorType.Int8) => new(type, 1 / 256f, -128),
        (BuiltinOperator.Tanh or BuiltinOperator.L2Normalization, TensorType.Int8) => new(type, 1 / 128f, 0),
        (BuiltinOperator.LogSoftmax, TensorType.Int8) => new(type, 16 / 256f, 127),
        (BuiltinOperator.Softmax or BuiltinOperator.Logistic or BuiltinOperator.Tanh, TensorType.Int16) => new(type, 1 / 32768f, 0),
        _ => throw new ArgumentException($"{builtin} has no fixed output of type {type}", nameof(builtin)),
    };
}
