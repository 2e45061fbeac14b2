using OptRecipe.Engine.Kernels.Micro;

namespace OptRecipe.Engine.Kernels;

/// <summary>Those outputs of a transposed convolution that the same taps reach: they stand a stride apart, and are a plain convolution of the input with these taps, last one
/// first.</summary>
/// <param name="Geometry">That convolution.</param>
/// <param name="Height">The transposed one; likewise <paramref name="Width"/>.</param>
/// <param name="FirstTapY">Its first tap is the last of those from here on at distances of the stride; likewise <paramref name="FirstTapX"/>.</param>
/// <param name="FirstY">Its first output; likewise <paramref name="FirstX"/>.</param>
internal sealed record TransposedPhase(ConvolutionGeometry Geometry, WindowAxis Height, WindowAxis Width, int FirstTapY, int FirstTapX, int FirstY, int FirstX) : IFilterOrder
{
    // Phases of a few outputs each would take longer than the plain loop.
    private const int Most = 64;

    /// <summary>All of them; null where one has no taps, or does not see the first inputs.</summary>
    public static List<TransposedPhase>? All(WindowAxis height, WindowAxis width, int items, int inputChannels, int outputChannels)
    {
        if ((long)height.Stride * width.Stride > Most) return null;
        var phases = new List<TransposedPhase>();
        for (var y = 0; y < height.Stride; y++)
            for (var x = 0; x < width.Stride; x++)
            {
                var (down, along) = (Axis(height, y), Axis(width, x));
                if (down.Outputs == 0 || along.Outputs == 0) continue;
                if (down.Taps == 0 || along.Taps == 0 || down.Offset < 0 || along.Offset < 0) return null;
                phases.Add(new(new(items, height.Input, width.Input, inputChannels, down.Outputs, along.Outputs, outputChannels, down.Taps, along.Taps, 1, 1, 1, 1, down.Offset, along.Offset),
                    height, width, down.FirstTap, along.FirstTap, y, x));
            }
        return phases;
    }

    public string Name => $"transposed {FirstTapY} {FirstTapX} {Height.Stride}×{Width.Stride}";

    /// <summary>The weights of its taps, of weights that stand as [output channels][height][width][input channels].</summary>
    public byte[] Of(ReadOnlySpan<byte> stored, int elementBytes)
    {
        var (geometry, channels) = (Geometry, Geometry.InputChannels * elementBytes);
        var weights = new byte[checked(geometry.OutputChannels * geometry.FilterHeight * geometry.FilterWidth * channels)];
        var position = 0;
        for (var channel = 0; channel < geometry.OutputChannels; channel++)
            for (var y = geometry.FilterHeight - 1; y >= 0; y--)
                for (var x = geometry.FilterWidth - 1; x >= 0; x--, position += channels)
                {
                    var tap = (channel * Height.Filter + FirstTapY + y * Height.Stride) * Width.Filter + FirstTapX + x * Width.Stride;
                    stored.Slice(tap * channels, channels).CopyTo(weights.AsSpan(position));
                }
        return weights;
    }

    /// <summary>Of one dimension: the outputs from <paramref name="first"/> on at distances of the stride.</summary>
    private static (int Outputs, int Taps, int FirstTap, int Offset) Axis(WindowAxis axis, int first)
    {
        var (quotient, firstTap) = ((first + axis.Before) / axis.Stride, (first + axis.Before) % axis.Stride);
        var taps = firstTap < axis.Filter ? (axis.Filter - firstTap - 1) / axis.Stride + 1 : 0;
        return (first < axis.Output ? (axis.Output - first - 1) / axis.Stride + 1 : 0, taps, firstTap, taps - 1 - quotient);
    }
}
