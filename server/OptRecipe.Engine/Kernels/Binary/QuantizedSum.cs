using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>Two quantized operands on a common scale: twice the larger of theirs, with as many bits of fraction as <c>leftShift</c> says. Rounded
/// doubly.</summary>
internal readonly struct CommonScale(RuntimeTensor a, RuntimeTensor b, int leftShift)
{
    private readonly int _zeroA = a.ZeroPoint, _zeroB = b.ZeroPoint;
    private readonly FixedPointFactor _factorA = FixedPointFactor.Of(a.Scale / Twice(a, b)), _factorB = FixedPointFactor.Of(b.Scale / Twice(a, b));

    public int First(int a) => _factorA.Apply((a - _zeroA) << leftShift, Rounding.Double);
    public int Second(int b) => _factorB.Apply((b - _zeroB) << leftShift, Rounding.Double);

    /// <summary>The real value of 2^leftShift on the common scale.</summary>
    public static double Twice(RuntimeTensor a, RuntimeTensor b) => 2.0 * MathF.Max(a.Scale, b.Scale);
}

/// <summary>a ± b: both on their common scale, added, and scaled to the output's; rounded doubly each time, then cut to the activation.</summary>
internal readonly struct QuantizedSum(RuntimeTensor a, RuntimeTensor b, RuntimeTensor output, int sign, int leftShift, (int Min, int Max) range)
    : IBinaryFunction<int, int, int>
{
    private readonly CommonScale _common = new(a, b, leftShift);
    private readonly FixedPointFactor _factor = FixedPointFactor.Of(CommonScale.Twice(a, b) / ((1 << leftShift) * (double)output.Scale));
    private readonly int _zero = output.ZeroPoint, _min = range.Min, _max = range.Max;

    public int Apply(int a, int b) => (int)Math.Clamp((long)_factor.Apply(_common.First(a) + sign * _common.Second(b), Rounding.Double) + _zero, _min, _max);
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
