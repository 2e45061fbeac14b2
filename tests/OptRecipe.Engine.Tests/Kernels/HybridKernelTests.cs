using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Tests.Kernels;

/// <summary>Float activations by 8-bit weights, and the vector forms of fixed-point functions: the same numbers as the plain loops.</summary>
public sealed class HybridKernelTests
{
    public static TheoryData<string> Sets => MicroKernelTests.Sets;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_row_quantized_in_vectors_equals_the_plain_loop(bool isAsymmetric)
    {
        var random = new Random(21);
        float[] specials = [0, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, 1e-38f, float.MaxValue, 0.5f, -0.5f];
        for (var round = 0; round < 3_000; round++)
        {
            var values = new float[round % 70];
            var scale = MathF.Pow(10, random.Next(-3, 4));
            // Halves of the step are as likely as anything between.
            for (var index = 0; index < values.Length; index++) values[index] = (round % 3 == 0 ? random.Next(-254, 255) / 2f : random.NextSingle() * 2 - 1) * scale;
            if (round % 5 == 0 && values.Length > 0) values[random.Next(values.Length)] = specials[round / 5 % specials.Length];
            if (round % 11 == 0) Array.Clear(values);
            var plain = new sbyte[values.Length];
            var (plainScale, zeroPoint) = isAsymmetric ? HybridQuantization.Asymmetric(values, plain) : (HybridQuantization.Symmetric(values, plain), 0);
            var step = RowQuantizer.StepOf(values, isAsymmetric);
            var (bytes, words) = (new byte[values.Length], new short[values.Length]);
            RowQuantizer.ToWords(values, words, step);
            Assert.Equal((BitConverter.SingleToInt32Bits(plainScale), zeroPoint), (BitConverter.SingleToInt32Bits(step.Scale), step.ZeroPoint));
            foreach (var offset in (int[])[128, 0])
            {
                RowQuantizer.ToBytes(values, bytes, step, offset);
                Assert.Equal(plain.Select(number => (byte)(number + offset)), bytes);
            }
            Assert.Equal(plain.Select(number => number - zeroPoint), words.Select(number => (int)number));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_hybrid_convolution_equals_the_plain_loop_bit_for_bit(string name)
    {
        var set = MicroKernelSet.Choose(name);
        var random = new Random(22);
        foreach (var geometry in MicroKernelTests.Geometries)
        {
            foreach (var isAsymmetric in (bool[])[false, true])
            {
                var input = MicroKernelTests.Singles(random, MicroKernelTests.InputSize(geometry));
                var weights = new sbyte[MicroKernelTests.WeightSize(geometry)];
                random.NextBytes(MemoryMarshal.AsBytes(weights.AsSpan()));
                var (bias, scales) = (MicroKernelTests.Singles(random, geometry.OutputChannels), MicroKernelTests.Singles(random, geometry.OutputChannels));
                var convolution = new HybridConvolution(set, geometry, PackedWeights8.Of(set, geometry, weights), scales, bias, -1.5f, 2f, isAsymmetric);
                var output = new float[MicroKernelTests.OutputSize(geometry)];
                using var workers = new WorkerPool(2);
                convolution.Run(workers, input, output, new byte[convolution.ScratchBytes(2)]);

                var quantized = new sbyte[input.Length];
                var size = input.Length / geometry.Items;
                var steps = Enumerable.Range(0, geometry.Items).Select(item => Quantize(input.AsSpan(item * size, size), quantized.AsSpan(item * size, size), isAsymmetric)).ToArray();
                var sums = MicroKernelTests.Plain(geometry, (i, w) => (quantized[i] - steps[i / size].ZeroPoint) * weights[w], _ => 0);
                for (var index = 0; index < output.Length; index++)
                {
                    var channel = index % geometry.OutputChannels;
                    var expected = Math.Clamp((int)sums[index] * (steps[index / (output.Length / geometry.Items)].Scale * scales[channel]) + bias[channel], -1.5f, 2f);
                    Assert.True(expected == output[index], $"{name} {geometry} at {index}: {output[index]}, expected {expected}");
                }
            }
        }
    }

    private static (float Scale, int ZeroPoint) Quantize(ReadOnlySpan<float> values, Span<sbyte> quantized, bool isAsymmetric) =>
        isAsymmetric ? HybridQuantization.Asymmetric(values, quantized) : (HybridQuantization.Symmetric(values, quantized), 0);

    /// <summary>Every number of 16 bits.</summary>
    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public void Sigmoid_and_tanh_in_fixed_point_vectors_equal_the_plain_ones(int integerBits)
    {
        var all = Enumerable.Range(short.MinValue, 1 << 16).Select(value => (short)value).Append((short)77).ToArray();
        var (tanh, sigmoid) = (new short[all.Length], all.ToArray());
        FixedPoint16Vectors.Tanh(all, tanh, integerBits);
        FixedPoint16Vectors.Logistic(sigmoid, integerBits);
        for (var index = 0; index < all.Length; index++)
        {
            Assert.True(FixedPoint16.Tanh(all[index], integerBits) == tanh[index], $"tanh {all[index]}: {tanh[index]}, expected {FixedPoint16.Tanh(all[index], integerBits)}");
            Assert.True(FixedPoint16.Logistic(all[index], integerBits) == sigmoid[index], $"sigmoid {all[index]}: {sigmoid[index]}, expected {FixedPoint16.Logistic(all[index], integerBits)}");
        }
    }

    [Fact]
    public void Rescaled_columns_equal_the_scalar_formula()
    {
        var random = new Random(23);
        for (var round = 0; round < 3_000; round++)
        {
            var factors = Enumerable.Range(0, 1 + round % 37).Select(_ => FixedPointFactor.Of(random.Next(4) switch
            {
                0 => Math.ScaleB(1, -random.Next(0, 20)), 1 => random.NextDouble() * 8, 2 => 0, _ => random.NextDouble() * 0.001,
            })).ToArray();
            var row = factors.Select(_ => random.Next(3) switch { 0 => (random.Next(-200, 200) * 2 + 1) << random.Next(20), 1 => random.Next(int.MinValue, int.MaxValue), _ => random.Next(-4000, 4000) }).ToArray();
            var expected = row.Select((sum, column) => factors[column].Apply(sum, Rounding.Double)).ToArray();
            new ColumnRescaler(factors).Run(row);
            Assert.Equal(expected, row);
        }
    }
}
