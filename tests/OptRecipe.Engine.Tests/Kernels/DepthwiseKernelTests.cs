using System.Numerics;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Threading;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Tests.Kernels;

/// <summary>Depthwise convolutions of each kernel set of this processor against plain loops.</summary>
public sealed class DepthwiseKernelTests
{
    public static TheoryData<string> Sets => MicroKernelTests.Sets;

    /// <summary>Channels below, at and between the widths of vectors; windows with and without padding, strides, dilations, rows of one and of many outputs.</summary>
    private static IEnumerable<(WindowAxis Height, WindowAxis Width, int Items, int Channels)> Shapes()
    {
        foreach (var channels in (int[])[1, 2, 3, 4, 7, 8, 12, 16, 20, 24, 33, 48, 72])
            foreach (var (input, filter, stride, dilation, padding) in ((int, int, int, int, Padding)[])
                [(1, 3, 1, 1, Padding.Same), (3, 3, 1, 1, Padding.Same), (11, 3, 2, 1, Padding.Same), (12, 3, 2, 1, Padding.Valid), (9, 5, 1, 1, Padding.Same), (10, 3, 1, 2, Padding.Same), (7, 2, 3, 1, Padding.Valid), (6, 1, 2, 1, Padding.Same), (40, 3, 1, 1, Padding.Same)])
                yield return (Axis(input > 20 ? 5 : input, filter, stride, dilation, padding), Axis(input + 1, filter, stride, dilation, padding), input == 3 ? 3 : 1, channels);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_float_depthwise_convolution_equals_the_plain_loop(string name)
    {
        var set = MicroKernelSet.Choose(name);
        var random = new Random(21);
        foreach (var (height, width, items, channels) in Shapes())
        {
            var (input, weights, bias) = (Singles(items * height.Input * width.Input * channels), Singles(height.Filter * width.Filter * channels), Singles(channels));
            var expected = Plain<double>(height, width, items, channels, (i, w) => (double)input[i] * weights[w]);
            foreach (var threads in (int[])[1, 2])
            {
                using var workers = new WorkerPool(threads);
                var output = new float[expected.Length];
                new DepthwiseSingle(set, height, width, items, channels, weights, bias, -1f, 1.5f).Run(workers, input, output);
                for (var index = 0; index < output.Length; index++)
                    Assert.True(Math.Abs(output[index] - Math.Clamp(expected[index] + bias[index % channels], -1, 1.5)) < 1e-5, $"{name} {height} {width} {channels} at {index}: {output[index]}, expected {expected[index] + bias[index % channels]}");
            }
        }

        float[] Singles(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void An_int8_depthwise_convolution_equals_the_plain_loop_bit_for_bit(string name) => CheckInteger<sbyte>(name, 0, 22);

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_uint8_depthwise_convolution_with_asymmetric_weights_equals_the_plain_loop_bit_for_bit(string name) => CheckInteger<byte>(name, 77, 23);

    /// <summary>With extreme numbers, whose sums fill 32 bits.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void Sums_of_int16_depthwise_convolutions_are_exact(string name)
    {
        var set = MicroKernelSet.Choose(name);
        var random = new Random(24);
        foreach (var (height, width, items, channels) in Shapes().Append((Axis(16, 16, 1, 1, Padding.Valid), Axis(17, 16, 1, 1, Padding.Valid), 1, 3)))
        {
            var (input, weights) = (new short[items * height.Input * width.Input * channels], new sbyte[height.Filter * width.Filter * channels]);
            foreach (ref var value in input.AsSpan()) value = random.Next(3) == 0 ? (short)random.Next(short.MinValue, short.MaxValue) : short.MinValue;
            foreach (ref var weight in weights.AsSpan()) weight = random.Next(3) == 0 ? (sbyte)random.Next(-128, 127) : (sbyte)127;
            var layout = new DepthwiseLayout(height, width, channels, 2);
            var packed = DepthwiseWeights8.Pack<sbyte>(layout, height, width, weights, weight => weight + 128);
            var output = new int[items * height.Output * width.Output * channels];
            using var workers = new WorkerPool(1 + random.Next(3));
            var depthwise = new IntegerDepthwise(set, height, width, items, layout, packed, [], 0, DepthwiseInput.Int16, new SumOutput());
            depthwise.Run(workers, MemoryMarshal.AsBytes(input.AsSpan()), MemoryMarshal.AsBytes(output.AsSpan()), new byte[depthwise.ScratchBytes(workers.ThreadCount)]);
            Assert.Equal(Plain<long>(height, width, items, channels, (i, w) => (long)input[i] * (weights[w] + 128)), output.Select(sum => (long)sum));
        }
    }

    private static void CheckInteger<T>(string name, int weightZeroPoint, int seed) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var set = MicroKernelSet.Choose(name);
        var random = new Random(seed);
        var (isSigned, low, high) = (int.CreateChecked(T.MinValue) < 0, int.CreateChecked(T.MinValue) + 7, int.CreateChecked(T.MaxValue) - 5);
        foreach (var (height, width, items, channels) in Shapes())
        {
            var (input, weights) = (new T[items * height.Input * width.Input * channels], new T[height.Filter * width.Filter * channels]);
            random.NextBytes(MemoryMarshal.AsBytes(input.AsSpan()));
            random.NextBytes(MemoryMarshal.AsBytes(weights.AsSpan()));
            var bias = Enumerable.Range(0, channels).Select(_ => random.Next(-5000, 5000)).ToArray();
            var factors = bias.Select(_ => FixedPointFactor.Of(random.NextDouble() * 0.01)).ToArray();
            var layout = new DepthwiseLayout(height, width, channels, isSigned && set.HasUInt8 ? 4 : 2);
            var packed = DepthwiseWeights8.Pack<T>(layout, height, width, weights, weight => int.CreateChecked(weight) - weightZeroPoint);
            foreach (var zeroPoint in (int[])[int.CreateChecked(T.MinValue), 3, int.CreateChecked(T.MaxValue)])
            {
                using var workers = new WorkerPool(1 + random.Next(3));
                var expected = Plain<int>(height, width, items, channels, (i, w) => (int.CreateChecked(input[i]) - zeroPoint) * (int.CreateChecked(weights[w]) - weightZeroPoint));
                var output = new T[expected.Length];
                var sink = new RequantizedOutput(new(set.RequantizedLanes, WeightPacking.Ordered<FixedPointFactor>(factors, layout.ColumnOrder), layout.Channels, Rounding.Double, 3, low, high));
                var depthwise = new IntegerDepthwise(set, height, width, items, layout, packed, bias, zeroPoint, isSigned ? DepthwiseInput.Int8 : DepthwiseInput.UInt8, sink);
                depthwise.Run(workers, MemoryMarshal.AsBytes(input.AsSpan()), MemoryMarshal.AsBytes(output.AsSpan()), new byte[depthwise.ScratchBytes(workers.ThreadCount)]);
                for (var index = 0; index < output.Length; index++)
                {
                    var value = Math.Clamp(factors[index % channels].Apply(expected[index] + bias[index % channels], Rounding.Double) + 3, low, high);
                    Assert.True(value == int.CreateChecked(output[index]), $"{name} {height} {width} {channels} at {index}: {output[index]}, expected {value}");
                }
            }
        }
    }

    /// <summary>Sums over the taps that lie inside the input.</summary>
    private static T[] Plain<T>(WindowAxis height, WindowAxis width, int items, int channels, Func<int, int, T> product) where T : INumber<T>
    {
        var sums = new T[items * height.Output * width.Output * channels];
        for (var index = 0; index < sums.Length; index++)
        {
            var (channel, x, y, item) = (index % channels, index / channels % width.Output, index / channels / width.Output % height.Output, index / channels / width.Output / height.Output);
            for (var tapY = 0; tapY < height.Filter; tapY++)
                for (var tapX = 0; tapX < width.Filter; tapX++)
                {
                    var (inputY, inputX) = (height.Position(y, tapY), width.Position(x, tapX));
                    if (height.Contains(inputY) && width.Contains(inputX))
                        sums[index] += product(((item * height.Input + inputY) * width.Input + inputX) * channels + channel, (tapY * width.Filter + tapX) * channels + channel);
                }
        }
        return sums;
    }

    private static WindowAxis Axis(int input, int filter, int stride, int dilation, Padding padding)
    {
        var window = WindowPadding.Of(padding, input, filter, stride, dilation);
        return new(input, window.Output, filter, stride, dilation, window.Before);
    }
}
