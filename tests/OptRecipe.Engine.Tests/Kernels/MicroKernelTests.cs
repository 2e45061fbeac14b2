using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Threading;

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
        new(1, 6, 6, 8, 6, 6, 40, 5, 1, 1, 1, 1, 1, 2, 0), new(3, 4, 4, 6, 4, 4, 16, 1, 1, 1, 1, 1, 1, 0, 0), new(1, 10, 10, 1, 4, 3, 3, 3, 4, 2, 3, 1, 1, 0, 0),
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
            foreach (var threads in (int[])[1, 2])
            {
                using var workers = new WorkerPool(threads);
                var convolution = new SingleConvolution(set, geometry, SingleConvolution.Pack(set, geometry, weights), bias, -1f, 2f);
                var output = new float[OutputSize(geometry)];
                convolution.Run(workers, input, output, new byte[convolution.ScratchBytes]);
                var expected = Plain(geometry, (i, w) => (double)input[i] * weights[w], channel => bias[channel]);
                for (var index = 0; index < output.Length; index++)
                    Assert.True(Math.Abs(output[index] - Math.Clamp(expected[index], -1, 2)) < 1e-5, $"{name} {geometry} at {index}: {output[index]}, expected {expected[index]}");
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
            foreach (var zeroPoint in (int[])[-128, 0, 127])
            {
                var packed = PackedWeights8.Of(set, geometry, weights);
                var convolution = new IntegerConvolution(set, geometry, packed, bias, zeroPoint, isSigned: true, new(factors, factors.Length, Rounding.Double, 3, -120, 127));
                var output = new sbyte[OutputSize(geometry)];
                using var workers = new WorkerPool(2);
                convolution.Run(workers, MemoryMarshal.AsBytes(input.AsSpan()), MemoryMarshal.AsBytes(output.AsSpan()), new byte[convolution.ScratchBytes]);
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
            var convolution = new IntegerConvolution(set, geometry, packed, bias, 131, isSigned: false, new(factors, bias.Length, Rounding.HalfUpTwice, 100, 0, 250));
            var output = new byte[OutputSize(geometry)];
            using var workers = new WorkerPool(1);
            convolution.Run(workers, input, output, new byte[convolution.ScratchBytes]);
            var expected = Plain(geometry, (i, w) => (input[i] - 131) * (weights[w] - 77), _ => 0);
            for (var index = 0; index < output.Length; index++)
                Assert.Equal(Math.Clamp(factors[0].Apply((int)expected[index], Rounding.HalfUpTwice) + 100, 0, 250), output[index]);
        }
    }

    /// <summary>Halves of both signs, extreme accumulators and shifts to both sides.</summary>
    [Theory]
    [InlineData(Rounding.Single)]
    [InlineData(Rounding.Double)]
    [InlineData(Rounding.HalfUpTwice)]
    public unsafe void Requantized_vectors_equal_the_scalar_formula(Rounding rounding)
    {
        var random = new Random(14);
        for (var round = 0; round < 3_000; round++)
        {
            const int channels = 48;
            var factors = new FixedPointFactor[channels];
            var accumulators = new int[channels];
            for (var channel = 0; channel < channels; channel++)
            {
                var real = random.Next(4) switch { 0 => Math.ScaleB(1, -random.Next(1, 12)), 1 => random.NextDouble() * 3, _ => random.NextDouble() * 0.01 };
                factors[channel] = FixedPointFactor.Of(real);
                accumulators[channel] = random.Next(3) switch { 0 => (random.Next(-200, 200) * 2 + 1) << random.Next(8), 1 => random.Next(-1 << 22, 1 << 22), _ => random.Next(-4000, 4000) };
            }
            var (min, max) = round % 2 == 0 ? (-128, 127) : (-100, 90);
            var requantizer = new Requantizer(factors, channels, rounding, zeroPoint: -7, min, max);
            var output = new sbyte[channels];
            fixed (int* a = accumulators)
            fixed (sbyte* o = output)
                requantizer.Run(a, 0, channels - round % 5, (byte*)o, isSigned: true);
            for (var channel = 0; channel < channels - round % 5; channel++)
            {
                var expected = Math.Clamp(factors[channel].Apply(accumulators[channel], rounding) - 7, min, max);
                Assert.True(expected == output[channel], $"{rounding} {accumulators[channel]} × {factors[channel]}: {output[channel]}, expected {expected}");
            }
        }
    }

    [Fact]
    public void A_set_that_is_not_there_is_named_with_those_that_are() =>
        Assert.Contains("reference, portable", Assert.Throws<ArgumentException>(() => MicroKernelSet.Choose("neon")).Message, StringComparison.Ordinal);

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
            for (var tap = 0; tap < g.FilterHeight * g.FilterWidth * g.InputChannels; tap++)
            {
                var (c, kx, ky) = (tap % g.InputChannels, tap / g.InputChannels % g.FilterWidth, tap / g.InputChannels / g.FilterWidth);
                var (ix, iy) = (x * g.StrideX - g.OffsetX + kx * g.DilationX, y * g.StrideY - g.OffsetY + ky * g.DilationY);
                if (ix < 0 || ix >= g.InputWidth || iy < 0 || iy >= g.InputHeight) continue;
                output[index] += product(((item * g.InputHeight + iy) * g.InputWidth + ix) * g.InputChannels + c, channel * g.FilterHeight * g.FilterWidth * g.InputChannels + tap);
            }
        }
        return output;
    }

    internal static int InputSize(ConvolutionGeometry g) => g.Items * g.InputHeight * g.InputWidth * g.InputChannels;
    internal static int OutputSize(ConvolutionGeometry g) => g.Items * g.OutputHeight * g.OutputWidth * g.OutputChannels;
    internal static int WeightSize(ConvolutionGeometry g) => g.OutputChannels * g.FilterHeight * g.FilterWidth * g.InputChannels;
    internal static float[] Singles(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
}
