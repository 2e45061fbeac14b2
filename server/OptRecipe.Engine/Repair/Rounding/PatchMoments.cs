using System.Numerics;
using System.Runtime.InteropServices;

namespace OptRecipe.Engine.Repair.Rounding;

/// <summary>Second moments of the patches of one group: Σ x̂·x̂ᵀ of what the quantized prefix gives, and Σ x̂·xᵀ with what the float model has there. In double; the same on any number of threads.</summary>
internal sealed class PatchMoments(int taps)
{
    private const int BatchRows = 64;
    private readonly double[] quantized = new double[BatchRows * taps];
    private readonly double[] wanted = new double[BatchRows * taps];
    private int filled;

    public int Taps => taps;
    public double[] Own { get; } = new double[(long)taps * taps];
    public double[] Cross { get; } = new double[(long)taps * taps];
    public long Rows { get; private set; }

    public Span<double> NextQuantized => quantized.AsSpan(filled * taps, taps);
    public Span<double> NextWanted => wanted.AsSpan(filled * taps, taps);

    /// <summary>Takes the rows that <see cref="NextQuantized"/> and <see cref="NextWanted"/> were filled with.</summary>
    public void Take()
    {
        Rows++;
        if (++filled == BatchRows) Flush();
    }

    public void Flush()
    {
        var rows = filled;
        if (taps < 64) for (var tap = 0; tap < taps; tap++) Add(tap, rows);
        else Parallel.For(0, taps, tap => Add(tap, rows));
        filled = 0;
    }

    private void Add(int tap, int rows)
    {
        var own = Own.AsSpan(tap * taps, taps);
        var cross = Cross.AsSpan(tap * taps, taps);
        for (var row = 0; row < rows; row++)
        {
            var factor = quantized[row * taps + tap];
            if (factor == 0) continue;
            Add(own, quantized.AsSpan(row * taps, taps), factor);
            Add(cross, wanted.AsSpan(row * taps, taps), factor);
        }
    }

    /// <summary>target += factor × values.</summary>
    internal static void Add<T>(Span<T> target, ReadOnlySpan<T> values, T factor) where T : struct, INumber<T>
    {
        var wide = MemoryMarshal.Cast<T, Vector<T>>(target);
        var from = MemoryMarshal.Cast<T, Vector<T>>(values);
        for (var index = 0; index < wide.Length; index++) wide[index] += from[index] * factor;
        for (var index = wide.Length * Vector<T>.Count; index < target.Length; index++) target[index] += values[index] * factor;
    }

    /// <summary>Σ first × second.</summary>
    internal static double Dot(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        // Four lanes whatever the machine has, so that sums are ordered alike everywhere.
        var sum = System.Runtime.Intrinsics.Vector256<double>.Zero;
        var index = 0;
        for (; index <= first.Length - 4; index += 4)
            sum += System.Runtime.Intrinsics.Vector256.Create(first.Slice(index, 4)) * System.Runtime.Intrinsics.Vector256.Create(second.Slice(index, 4));
        var result = (sum[0] + sum[1]) + (sum[2] + sum[3]);
        for (; index < first.Length; index++) result += first[index] * second[index];
        return result;
    }
}
