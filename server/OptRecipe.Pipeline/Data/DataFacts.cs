using System.Collections.Immutable;
using System.Security.Cryptography;
using OptRecipe.Data;
using OptRecipe.Data.NumPy;
using OptRecipe.Data.Samples;

namespace OptRecipe.Pipeline.Data;

/// <summary>What the first samples of a set say about it, within a bound of samples and of bytes.</summary>
/// <param name="Checked">Samples that were looked at.</param>
/// <param name="Hashes">Of their contents as stored, in order.</param>
/// <param name="Constant">Names of samples whose values are all the same.</param>
/// <param name="Lowest">Per input the least value that the model gets, of a few samples; NaN where an input takes no numbers.</param>
/// <param name="Highest">Per input the greatest.</param>
public sealed record DataFacts(int Checked, ImmutableArray<string> Hashes, ImmutableArray<string> Constant, ImmutableArray<double> Lowest, ImmutableArray<double> Highest)
{
    private const int MostSamples = 4096, MostValueSamples = 8;
    private const long MostBytes = 64 << 20;

    public int Distinct => Hashes.Distinct(StringComparer.Ordinal).Count();

    /// <exception cref="DataFormatException">A sample cannot be read.</exception>
    internal static DataFacts Of(SampleSet set, CancellationToken cancellation)
    {
        var (hashes, constant) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        long bytes = 0;
        for (var index = 0; index < set.Count && index < MostSamples && bytes < MostBytes; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var stored = Stored(set, set.Place(index));
            hashes.Add(Convert.ToHexString(SHA256.HashData(stored)));
            bytes += stored.Length;
            if (IsConstant(set, index)) constant.Add(set.NameOf(index));
        }
        var lowest = Enumerable.Repeat(double.PositiveInfinity, set.Feeds.Length).ToArray();
        var highest = Enumerable.Repeat(double.NegativeInfinity, set.Feeds.Length).ToArray();
        for (var index = 0; index < set.Count && index < MostValueSamples; index++) Widen(set, index, lowest, highest);
        return new(hashes.Count, hashes.ToImmutable(), constant.ToImmutable(), [.. lowest.Select(Known)], [.. highest.Select(Known)]);
    }

    private static double Known(double value) => double.IsInfinity(value) ? double.NaN : value;

    /// <summary>Pictures are compared as files, which needs no decoding.</summary>
    private static byte[] Stored(SampleSet set, int place) => set.Source is FileSamples files ? files.Bytes(place)
        : set.Feeds is [var only] ? set.Source.Read(place, only.Array).Bytes : [.. set.Feeds.SelectMany(feed => set.Source.Read(place, feed.Array).Bytes)];

    private static bool IsConstant(SampleSet set, int index) => !(set.Source is FileSamples && index >= MostValueSamples) && set.Feeds.All(feed => IsConstant(set.Source.Read(set.Place(index), feed.Array)));

    /// <summary>One number is no picture that failed to load.</summary>
    private static bool IsConstant(NumPyArray array)
    {
        if (array.Count < 2 || array.Type.IsText) return false;
        var (bytes, width) = (array.Bytes, array.Type.ElementBytes);
        // All elements are equal when the array equals itself moved by one.
        return bytes.AsSpan(width).SequenceEqual(bytes.AsSpan(0, bytes.Length - width));
    }

    private static void Widen(SampleSet set, int index, double[] lowest, double[] highest)
    {
        for (var input = 0; input < lowest.Length; input++)
        {
            var feed = set.Feeds[input];
            var array = set.Source.Read(set.Place(index), feed.Array);
            // Stored integers of a quantized input are no real numbers.
            if (!feed.Input.TakesNumbers || array.Type.IsText || (feed.Steps.IsEmpty && !feed.Input.Quantization.IsNone && InputBytes.IsStored(array.Type, feed.Input))) continue;
            foreach (var value in feed.Values(array, set.Source.IsFlat).Values)
            {
                lowest[input] = Math.Min(lowest[input], value);
                highest[input] = Math.Max(highest[input], value);
            }
        }
    }
}
