using System.Runtime.CompilerServices;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>What softmax and its logarithm share, in vectors. Sums are taken in sixteen parts whatever the width is, and the parts in one order.</summary>
internal static unsafe class ExponentialRow
{
    private const int Parts = 16;

    /// <summary>The greatest number; <see cref="float.MinValue"/> where none is above it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float Max<T>(float* row, nint count) where T : struct, IFloats<T>
    {
        var max = float.MinValue;
        nint index = 0;
        if (count >= T.Count)
        {
            var lanes = T.All(max);
            for (; index <= count - T.Count; index += T.Count) lanes = T.Larger(T.Load(row + index), lanes);
            var parts = stackalloc float[T.Count];
            lanes.Store(parts);
            for (var half = T.Count / 2; half > 0; half /= 2)
                for (var lane = 0; lane < half; lane++) parts[lane] = parts[lane + half] > parts[lane] ? parts[lane + half] : parts[lane];
            max = parts[0];
        }
        for (; index < count; index++) max = row[index] > max ? row[index] : max;
        return max;
    }

    /// <summary>Writes e^((x − max) × beta) with beta above 0, unless <paramref name="to"/> is null, and returns the sum.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float Sum<T>(float* row, nint count, float max, float beta, float* to) where T : struct, IFloats<T>
    {
        var (most, factor) = (T.All(max), T.All(beta));
        T first = T.All(0), second = first, third = first, fourth = first;
        var rest = stackalloc float[Parts];
        for (nint index = 0; index < count; index += Parts)
        {
            float* from = row + index, result = to + index;
            var isRest = count - index < Parts;
            if (isRest)
            {
                var left = new ReadOnlySpan<float>(from, (int)(count - index));
                left.CopyTo(new(rest, Parts));
                new Span<float>(rest + left.Length, Parts - left.Length).Fill(float.NegativeInfinity);
                from = rest;
            }
            if (isRest || to == null) result = rest;
            first += Step(from, result, most, factor);
            if (T.Count < 16) second += Step(from + T.Count, result + T.Count, most, factor);
            if (T.Count < 8)
            {
                third += Step(from + 2 * T.Count, result + 2 * T.Count, most, factor);
                fourth += Step(from + 3 * T.Count, result + 3 * T.Count, most, factor);
            }
            if (isRest && to != null)
                new ReadOnlySpan<float>(rest, (int)(count - index)).CopyTo(new(to + index, (int)(count - index)));
        }
        first.Store(rest);
        if (T.Count < 16) second.Store(rest + T.Count);
        if (T.Count < 8)
        {
            third.Store(rest + 2 * T.Count);
            fourth.Store(rest + 3 * T.Count);
        }
        for (var half = Parts / 2; half > 0; half /= 2)
            for (var part = 0; part < half; part++) rest[part] += rest[part + half];
        return rest[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Step<T>(float* from, float* to, T max, T beta) where T : struct, IFloats<T>
    {
        var power = Exponential.Exp((T.Load(from) - max) * beta);
        power.Store(to);
        return power;
    }

    /// <summary>x × factor for every number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Scale<T>(float* row, nint count, float factor, float* to) where T : struct, IFloats<T>
    {
        var lanes = T.All(factor);
        nint index = 0;
        for (; index <= count - T.Count; index += T.Count) (T.Load(row + index) * lanes).Store(to + index);
        for (; index < count; index++) to[index] = row[index] * factor;
    }
}
