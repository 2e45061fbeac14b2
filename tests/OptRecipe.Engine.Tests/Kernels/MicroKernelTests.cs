using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Threading;
using OptRecipe.Testing;

namespace OptRecipe.Engine.Tests.Kernels;

/// <summary>Each kernel set of this processor against plain loops.</summary>
public sealed class MicroKernelTests
{
    public static TheoryData<string> Sets => [.. MicroKernelSet.Names.Where(MicroKernelSet.IsAvailable).Where(name => name != "reference")];

    /// <summary>Odd sizes everywhere: widths that fill no vector, depths that are no multiple of a step, strides, dilations, padding on some sides only.</summary>
    internal static readonly ConvolutionGeometry[] Geometries =
    [
        ConvolutionGeometry.Plain(1, 1, 1), ConvolutionGeometry.Plain(1, 37, 130), ConvolutionGeometry.Plain(13, 64, 16), ConvolutionGeometry.Plain(7, 5, 33),
        new(2, 5, 7, 3, 5, 7, 17, 3, 3, 1, 1, 1, 1, 1, 1), new(1, 9, 8, 4, 4, 4, 32, 3, 3, 2, 2, 1, 1, 0, 1), new(1, 11, 11, 2, 7, 7, 9, 3, 3, 1, 1, 2, 2, 0, 0),
        ConvolutionGeometry.Plain(110, 9, 70), ConvolutionGeometry.Plain(1, 64, 200), new(1, 3, 57, 4, 3, 57, 20, 1, 3, 1, 1, 1, 1, 0, 1), new(1, 7, 9, 5, 4, 5, 24, 1, 1, 2, 2, 1, 1, 0, 0),
        new(1, 6, 6, 8, 6, 6, 40, 5, 1, 1, 1, 1, 1, 2, 0), new(3, 4, 4, 6, 4, 4, 16, 1, 1, 1, 1, 1, 1, 0, 0), new(1, 10, 10, 1, 4, 3, 3, 3, 4, 2, 3, 1, 1, 0, 0),
        // Not all pixels of the input, as in a phase of a transposed convolution.
        new(2, 6, 3, 4, 5, 2, 20, 1, 1, 1, 1, 1, 1, 0, 0),
        // Groups of one channel and of several, of whole vectors and of parts, with and without padding, dilation, stride.
        new(2, 5, 7, 6, 5, 7, 6, 3, 3, 1, 1, 1, 1, 1, 1, 2), new(1, 6, 6, 12, 6, 6, 57, 1, 1, 1, 1, 1, 1, 0, 0, 3), new(1, 9, 8, 8, 4, 4, 68, 3, 3, 2, 2, 1, 1, 0, 1, 2), new(1, 9, 9, 15, 9, 9, 20, 3, 3, 1, 1, 2, 2, 2, 2, 5),
        new(1, 1, 1, 64, 1, 1, 300, 1, 1, 1, 1, 1, 1, 0, 0, 2), new(1, 4, 5, 7, 4, 5, 21, 3, 1, 1, 1, 1, 1, 1, 0, 7), new(1, 7, 9, 8, 4, 5, 32, 1, 1, 2, 2, 1, 1, 0, 0, 4),
        // Padding as wide as the dilation, a filter wider than the input, and runs down the columns.
        new(1, 9, 9, 4, 9, 9, 20, 3, 3, 1, 1, 4, 4, 4, 4), new(2, 3, 3, 2, 3, 3, 5, 7, 7, 1, 1, 1, 1, 3, 3), new(1, 40, 5, 3, 40, 5, 24, 3, 3, 1, 1, 1, 1, 1, 1),
    ];

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_float_convolution_equals_the_plain_loop(string name)
    {
        var set = MicroKernelSet.Choose(name);
        var random = new Random(11);
        foreach (var geometry in Geometries)
        {
            var (input, weights, bias) = (Singles(random, InputSize(geometry)), Singles(random, WeightSize(geometry)), Singles(random, geometry.OutputChannels));
            float[]? first = null;
            foreach (var threads in (int[])[1, 2, 3])
            {
                using var workers = new WorkerPool(threads);
                var convolution = new SingleConvolution(set, geometry, SingleConvolution.Pack(set, geometry, weights), bias, -1f, 2f);
                var output = new float[OutputSize(geometry)];
                convolution.Run(workers, input, output, new byte[convolution.ScratchBytes(threads)]);
                var expected = Plain(geometry, (i, w) => (double)input[i] * weights[w], channel => bias[channel]);
                for (var index = 0; index < output.Length; index++)
                    Assert.True(Math.Abs(output[index] - Math.Clamp(expected[index], -1, 2)) < 1e-5, $"{name} {geometry} at {index}: {output[index]}, expected {expected[index]}");
                first ??= output;
                Assert.Equal(first, output);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void An_int8_convolution_equals_the_plain_loop_bit_for_bit(string name)
    {
        var set = MicroKernelSet.Choose(name);
        var random = new Random(12);
        foreach (var geometry in Geometries)
        {
            var (input, weights) = (new sbyte[InputSize(geometry)], new sbyte[WeightSize(geometry)]);
            random.NextBytes(MemoryMarshal.AsBytes(input.AsSpan()));
            random.NextBytes(MemoryMarshal.AsBytes(weights.AsSpan()));
            var bias = Enumerable.Range(0, geometry.OutputChannels).Select(_ => random.Next(-5000, 5000)).ToArray();
            var factors = bias.Select(_ => FixedPointFactor.Of(random.NextDouble() * 0.01)).ToArray();
            foreach (var (zeroPoint, threads) in ((int, int)[])[(-128, 2), (0, 1), (127, 3)])
            {
                var packed = PackedWeights8.Of(set, geometry, weights);
                var ordered = WeightPacking.Ordered<FixedPointFactor>(factors, geometry.ColumnOrder(packed.Columns));
                var convolution = new IntegerConvolution(set, geometry, packed, bias, zeroPoint, isSigned: true, new(set.RequantizedLanes, ordered, ordered.Length, Rounding.Double, 3, -120, 127));
                var output = new sbyte[OutputSize(geometry)];
                using var workers = new WorkerPool(threads);
                convolution.Run(workers, MemoryMarshal.AsBytes(input.AsSpan()), MemoryMarshal.AsBytes(output.AsSpan()), new byte[convolution.ScratchBytes(threads)]);
                Check(name, geometry, output, i => input[i] - zeroPoint, w => weights[w], bias, factors);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_uint8_convolution_with_asymmetric_weights_equals_the_plain_loop_bit_for_bit(string name)
    {
        var set = MicroKernelSet.Choose(name);
        var random = new Random(13);
        foreach (var geometry in Geometries)
        {
            var (input, weights) = (new byte[InputSize(geometry)], new byte[WeightSize(geometry)]);
            random.NextBytes(input);
            random.NextBytes(weights);
            var bias = new int[geometry.OutputChannels];
            FixedPointFactor[] factors = [FixedPointFactor.Of(0.0031)];
            var packed = PackedWeights8.Of(set, geometry, weights, 77);
            var convolution = new IntegerConvolution(set, geometry, packed, bias, 131, isSigned: false, new(set.RequantizedLanes, factors, geometry.ColumnOrder(packed.Columns).Length, Rounding.HalfUpTwice, 100, 0, 250));
            var output = new byte[OutputSize(geometry)];
            using var workers = new WorkerPool(1);
            convolution.Run(workers, input, output, new byte[convolution.ScratchBytes(1)]);
            var expected = Plain(geometry, (i, w) => (input[i] - 131) * (weights[w] - 77), _ => 0);
            for (var index = 0; index < output.Length; index++)
                Assert.Equal(Math.Clamp(factors[0].Apply((int)expected[index], Rounding.HalfUpTwice) + 100, 0, 250), output[index]);
        }
    }

    private static IEnumerable<int> Lanes => MicroKernelSet.Names.Where(MicroKernelSet.IsAvailable).Select(name => MicroKernelSet.Choose(name).RequantizedLanes).Distinct();

    public static TheoryData<int, Rounding> Requantizers
    {
        get
        {
            var data = new TheoryData<int, Rounding>();
            foreach (var lanes in Lanes)
                foreach (var rounding in Enum.GetValues<Rounding>()) data.Add(lanes, rounding);
            return data;
        }
    }

    /// <summary>Halves of both signs, extreme accumulators, shifts to both sides and factors that a mode has to leave to another.</summary>
    [Theory]
    [MemberData(nameof(Requantizers))]
    public void Requantized_vectors_equal_the_scalar_formula(int lanes, Rounding rounding)
    {
        var random = new Random(14);
        for (var round = 0; round < 1_000; round++)
        {
            var (channels, isSigned, largest) = (16 + round % 33, round % 3 > 0, round % 7 == 0 ? 3 : 0.49);
            var factors = new FixedPointFactor[channels];
            for (var channel = 0; channel < channels; channel++)
                factors[channel] = FixedPointFactor.Of(random.Next(4) switch
                {
                    0 => Math.ScaleB(1, -random.Next(2, 12)),
                    1 => random.NextDouble() * largest * (round % 11 == 0 ? -1 : 1),
                    2 when round % 5 == 0 => random.Next(3) switch { 0 => 0, 1 => Math.ScaleB(1, -random.Next(12, 31)), _ => 1 - Math.ScaleB(1, -random.Next(8, 31)) },
                    _ => random.NextDouble() * 0.01,
                });
            var (low, high) = isSigned ? (-128, 127) : (0, 255);
            var (min, max) = random.Next(3) switch { 0 => (low, high), 1 => (low + 28, high - 37), _ => (Math.Max(0, low), high - random.Next(3)) };
            var zeroPoint = random.Next(low, high + 1);
            CheckRequantizer(new(lanes, factors, channels, rounding, zeroPoint, min, max), random, channels, lanes,
                (sum, channel) => Math.Clamp(factors[channel].Apply(sum, rounding) + zeroPoint, min, max));
        }
    }

    public static TheoryData<int> LanesOfSets => [.. Lanes];

    [Theory]
    [MemberData(nameof(LanesOfSets))]
    public void Real_factors_round_halves_away_from_zero(int lanes)
    {
        var random = new Random(15);
        for (var round = 0; round < 1_000; round++)
        {
            var (channels, isSigned) = (16 + round % 33, round % 2 == 0);
            var factors = Enumerable.Range(0, channels).Select(_ => random.Next(2) == 0 ? Math.ScaleB(1, -random.Next(1, 12)) : random.NextDouble() * (round % 9 == 0 ? 30 : 0.01)).ToArray();
            var (min, max, zeroPoint) = isSigned ? (-128, 127, random.Next(-128, 128)) : (3, 250, random.Next(256));
            CheckRequantizer(new(lanes, factors, channels, zeroPoint, min, max), random, channels, lanes, (sum, channel) =>
            {
                var real = Math.Round(sum * factors[channel], MidpointRounding.AwayFromZero);
                return Math.Clamp((real is >= int.MinValue and <= int.MaxValue ? (int)real : int.MinValue) + zeroPoint, min, max);
            });
        }
    }

    /// <summary>Two rows, from a vector's first channel on.</summary>
    private static unsafe void CheckRequantizer(Requantizer requantizer, Random random, int channels, int lanes, Func<int, int, int> expected)
    {
        const int Stride = 80;
        int first = random.Next(channels / lanes) * lanes, count = random.Next(1, channels - first + 1);
        var sums = new int[2 * Stride];
        for (var index = 0; index < sums.Length; index++)
            sums[index] = random.Next(5) switch
            {
                0 => (random.Next(-200, 200) * 2 + 1) << random.Next(8), 1 => random.Next(-1 << 22, 1 << 22), 2 => random.Next(-4000, 4000), 3 => random.Next(int.MinValue, int.MaxValue),
                _ => random.Next(4) switch { 0 => int.MinValue, 1 => int.MaxValue, 2 => -1, _ => 0 },
            };
        var output = new byte[2 * Stride];
        Array.Fill(output, (byte)77);
        fixed (int* a = sums)
        fixed (byte* o = output)
            requantizer.Run(a, first, count, o, new RequantizedRows(2, Stride, Stride));
        for (var index = 0; index < output.Length; index++)
        {
            var channel = index % Stride;
            var value = channel < count ? (byte)expected(sums[index], first + channel) : 77;
            Assert.True(value == output[index], $"{sums[index]} of channel {first + channel}: {output[index]}, expected {value}");
        }
    }

    [Fact]
    public void A_set_that_is_not_there_is_named_with_those_that_are() =>
        Assert.Contains("reference, portable", Assert.Throws<ArgumentException>(() => MicroKernelSet.Choose("sse9")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_set_of_another_processor_is_refused_with_those_that_this_one_can_run() =>
        Assert.Contains("; it can run reference", Assert.Throws<ArgumentException>(() => MicroKernelSet.Choose(AdvSimd.IsSupported ? "avx2" : "neon")).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_a_choice_the_last_set_that_the_processor_can_run_is_taken() => Assert.Equal(MicroKernelSet.Names.Last(MicroKernelSet.IsAvailable), MicroKernelSet.Choose(null).Name);

    [Fact]
    public void The_page_has_a_row_for_each_set_in_their_order()
    {
        var rows = File.ReadLines(SharedFolder.InRepository("server", "docs", "kernels.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);
        Assert.Equal(MicroKernelSet.Names, rows.Take(MicroKernelSet.Names.Count));
    }

    private static void Check(string name, ConvolutionGeometry geometry, sbyte[] output, Func<int, int> input, Func<int, int> weights, int[] bias, FixedPointFactor[] factors)
    {
        var expected = Plain(geometry, (i, w) => input(i) * weights(w), channel => bias[channel]);
        for (var index = 0; index < output.Length; index++)
        {
            var value = Math.Clamp(factors[index % geometry.OutputChannels].Apply((int)expected[index], Rounding.Double) + 3, -120, 127);
            Assert.True(value == output[index], $"{name} {geometry} at {index}: {output[index]}, expected {value}");
        }
    }

    /// <summary>Sums over the taps that lie inside the input.</summary>
    internal static double[] Plain(ConvolutionGeometry g, Func<int, int, double> product, Func<int, double> bias)
    {
        var output = new double[OutputSize(g)];
        for (var index = 0; index < output.Length; index++)
        {
            var channel = index % g.OutputChannels;
            var (x, y, item) = (index / g.OutputChannels % g.OutputWidth, index / g.OutputChannels / g.OutputWidth % g.OutputHeight, index / g.OutputChannels / g.OutputWidth / g.OutputHeight);
            output[index] = bias(channel);
            for (var tap = 0; tap < g.FilterHeight * g.FilterWidth * g.GroupInputs; tap++)
            {
                var (c, kx, ky) = (channel / g.GroupOutputs * g.GroupInputs + tap % g.GroupInputs, tap / g.GroupInputs % g.FilterWidth, tap / g.GroupInputs / g.FilterWidth);
                var (ix, iy) = (x * g.StrideX - g.OffsetX + kx * g.DilationX, y * g.StrideY - g.OffsetY + ky * g.DilationY);
                if (ix < 0 || ix >= g.InputWidth || iy < 0 || iy >= g.InputHeight) continue;
                output[index] += product(((item * g.InputHeight + iy) * g.InputWidth + ix) * g.InputChannels + c, channel * g.FilterHeight * g.FilterWidth * g.GroupInputs + tap);
            }
        }
        return output;
    }

    internal static int InputSize(ConvolutionGeometry g) => g.Items * g.InputHeight * g.InputWidth * g.InputChannels;
    internal static int OutputSize(ConvolutionGeometry g) => g.Items * g.OutputHeight * g.OutputWidth * g.OutputChannels;
    internal static int WeightSize(ConvolutionGeometry g) => g.OutputChannels * g.FilterHeight * g.FilterWidth * g.GroupInputs;
    internal static float[] Singles(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
}
