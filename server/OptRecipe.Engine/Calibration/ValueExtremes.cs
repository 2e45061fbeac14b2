using System.Numerics;
using System.Runtime.InteropServices;

namespace OptRecipe.Engine.Calibration;

/// <summary>Smallest and largest of many float32 values, and whether all are finite: one pass, several vectors at a time.</summary>
/// <param name="Minimum">+∞ of no values. Means nothing unless all values are finite.</param>
/// <param name="Maximum">−∞ of no values; likewise.</param>
internal readonly record struct ValueExtremes(float Minimum, float Maximum, bool AreFinite)
{
    public static ValueExtremes Empty { get; } = new(float.PositiveInfinity, float.NegativeInfinity, true);

    public static ValueExtremes Of(ReadOnlySpan<float> values)
    {
        float minimum = float.PositiveInfinity, maximum = float.NegativeInfinity;
        var rest = 0f;
        var width = Vector<float>.Count;
        if (values.Length >= 2 * width)
        {
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
            var (low, high, sum) = (new Vector<float>(minimum), new Vector<float>(maximum), Vector<float>.Zero);
            var (low2, high2, sum2) = (low, high, sum);
            var index = 0;
            for (; index + 1 < vectors.Length; index += 2)
            {
                var (one, two) = (vectors[index], vectors[index + 1]);
                low = Vector.MinNative(low, one);
                high = Vector.MaxNative(high, one);
                low2 = Vector.MinNative(low2, two);
                high2 = Vector.MaxNative(high2, two);
                // 0 × x is 0 for what is finite and NaN for the rest; once NaN the sum stays so.
                sum += one * Vector<float>.Zero;
                sum2 += two * Vector<float>.Zero;
            }
            low = Vector.MinNative(low, low2);
            high = Vector.MaxNative(high, high2);
            sum += sum2;
            for (var lane = 0; lane < width; lane++)
            {
                minimum = Math.Min(minimum, low[lane]);
                maximum = Math.Max(maximum, high[lane]);
                rest += sum[lane];
            }
            values = values[(index * width)..];
        }
        foreach (var value in values)
        {
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
            rest += value * 0;
        }
        // −0 and 0 compare equal: which of them is found would depend on the order.
        return new(minimum + 0f, maximum + 0f, rest == 0);
    }

    public static ValueExtremes operator +(ValueExtremes left, ValueExtremes right) =>
        new(Math.Min(left.Minimum, right.Minimum), Math.Max(left.Maximum, right.Maximum), left.AreFinite && right.AreFinite);
}
