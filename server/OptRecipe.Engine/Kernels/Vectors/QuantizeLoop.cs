using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>Float32 to 8-bit numbers: multiplied by 1 / scale, which gives what the division gives wherever the quotient is not next to a half; those few are divided.</summary>
internal static class QuantizeLoop
{
    // Above it a denormal input is 0 like a flushed one.
    private const float LeastScale = 1e-30f;

    /// <param name="divide">The exact function.</param>
    public static ElementLoop Of<TElement, TFunction>(MicroKernelSet kernels, float scale, int zeroPoint, TFunction divide)
        where TElement : unmanaged where TFunction : struct, IUnaryFunction<float, TElement> => float.IsNormal(1 / scale) && scale > LeastScale && Unsafe.SizeOf<TElement>() == 1 ? kernels.VectorBits switch
        {
            512 => new QuantizeLoop<TElement, Floats512, TFunction>(scale, zeroPoint, divide),
            256 => new QuantizeLoop<TElement, Floats256, TFunction>(scale, zeroPoint, divide),
            128 => new QuantizeLoop<TElement, Floats128, TFunction>(scale, zeroPoint, divide),
            _ => ElementLoop.Of<float, TElement, TFunction>(divide),
        } : ElementLoop.Of<float, TElement, TFunction>(divide);
}

internal sealed unsafe class QuantizeLoop<TElement, TVector, TFunction>(float scale, int zeroPoint, TFunction divide) : ElementLoop
    where TElement : unmanaged where TVector : struct, IByteFloats<TVector> where TFunction : struct, IUnaryFunction<float, TElement>
{
    // Adding it leaves a number rounded to an integer, which stands in the lowest bits.
    private const float Rounder = 1.5f * (1 << 23);
    // Quotients beyond it, and NaN, are left to the division; it looks like a half.
    private const float Limit = (1 << 15) + 0.5f;
    // Quotients up to 256 are off by less than 2^-14, three roundings of 2^-24 each; larger ones are saturated anyway.
    private const float NotNextToHalf = 0.5f - 1f / (1 << 14);

    public override void Run(RuntimeTensor input, RuntimeTensor output, int start, int count)
    {
        fixed (float* from = input.Read<float>().Slice(start, count))
        fixed (TElement* to = output.Write<TElement>().Slice(start, count)) Run(from, to, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Run(float* from, TElement* to, nint count)
    {
        var (perScale, rounder, limit, least, notHalf) = (TVector.All(1 / scale), TVector.All(Rounder), TVector.All(Limit), TVector.All(-Limit), TVector.All(NotNextToHalf));
        var origin = BitConverter.SingleToInt32Bits(Rounder) - zeroPoint;
        var block = 4 * TVector.Count;
        nint index = 0;
        for (; index <= count - block; index += block)
        {
            var first = TVector.Smaller(limit, TVector.Larger(least, TVector.Load(from + index) * perScale));
            var second = TVector.Smaller(limit, TVector.Larger(least, TVector.Load(from + index + TVector.Count) * perScale));
            var third = TVector.Smaller(limit, TVector.Larger(least, TVector.Load(from + index + 2 * TVector.Count) * perScale));
            var fourth = TVector.Smaller(limit, TVector.Larger(least, TVector.Load(from + index + 3 * TVector.Count) * perScale));
            TVector roundedFirst = first + rounder, roundedSecond = second + rounder, roundedThird = third + rounder, roundedFourth = fourth + rounder;
            first = TVector.Abs(first - (roundedFirst - rounder));
            second = TVector.Abs(second - (roundedSecond - rounder));
            third = TVector.Abs(third - (roundedThird - rounder));
            fourth = TVector.Abs(fourth - (roundedFourth - rounder));
            TVector.StoreInOrder(roundedFirst, roundedSecond, roundedThird, roundedFourth, origin, to + index);
            if (TVector.AllLess(first, notHalf) && TVector.AllLess(second, notHalf) && TVector.AllLess(third, notHalf) && TVector.AllLess(fourth, notHalf)) continue;
            for (var rest = index; rest < index + block; rest++)
            {
                var quotient = from[rest] * (1 / scale);
                if (!(MathF.Abs(quotient) < Limit && MathF.Abs(quotient - MathF.Round(quotient, MidpointRounding.ToEven)) < NotNextToHalf)) to[rest] = divide.Apply(from[rest]);
            }
        }
        for (; index < count; index++) to[index] = divide.Apply(from[index]);
    }
}

/// <summary>8-bit and 16-bit numbers to float32: scale × (q − zero point), rounded once.</summary>
internal static class DequantizeLoop
{
    public static ElementLoop Of<TElement, TFunction>(MicroKernelSet kernels, float scale, int zeroPoint, TFunction function)
        where TElement : unmanaged where TFunction : struct, IUnaryFunction<TElement, float> => kernels.VectorBits switch
        {
            512 => new DequantizeLoop<TElement, Floats512, TFunction>(scale, zeroPoint, function),
            256 => new DequantizeLoop<TElement, Floats256, TFunction>(scale, zeroPoint, function),
            128 => new DequantizeLoop<TElement, Floats128, TFunction>(scale, zeroPoint, function),
            _ => ElementLoop.Of<TElement, float, TFunction>(function),
        };
}

internal sealed unsafe class DequantizeLoop<TElement, TVector, TFunction>(float scale, int zeroPoint, TFunction function) : ElementLoop
    where TElement : unmanaged where TVector : struct, IByteFloats<TVector> where TFunction : struct, IUnaryFunction<TElement, float>
{
    public override void Run(RuntimeTensor input, RuntimeTensor output, int start, int count)
    {
        fixed (TElement* from = input.Read<TElement>().Slice(start, count))
        fixed (float* to = output.Write<float>().Slice(start, count)) Run(from, to, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Run(TElement* from, float* to, nint count)
    {
        var (factor, zero) = (TVector.All(scale), TVector.All(zeroPoint));
        nint index = 0;
        for (; index <= count - TVector.Count; index += TVector.Count) ((TVector.LoadInOrder(from + index) - zero) * factor).Store(to + index);
        for (; index < count; index++) to[index] = function.Apply(from[index]);
    }
}
