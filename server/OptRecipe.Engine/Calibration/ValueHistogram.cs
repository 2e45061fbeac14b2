namespace OptRecipe.Engine.Calibration;

/// <summary>How often values occur, in bins whose width is a power of two and whose edges are its multiples. A value that does not fit doubles the width: neighbours are added up.
/// So the histogram depends on the values alone, not on their order or on how they were shared out, and its memory is bounded. Zeros count for themselves.</summary>
internal sealed class ValueHistogram
{
    /// <summary>2^−126, the smallest normal float32: nothing below it needs a bin of its own.</summary>
    private const int SmallestExponent = -126;
    private readonly int _capacity;
    private long[] _negative = [], _positive = [];
    private int _exponent = SmallestExponent;

    /// <param name="bins">At least so many bins hold the values on the longer side of zero, once there are values.</param>
    public ValueHistogram(int bins) => _capacity = 2 * (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(bins, 16));

    /// <summary>The width of a bin.</summary>
    public double Width => Math.ScaleB(1, _exponent);
    /// <summary>Values that are 0.</summary>
    public long Zeros { get; private set; }
    /// <summary>Bin i holds values in [i, i + 1) × width, zeros apart; empty when there are none.</summary>
    public ReadOnlySpan<long> Positive => _positive;
    /// <summary>Bin i holds values in (−(i + 1), −i] × width, zeros apart.</summary>
    public ReadOnlySpan<long> Negative => _negative;

    /// <param name="extremes">Of these values, all finite.</param>
    public void Add(ReadOnlySpan<float> values, in ValueExtremes extremes)
    {
        if (values.IsEmpty) return;
        Reserve(extremes);
        var scale = Math.ScaleB(1, -_exponent);
        var (negative, positive, zeros) = (_negative, _positive, 0L);
        foreach (var value in values)
        {
            var bin = (int)(value * scale);
            if (value > 0) positive[bin]++;
            else if (value < 0) negative[-bin]++;
            else zeros++;
        }
        Zeros += zeros;
    }

    /// <summary>Takes over another histogram's values.</summary>
    public void Add(ValueHistogram other)
    {
        Widen(other._exponent);
        Add(ref _negative, other._negative, _exponent - other._exponent);
        Add(ref _positive, other._positive, _exponent - other._exponent);
        Zeros += other.Zeros;
    }

    private void Add(ref long[] mine, long[] theirs, int shift)
    {
        if (theirs.Length == 0) return;
        if (mine.Length == 0) mine = new long[_capacity];
        for (var bin = 0; bin < theirs.Length; bin++) mine[shift > 31 ? 0 : bin >> shift] += theirs[bin];
    }

    /// <summary>Room for values up to these.</summary>
    private void Reserve(in ValueExtremes extremes)
    {
        if (extremes.Minimum < 0 && _negative.Length == 0) _negative = new long[_capacity];
        if (extremes.Maximum > 0 && _positive.Length == 0) _positive = new long[_capacity];
        var largest = Math.Max(-extremes.Minimum, extremes.Maximum);
        if (largest > 0) Widen(Math.Max(Math.ILogB(largest) + 1 - System.Numerics.BitOperations.Log2((uint)_capacity), SmallestExponent));
    }

    private void Widen(int exponent)
    {
        if (exponent <= _exponent) return;
        Fold(_negative, exponent - _exponent);
        Fold(_positive, exponent - _exponent);
        _exponent = exponent;
    }

    private static void Fold(long[] bins, int shift)
    {
        for (var bin = 1; bin < bins.Length; bin++)
        {
            var count = bins[bin];
            bins[bin] = 0;
            bins[shift > 31 ? 0 : bin >> shift] += count;
        }
    }
}
