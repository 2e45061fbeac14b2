using System.Collections.Immutable;
using System.IO.Hashing;
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
        var hash = new XxHash128();
        var memory = new byte[set.Feeds.Length][];
        long bytes = 0;
        for (var index = 0; index < set.Count && index < MostSamples && bytes < MostBytes; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (set.Source is FileSamples files)
            {
                // Pictures are compared as files, which needs no decoding.
                var file = files.Bytes(set.Place(index));
                bytes += file.Length;
                hash.Append(file);
                if (index < MostValueSamples && set.Feeds.All(feed => IsConstant(set.Source.Read(set.Place(index), feed.Array)))) constant.Add(set.NameOf(index));
            }
            else
            {
                var isConstant = true;
                foreach (var (input, feed) in set.Feeds.Index())
                {
                    var array = set.Source.Read(set.Place(index), feed.Array, memory[input]);
                    memory[input] = array.Bytes;
                    bytes += array.Bytes.Length;
                    hash.Append(array.Bytes);
                    isConstant = isConstant && IsConstant(array);
                }
                if (isConstant) constant.Add(set.NameOf(index));
            }
            hashes.Add(Convert.ToHexString(hash.GetHashAndReset()));
        }
        var lowest = Enumerable.Repeat(double.PositiveInfinity, set.Feeds.Length).ToArray();
        var highest = Enumerable.Repeat(double.NegativeInfinity, set.Feeds.Length).ToArray();
        for (var index = 0; index < set.Count && index < MostValueSamples; index++) Widen(set, index, memory, lowest, highest);
        return new(hashes.Count, hashes.ToImmutable(), constant.ToImmutable(), [.. lowest.Select(Known)], [.. highest.Select(Known)]);
    }

    private static double Known(double value) => double.IsInfinity(value) ? double.NaN : value;

    /// <summary>One number is no picture that failed to load.</summary>
    private static bool IsConstant(NumPyArray array)
    {
        if (array.Count < 2 || array.Type.IsText) return false;
        var (bytes, width) = (array.Bytes, array.Type.ElementBytes);
        // All elements are equal when the array equals itself moved by one.
        return bytes.AsSpan(width).SequenceEqual(bytes.AsSpan(0, bytes.Length - width));
    }

    private static void Widen(SampleSet set, int index, byte[]?[] memory, double[] lowest, double[] highest)
    {
        for (var input = 0; input < lowest.Length; input++)
        {
            var feed = set.Feeds[input];
            var array = set.Source.Read(set.Place(index), feed.Array, memory[input]);
            memory[input] = array.Bytes;
            // Stored integers of a quantized input are no real numbers.
            if (!feed.Input.TakesNumbers || array.Type.IsText || (feed.Steps.IsEmpty && !feed.Input.Quantization.IsNone && InputBytes.IsStored(array.Type, feed.Input))) continue;
            var (least, greatest) = (float.PositiveInfinity, float.NegativeInfinity);
            var values = feed.Steps.IsEmpty && array.Type is { Letter: 'f', Width: sizeof(float) } ? array.As<float>() : feed.Values(array, set.Source.IsFlat).Values;
            foreach (var value in values)
            {
                least = Math.Min(least, value);
                greatest = Math.Max(greatest, value);
            }
            (lowest[input], highest[input]) = (Math.Min(lowest[input], least), Math.Max(highest[input], greatest));
        }
    }
}
