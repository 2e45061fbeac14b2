using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptRecipe.Engine.Kernels;

/// <summary>The element-wise part of float recurrent kernels in vectors. Functions are computed in double and rounded once, as <see cref="RecurrentActivation"/> does: what is
/// calibrated with a recurrent kernel has the last bit of its range from it.</summary>
internal static unsafe class GateLoops
{
    private static int Lanes => Vector256<float>.Count;

    /// <summary>x = σ(x).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Sigmoid(Span<float> x)
    {
        fixed (float* values = x)
        {
            var index = 0;
            for (; index <= x.Length - Lanes; index += Lanes) Sigmoid(Vector256.Load(values + index)).Store(values + index);
            if (index == x.Length) return;
            var rest = stackalloc float[Vector256<float>.Count];
            x[index..].CopyTo(new(rest, Lanes));
            Sigmoid(Vector256.Load(rest)).Store(rest);
            new ReadOnlySpan<float>(rest, x.Length - index).CopyTo(x[index..]);
        }
    }

    /// <summary>x = tanh(x).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tanh(Span<float> x)
    {
        fixed (float* values = x)
        {
            var index = 0;
            for (; index <= x.Length - Lanes; index += Lanes) Tanh(Vector256.Load(values + index)).Store(values + index);
            if (index == x.Length) return;
            var rest = stackalloc float[Vector256<float>.Count];
            x[index..].CopyTo(new(rest, Lanes));
            Tanh(Vector256.Load(rest)).Store(rest);
            new ReadOnlySpan<float>(rest, x.Length - index).CopyTo(x[index..]);
        }
    }

    /// <summary>c = f × c + u × i; i is 1 − f where there is no input gate.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Update(Span<float> c, ReadOnlySpan<float> f, ReadOnlySpan<float> i, ReadOnlySpan<float> u)
    {
        var index = 0;
        fixed (float* cell = c, forget = f, input = i, values = u)
        {
            for (; index <= c.Length - Lanes; index += Lanes)
            {
                var kept = Vector256.Load(forget + index);
                var open = i.IsEmpty ? Vector256<float>.One - kept : Vector256.Load(input + index);
                (Vector256.Load(cell + index) * kept + Vector256.Load(values + index) * open).Store(cell + index);
            }
        }
        for (; index < c.Length; index++)
        {
            c[index] *= f[index];
            c[index] += u[index] * (i.IsEmpty ? 1 - f[index] : i[index]);
        }
    }

    /// <summary>x = x × y.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Multiply(Span<float> x, ReadOnlySpan<float> y)
    {
        var index = 0;
        fixed (float* to = x, by = y)
        {
            for (; index <= x.Length - Lanes; index += Lanes) (Vector256.Load(to + index) * Vector256.Load(by + index)).Store(to + index);
        }
        for (; index < x.Length; index++) x[index] *= y[index];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Sigmoid(Vector256<float> x)
    {
        var (low, high) = Vector256.Widen(x);
        return Vector256.Narrow(Sigmoid(low), Sigmoid(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Tanh(Vector256<float> x)
    {
        var (low, high) = Vector256.Widen(x);
        return Vector256.Narrow(Tanh(low), Tanh(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Sigmoid(Vector256<double> x) => Vector256<double>.One / (Vector256<double>.One + Vector256.Exp(-x));

    /// <summary>(1 − e^(−2|x|)) / (1 + e^(−2|x|)), which cancels out near zero: there the first terms of the series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Tanh(Vector256<double> x)
    {
        var size = Vector256.Abs(x);
        var exp = Vector256.Exp(-(size + size));
        var far = (Vector256<double>.One - exp) / (Vector256<double>.One + exp);
        var square = x * x;
        var near = size - size * square * (Vector256.Create(1.0 / 3) - square * Vector256.Create(2.0 / 15));
        return Vector256.CopySign(Vector256.ConditionalSelect(Vector256.LessThan(size, Vector256.Create(1e-3)), near, far), x);
    }
}
