using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>PRELU: output = x from 0 up, x × alpha below; alpha is repeated to the input's shape. Quantized: (x − zx) × sx / so, below 0 (x − zx) × (alpha − za) × sx × sa / so,
/// factors computed in float32, rounded doubly; the alpha of int16 is int8.</summary>
internal sealed class ParametricRelu : BinaryKernel
{
    protected override bool MixesTypes => true;

    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output)
    {
        if (!output.Shape.AsSpan().SequenceEqual(a.Shape)) throw context.Refusal($"alpha is {b} and does not repeat to the input {a}");
        var alphaType = a.Type == TensorType.Int16 ? TensorType.Int8 : a.Type;
        if (b.Type != alphaType) throw context.Refusal($"alpha is {b.Type.Name()}; with an input of {a.Type.Name()} it has to be {alphaType.Name()}");
        if (a.Type == TensorType.Float32) return new BinaryLoop<float, float, float, OfFloats>(default);
        if (a.Type != TensorType.Int16 && !QuantizedOperand.IsEightBit(a)) return null;
        foreach (var tensor in (ReadOnlySpan<RuntimeTensor>)[a, b, output]) QuantizedOperand.Check(context, tensor);
        var function = new Quantized(a.ZeroPoint, b.ZeroPoint, output.ZeroPoint, FixedPointFactor.Of(a.Scale / output.Scale), FixedPointFactor.Of(a.Scale * b.Scale / output.Scale),
            ActivationRange.TypeRange(output.Type));
        return a.Type == TensorType.Int16 ? new BinaryLoop<short, sbyte, short, StoredFunction<short, sbyte, short, Quantized>>(new(function)) : BinaryLoop.Stored(a.Type, function);
    }

    private readonly struct OfFloats : IBinaryFunction<float, float, float>
    {
        public float Apply(float a, float b) => a >= 0 ? a : a * b;
    }

    private readonly struct Quantized(int zeroX, int zeroAlpha, int zero, FixedPointFactor identity, FixedPointFactor slope, (int Min, int Max) range) : IBinaryFunction<int, int, int>
    {
        public int Apply(int a, int b)
        {
            var x = a - zeroX;
            var scaled = x >= 0 ? identity.Apply(x, Rounding.Double) : slope.Apply(x * (b - zeroAlpha), Rounding.Double);
            return (int)Math.Clamp((long)scaled + zero, range.Min, range.Max);
        }
    }
}
