using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>PRELU: output = x from 0 up, x × alpha below; alpha is repeated to the input's shape. Quantized: (x − zx) × sx / so, below 0 (x − zx) × (alpha −
/// za) × sx × sa / so, factors computed in float32, rounded doubly. The alpha of an int16 input is int8; of an alpha that says int16 the runtime reads the
/// bytes as int8, from the first on.</summary>
internal sealed class ParametricRelu : BinaryKernel
{
    protected override bool MixesTypes => true;

    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output)
    {
        if (!output.Shape.AsSpan().SequenceEqual(a.Shape)) throw context.Refusal($"alpha is {b} and does not repeat to the input {a}");
        if (b.Type != a.Type && (a.Type, b.Type) != (TensorType.Int16, TensorType.Int8))
            throw context.Refusal($"alpha is {b.Type.Name()}, the input {a.Type.Name()}");
        if (a.Type == TensorType.Float32) return FloatRows.Of(context.Kernels, default(OfFloats));
        if (a.Type != TensorType.Int16 && !QuantizedOperand.IsEightBit(a)) return null;
        foreach (var tensor in (ReadOnlySpan<RuntimeTensor>)[a, b, output]) QuantizedOperand.Check(context, tensor);
        var function = new Quantized(a, b, output);
        return a.Type == TensorType.Int16
            ? new BinaryLoop<short, sbyte, short, StoredFunction<short, sbyte, short, Quantized>>(new(function))
            : BinaryLoop.Stored(a.Type, function);
    }

    private readonly struct OfFloats : IFloatPairFunction
    {
        public float Apply(float a, float b) => a >= 0 ? a : a * b;
        public (float First, float Second) Constants => default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVectors<T>(T a, T b, T first, T second) where T : struct, IFloats<T> => T.IfLess(a, T.All(0), a * b, a);
    }

    private readonly struct Quantized(RuntimeTensor input, RuntimeTensor alpha, RuntimeTensor output) : IBinaryFunction<int, int, int>
    {
        private readonly int _zeroX = input.ZeroPoint, _zeroAlpha = alpha.ZeroPoint, _zero = output.ZeroPoint;
        private readonly FixedPointFactor _identity = FixedPointFactor.Of(input.Scale / output.Scale), _slope = FixedPointFactor.Of(input.Scale * alpha.Scale / output.Scale);
        private readonly (int Min, int Max) _range = ActivationRange.TypeRange(output.Type);

        public int Apply(int a, int b)
        {
            var x = a - _zeroX;
            var scaled = x >= 0 ? _identity.Apply(x, Rounding.Double) : _slope.Apply(x * (b - _zeroAlpha), Rounding.Double);
            return (int)Math.Clamp((long)scaled + _zero, _range.Min, _range.Max);
        }
    }
}
