using System.Collections.Immutable;

namespace OptRecipe.Pipeline.Trying;

/// <summary>How a tensor is best looked at.</summary>
public enum TrialPictureKind
{
    /// <summary>Rows of pixels of one or three channels.</summary>
    Picture,
    /// <summary>A curve over time: pairs of the lowest and the highest value of each column.</summary>
    Wave,
    /// <summary>A table of numbers as rows of pixels of one channel: features over time.</summary>
    Strip,
    /// <summary>Few numbers, which stand for themselves.</summary>
    Table,
}

/// <summary>A tensor's values made small enough to be shown.</summary>
/// <param name="Pixels">0…255 for the lowest to the highest value, channels fastest; empty for waves and tables.</param>
/// <param name="Values">Of waves and tables; empty for the others.</param>
public sealed record TrialPicture(TrialPictureKind Kind, int Width, int Height, int Channels, byte[] Pixels, ImmutableArray<float> Values)
{
    private const int MostPixels = 320, MostNumbers = 24, MostColumns = 400;

    /// <param name="shape">With the batch dimension.</param>
    public static TrialPicture Of(ReadOnlySpan<int> shape, float[] values)
    {
        var bare = shape.Length > 1 && shape[0] == 1 ? shape[1..] : shape;
        if (values.Length <= MostNumbers) return new(TrialPictureKind.Table, values.Length, 1, 1, [], [.. values]);
        return bare switch
        {
            [> 1, > 1, 1 or 3] => Pixelled(TrialPictureKind.Picture, values, bare[0], bare[1], bare[2]),
            [> 1, > 1, 2 or 4] => Pixelled(TrialPictureKind.Picture, First(values, bare[2]), bare[0], bare[1], 1),
            [> 1, > 1] => Pixelled(TrialPictureKind.Strip, values, bare[0], bare[1], 1),
            [> 1, 1, > 1] => Pixelled(TrialPictureKind.Strip, values, bare[0], bare[2], 1),
            [1, > 1, > 1] => Pixelled(TrialPictureKind.Strip, values, bare[1], bare[2], 1),
            _ => Wave(values),
        };
    }

    private static float[] First(float[] values, int channels) => [.. Enumerable.Range(0, values.Length / channels).Select(pixel => values[pixel * channels])];

    private static TrialPicture Pixelled(TrialPictureKind kind, float[] values, int height, int width, int channels)
    {
        var (lowest, highest) = Range(values);
        var scale = highest > lowest ? 255 / (highest - lowest) : 0;
        var (rows, columns) = (Math.Min(height, MostPixels), Math.Min(width, MostPixels));
        var pixels = new byte[rows * columns * channels];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                for (var channel = 0; channel < channels; channel++)
                {
                    var value = values[((int)((long)row * height / rows) * width + (int)((long)column * width / columns)) * channels + channel];
                    pixels[(row * columns + column) * channels + channel] = float.IsFinite(value) ? (byte)Math.Clamp((value - lowest) * scale + 0.5f, 0, 255) : (byte)0;
                }
        return new(kind, columns, rows, channels, pixels, []);
    }

    private static TrialPicture Wave(float[] values)
    {
        var columns = Math.Min(values.Length, MostColumns);
        var pairs = ImmutableArray.CreateBuilder<float>(2 * columns);
        for (var column = 0; column < columns; column++)
        {
            var (from, to) = ((int)((long)column * values.Length / columns), (int)((long)(column + 1) * values.Length / columns));
            var (lowest, highest) = Range(values.AsSpan(from, Math.Max(to - from, 1)));
            pairs.Add(lowest);
            pairs.Add(highest);
        }
        return new(TrialPictureKind.Wave, columns, 1, 1, [], pairs.MoveToImmutable());
    }

    /// <summary>The lowest and the highest finite value; zeros where there is none.</summary>
    public static (float Lowest, float Highest) Range(ReadOnlySpan<float> values)
    {
        var (lowest, highest) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in values)
        {
            if (!float.IsFinite(value)) continue;
            (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        }
        return lowest <= highest ? (lowest, highest) : (0, 0);
    }
}
