using System.Numerics;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>POW: output = a^b. A single exponent for a tensor of another shape that is a whole number from 1 up (within 1e-5) multiplies by squaring: integers
/// wrap, floats are clamped to their finite range after each product. Otherwise the power is taken in double and rounded once; an int32 that it leaves is the
/// smallest one. Negative exponents of int32 are refused when the operator runs.</summary>
internal sealed class Power : BinaryKernel
{
    private const float WholeTolerance = 1e-5f;

    protected override string Forbidden => "an exponent is negative";

    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output)
    {
        var isSingle = b.Count == 1 && !a.Shape.AsSpan().SequenceEqual(b.Shape);
        return a.Type switch
        {
            TensorType.Float32 => new BinaryLoop<float, float, float, OfFloats>(new(isSingle)),
            TensorType.Int32 => new PowerOfIntegers(isSingle),
            _ => null,
        };
    }

    /// <summary>base^exponent for exponents from 1 up, by squaring from the highest bit down.</summary>
    private static T BySquaring<T>(T number, int exponent) where T : INumber<T>, IMinMaxValue<T>
    {
        var product = new Clamped<T, Multiplication>(T.MinValue, T.MaxValue);
        var power = number;
        for (var bit = BitOperations.Log2((uint)exponent) - 1; bit >= 0; bit--)
        {
            power = product.Apply(power, power);
            if ((exponent >> bit & 1) != 0) power = product.Apply(number, power);
        }
        return power;
    }

    private readonly struct OfFloats(bool isSingle) : IBinaryFunction<float, float, float>
    {
        public float Apply(float a, float b)
        {
            var whole = isSingle ? MathF.Round(b, MidpointRounding.AwayFromZero) : 0;
            return whole >= 1 && whole < 1 << 30 && MathF.Abs(b - whole) < WholeTolerance ? BySquaring(a, (int)whole) : (float)Math.Pow(a, b);
        }
    }

    private readonly struct OfIntegers(bool isSingle) : IBinaryFunction<int, int, int>
    {
        public int Apply(int a, int b)
        {
            if (isSingle && b >= 1) return BySquaring(a, b);
            var power = Math.Pow(a, b);
            return Math.Abs(power) > int.MaxValue ? int.MinValue : (int)power;
        }
    }

    private sealed class PowerOfIntegers(bool isSingle) : BinaryLoop
    {
        public override bool TryRun(KernelContext context, Broadcasting walk, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output)
        {
            if (b.Read<int>().ContainsAnyInRange(int.MinValue, -1)) return false;
            ElementwiseLoops.Binary(walk, a.Read<int>(), b.Read<int>(), output.Write<int>(), new OfIntegers(isSingle));
            return true;
        }
    }
}
