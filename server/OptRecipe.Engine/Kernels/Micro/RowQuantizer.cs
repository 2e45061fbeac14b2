using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Float activations to 8 bits while the graph runs, in vectors: the numbers of <see cref="HybridQuantization"/>, in the form that a product reads.</summary>
internal static unsafe class RowQuantizer
{
    private const int Lanes = 8;

    /// <summary>How a row is quantized.</summary>
    public static HybridStep StepOf(ReadOnlySpan<float> values, bool isAsymmetric)
    {
        var (min, max) = Range(values);
        return isAsymmetric ? HybridStep.Asymmetric(min, max) : HybridStep.Symmetric(min, max);
    }

    /// <summary>Writes number + <paramref name="offset"/> for each value.</summary>
    /// <param name="offset">128 or 0 (<see cref="MicroKernelSet.Int8Offset"/>).</param>
    public static void ToBytes(ReadOnlySpan<float> values, Span<byte> to, HybridStep step, int offset)
    {
        to = to[..values.Length];
        if (step.IsZero)
        {
            to.Fill((byte)offset);
            return;
        }
        var index = 0;
        var flip = Vector128.Create((sbyte)offset);
        fixed (float* source = values)
        fixed (byte* target = to)
        {
            for (; index <= values.Length - 2 * Lanes; index += 2 * Lanes)
                (Vector128.Narrow(Eight(source + index, step), Eight(source + index + Lanes, step)) ^ flip).Store((sbyte*)target + index);
            if (index <= values.Length - Lanes)
            {
                var words = Eight(source + index, step);
                (Vector128.Narrow(words, words) ^ flip).GetLower().Store((sbyte*)target + index);
                index += Lanes;
            }
        }
        for (; index < values.Length; index++) to[index] = (byte)(step.Quantize(values[index]) + offset);
    }

    /// <summary>Writes number − zero point for each value.</summary>
    public static void ToWords(ReadOnlySpan<float> values, Span<short> to, HybridStep step)
    {
        to = to[..values.Length];
        if (step.IsZero)
        {
            to.Clear();
            return;
        }
        var index = 0;
        fixed (float* source = values)
        fixed (short* target = to)
        {
            for (; index <= values.Length - Lanes; index += Lanes) (Eight(source + index, step) - Vector128.Create((short)step.ZeroPoint)).Store(target + index);
        }
        for (; index < values.Length; index++) to[index] = (short)(step.Quantize(values[index]) - step.ZeroPoint);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Eight(float* values, HybridStep step)
    {
        var x = Vector256.Load(values) * Vector256.Create(step.Inverse) + Vector256.Create((float)step.ZeroPoint);
        // What leaves 32 bits, and NaN, becomes the smallest number.
        var least = Vector256.Create((float)step.Least);
        x = Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Abs(x), Vector256.Create(2147483648f)), x, least);
        x = Vector256.ConditionalSelect(Vector256.LessThan(x, least), least, x);
        x = Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256.Create(127f)), Vector256.Create(127f), x);
        // Adding the largest number below one half, with the value's sign, and cutting off rounds halves away from zero.
        var whole = Vector256.ConvertToInt32Native(x + ((x & Vector256.Create(-0f)) | Vector256.Create(0.49999997f)));
        return Vector128.Narrow(whole.GetLower(), whole.GetUpper());
    }

    /// <summary>The smallest and the largest value; a NaN counts only where it is the first.</summary>
    private static (float Min, float Max) Range(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty) return default;
        ref var source = ref MemoryMarshal.GetReference(values);
        var (least0, most0) = (Vector256.Create(values[0]), Vector256.Create(values[0]));
        var (least1, most1) = (least0, most0);
        var index = 0;
        for (; index <= values.Length - 2 * Lanes; index += 2 * Lanes)
        {
            var (x0, x1) = (Vector256.LoadUnsafe(ref source, (nuint)index), Vector256.LoadUnsafe(ref source, (nuint)(index + Lanes)));
            (least0, most0) = (Smaller(x0, least0), Larger(x0, most0));
            (least1, most1) = (Smaller(x1, least1), Larger(x1, most1));
        }
        (least0, most0) = (Smaller(least1, least0), Larger(most1, most0));
        var (min, max) = (least0[0], most0[0]);
        for (var lane = 1; lane < Lanes; lane++)
        {
            if (least0[lane] < min) min = least0[lane];
            if (most0[lane] > max) max = most0[lane];
        }
        for (; index < values.Length; index++)
        {
            if (values[index] < min) min = values[index];
            if (values[index] > max) max = values[index];
        }
        return (min, max);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Smaller(Vector256<float> x, Vector256<float> least) => Vector256.ConditionalSelect(Vector256.LessThan(x, least), x, least);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Larger(Vector256<float> x, Vector256<float> most) => Vector256.ConditionalSelect(Vector256.GreaterThan(x, most), x, most);
}
