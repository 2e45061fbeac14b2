using System.Numerics;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>1 / √x of an integer as a factor: five Newton steps in 32-bit fixed point with three integer bits, the same steps that TensorFlow Lite takes.</summary>
public static class InverseSquareRoot
{
    private const int OneAndHalf = (1 << 28) + (1 << 27), HalfRootOfTwo = 1518500250;

    /// <summary>The factor; 1 for x ≤ 1.</summary>
    public static FixedPointFactor Of(int x)
    {
        if (x <= 1) return new(int.MaxValue, 0);
        var shift = 11;
        for (; x >= 1 << 29; x /= 4) shift++;
        var pairs = (BitOperations.LeadingZeroCount((uint)x) - 1) / 2 - 1;
        shift -= pairs;
        var half = x << (2 * pairs) >> 1;
        var quarter = FixedPointFactor.DivideByPowerOfTwo(half, 1);
        var root = 1 << 28;
        for (var step = 0; step < 5; step++)
        {
            var cube = ShiftLeft(FixedPointFactor.DoublingHighMultiply(FixedPointFactor.DoublingHighMultiply(root, root), root), 6);
            root = ShiftLeft(FixedPointFactor.DoublingHighMultiply(OneAndHalf, root) - FixedPointFactor.DoublingHighMultiply(quarter, cube), 3);
        }
        root = FixedPointFactor.DoublingHighMultiply(root, HalfRootOfTwo);
        return shift < 0 ? new(root << -shift, 0) : new(root, -shift);
    }

    private static int ShiftLeft(int x, int bits) => (int)Math.Clamp((long)x << bits, int.MinValue, int.MaxValue);
}
