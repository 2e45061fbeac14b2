using System.Runtime.CompilerServices;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>Two quantized operands on a common scale: twice the larger of theirs, with as many bits of fraction as <c>leftShift</c> says. Rounded
/// doubly.</summary>
internal readonly struct CommonScale(RuntimeTensor a, RuntimeTensor b, int leftShift)
{
    private readonly int _zeroA = a.ZeroPoint, _zeroB = b.ZeroPoint;
    private readonly FixedPointFactor _factorA = FixedPointFactor.Of(a.Scale / Twice(a, b)), _factorB = FixedPointFactor.Of(b.Scale / Twice(a, b));
    private readonly VectorFactor _vectorA = new(FixedPointFactor.Of(a.Scale / Twice(a, b))), _vectorB = new(FixedPointFactor.Of(b.Scale / Twice(a, b)));

    public int First(int a) => _factorA.Apply((a - _zeroA) << leftShift, Rounding.Double);
    public int Second(int b) => _factorB.Apply((b - _zeroB) << leftShift, Rounding.Double);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T First<T>(T a) where T : struct, IInts<T> => T.Scale((a - T.All(_zeroA)) << leftShift, _vectorA);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Second<T>(T b) where T : struct, IInts<T> => T.Scale((b - T.All(_zeroB)) << leftShift, _vectorB);

    /// <summary>The real value of 2^leftShift on the common scale.</summary>
    public static double Twice(RuntimeTensor a, RuntimeTensor b) => 2.0 * MathF.Max(a.Scale, b.Scale);
}

/// <summary>a ± b: both on their common scale, added, and scaled to the output's; rounded doubly each time, then cut to the activation.</summary>
internal readonly struct QuantizedSum(RuntimeTensor a, RuntimeTensor b, RuntimeTensor output, int sign, int leftShift, (int Min, int Max) range)
    : IStoredFunction
{
    private readonly CommonScale _common = new(a, b, leftShift);
    private readonly FixedPointFactor _factor = FixedPointFactor.Of(CommonScale.Twice(a, b) / ((1 << leftShift) * (double)output.Scale));
    private readonly VectorFactor _vector = new(FixedPointFactor.Of(CommonScale.Twice(a, b) / ((1 << leftShift) * (double)output.Scale)));
    private readonly int _zero = output.ZeroPoint, _min = range.Min, _max = range.Max;

    public int Apply(int a, int b) => (int)Math.Clamp((long)_factor.Apply(_common.First(a) + sign * _common.Second(b), Rounding.Double) + _zero, _min, _max);

    /// <summary>The same in float32 for 8-bit numbers; null where so many sums would be next to a half that it does not pay.</summary>
    /// <param name="isSigned">Whether the numbers are int8, which are moved up by 128.</param>
    public NearSum? Nearly(bool isSigned)
    {
        const int MantissaBits = 23;
        var bias = isSigned ? 128 : 0;
        double factorA = (float)(a.Scale / (double)output.Scale), factorB = (float)(sign * (double)b.Scale / output.Scale);
        var constant = _zero + 0.5 - factorA * (a.ZeroPoint + bias) - factorB * (b.ZeroPoint + bias);
        var largest = Math.Abs(constant) + byte.MaxValue * (factorA + Math.Abs(factorB)) + 1;
        if (!(largest < 1 << (MantissaBits - 2))) return null;
        var fractionalBits = MantissaBits - 2 - Math.ILogB(largest);
        // Two roundings in float32; two of each operand and two of the sum in fixed point; what factors of 24 and 31 bits miss.
        var error = Math.ScaleB(1, -fractionalBits) + Math.ScaleB(2.5 * CommonScale.Twice(a, b) / output.Scale, -leftShift) + Math.ScaleB(largest, -24) + Math.ScaleB(1, -17);
        // The sum is moved up by the error and to the next multiple of the last bit.
        var width = Math.ScaleB(2 * error, fractionalBits) + 1;
        var widthBits = Math.ILogB(width) + 1;
        if (fractionalBits - widthBits < 8) return null;
        constant = Math.ScaleB(Math.Ceiling(Math.ScaleB(constant + error, fractionalBits)), -fractionalBits) + Math.ScaleB(1.5, MantissaBits - fractionalBits);
        return new((float)factorA, (float)factorB, (float)constant, fractionalBits, (1 << fractionalBits) - (1 << widthBits), _min, _max);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T OfVectors<T>(T a, T b) where T : struct, IInts<T>
    {
        var (first, second) = (_common.First(a), _common.Second(b));
        return T.Clamp(T.Scale(sign > 0 ? first + second : first - second, _vector), _min - _zero, _max - _zero) + T.All(_zero);
    }
}

/// <summary>a ± b of 16-bit numbers whose scales are powers of two: the operand with the finer scale is divided to the output's, halves away from
/// zero.</summary>
internal readonly struct PowerOfTwoSum(int rightShiftA, int rightShiftB, int sign, (int Min, int Max) range) : IBinaryFunction<int, int, int>
{
    public int Apply(int a, int b) =>
        Math.Clamp(FixedPointFactor.DivideByPowerOfTwo(a, rightShiftA) + sign * FixedPointFactor.DivideByPowerOfTwo(b, rightShiftB), range.Min, range.Max);

    /// <summary>The function, null where a scale is no power of two (within a thousandth of the exponent).</summary>
    /// <exception cref="InterpreterException">The scales are powers of two that need another division.</exception>
    public static PowerOfTwoSum? Of(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output, int sign, (int Min, int Max) range)
    {
        if (!TryLog2(a.Scale, out var first) || !TryLog2(b.Scale, out var second) || !TryLog2(output.Scale, out var result)) return null;
        if (first > result || second > result || first != result && second != result)
            throw context.Refusal($"the scales are 2^{first} and 2^{second}, the output's 2^{result}: one has to be the output's and the other not larger");
        return new PowerOfTwoSum(Math.Min(result - first, 31), Math.Min(result - second, 31), sign, range);
    }

    private static bool TryLog2(float scale, out int exponent)
    {
        var logarithm = (float)Math.Log2(scale);
        exponent = (int)MathF.Round(logarithm, MidpointRounding.AwayFromZero);
        return MathF.Abs(logarithm - exponent) < 1e-3f;
    }
}
