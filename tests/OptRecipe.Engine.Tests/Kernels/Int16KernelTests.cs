using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Tests.Kernels;

/// <summary>Sums of int16 activations by 8-bit weights, and matrices that are packed when they are multiplied, against plain loops.</summary>
public sealed class Int16KernelTests
{
    public static TheoryData<string> Sets => MicroKernelTests.Sets;

    /// <summary>With extreme numbers: the deepest geometry does not fit into 32 bits.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void Sums_of_int16_activations_are_exact(string name)
    {
        var set = MicroKernelSet.Choose(name);
        var random = new Random(31);
        var splits = 0;
        foreach (var geometry in MicroKernelTests.Geometries.Append(ConvolutionGeometry.Plain(3, 1025, 19)))
        {
            foreach (var zeroPoint in (int[])[0, -128])
            {
                var (input, weights) = (new short[MicroKernelTests.InputSize(geometry)], new sbyte[MicroKernelTests.WeightSize(geometry)]);
                foreach (ref var value in input.AsSpan()) value = random.Next(3) == 0 ? (short)random.Next(short.MinValue, short.MaxValue) : random.Next(5) == 0 ? short.MaxValue : short.MinValue;
                foreach (ref var weight in weights.AsSpan()) weight = random.Next(3) == 0 ? (sbyte)random.Next(-128, 127) : (sbyte)127;
                var packed = Int16Weights.Of(set, geometry, weights, zeroPoint, wraps: false);
                var product = new Int16Convolution(set, geometry, packed, new WholeSums());
                var sums = new long[MicroKernelTests.OutputSize(geometry)];
                using var workers = new WorkerPool(1 + random.Next(3));
                product.Run(workers, MemoryMarshal.AsBytes(input.AsSpan()), MemoryMarshal.AsBytes(sums.AsSpan()), new byte[product.ScratchBytes(3)]);
                var expected = MicroKernelTests.Plain(geometry, (i, w) => (double)input[i] * (weights[w] - zeroPoint), _ => 0);
                for (var index = 0; index < sums.Length; index++)
                    Assert.True((long)expected[index] == sums[index], $"{name} {geometry} at {index}: {sums[index]}, expected {(long)expected[index]}");
                splits += packed.IsSplit ? 1 : 0;
            }
        }
        Assert.True(splits > 0, "no geometry needs split activations");
    }

    /// <summary>Sums in 64 bits, put together where they are split.</summary>
    private sealed unsafe class WholeSums : IWordSink
    {
        private long* _output;
        private int* _upper;
        public void* Output { set => _output = (long*)value; }
        public int* Upper { set => _upper = value; }

        public void Store(int* sums, int column, int count, nint element, RequantizedRows rows)
        {
            for (nint row = 0; row < rows.Count; row++)
                for (var index = 0; index < count; index++)
                {
                    var at = element + row * rows.OutputStride + index;
                    _output[at] = (_upper is null ? 0 : (long)_upper[at] << 8) + sums[row * rows.AccumulatorStride + index];
                }
        }
    }

    /// <summary>Factors of both signs and of any size, biases that leave 32 bits, sums in one part and in two.</summary>
    [Fact]
    public void Requantized_words_equal_the_scalar_formula()
    {
        if (!Avx2.IsSupported) return;
        var random = new Random(33);
        for (var round = 0; round < 2_000; round++)
        {
            var channels = 1 + round % 37;
            var factors = Enumerable.Range(0, channels).Select(_ => random.Next(5) switch
            {
                0 => Math.ScaleB(1, -random.Next(2, 31)), 1 => -random.NextDouble(), 2 when round % 7 == 0 => Math.ScaleB(random.NextDouble(), 13), 3 when round % 3 == 0 => 0, _ => random.NextDouble() * 1e-3,
            }).ToArray();
            var bias = Enumerable.Range(0, channels).Select(_ => random.Next(3) switch { 0 => 0, 1 => random.NextInt64(-1L << 40, 1L << 40), _ => random.Next(-100000, 100000) }).ToArray();
            var fixedFactors = Array.ConvertAll(factors, FixedPointFactor.Of);
            var (min, max) = round % 4 == 0 ? (0, 20000) : (short.MinValue, short.MaxValue);
            Check(WordRequantizer.Of(fixedFactors, bias, min, max), (sum, channel) => Math.Clamp(fixedFactors[channel].Apply16(sum + bias[channel]), min, max));
            Check(WordRequantizer.Of(factors, bias, min, max), (sum, channel) =>
            {
                var real = Math.Round((sum + bias[channel]) * factors[channel], MidpointRounding.AwayFromZero);
                return Math.Clamp(real is >= int.MinValue and <= int.MaxValue ? (int)real : int.MinValue, min, max);
            });
            Assert.Null(WordRequantizer.Of([1.0], [1L << 60], min, max));
            Assert.Null(WordRequantizer.Of([new FixedPointFactor(1 << 30, 15)], [0], min, max));

            unsafe void Check(WordRequantizer? requantizer, Func<long, int, int> expected)
            {
                Assert.NotNull(requantizer);
                const int Stride = 48;
                int[] sums = new int[3 * Stride], upper = new int[3 * Stride];
                foreach (ref var sum in sums.AsSpan()) sum = random.Next(4) switch { 0 => random.Next(int.MinValue, int.MaxValue), 1 => (random.Next(-200, 200) * 2 + 1) << random.Next(8), 2 => int.MinValue, _ => random.Next(-4000, 4000) };
                foreach (ref var sum in upper.AsSpan()) sum = random.Next(-1 << 24, 1 << 24);
                var (isSplit, first, output) = (random.Next(2) == 0, random.Next(channels) / 8 * 8, new short[3 * Stride]);
                Array.Fill(output, (short)77);
                fixed (int* low = sums, high = upper)
                fixed (short* to = output) requantizer.Run(isSplit ? high : null, low, first, channels - first, to, new RequantizedRows(3, Stride, Stride));
                for (var index = 0; index < output.Length; index++)
                {
                    var channel = first + index % Stride;
                    var value = channel < channels ? expected(isSplit ? ((long)upper[index] << 8) + sums[index] : sums[index], channel) : 77;
                    Assert.True(value == output[index], $"{sums[index]} and {upper[index]} of channel {channel}: {output[index]}, expected {value}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_packed_matrix_is_the_one_that_constant_weights_become(string name)
    {
        var set = MicroKernelSet.Choose(name);
        var random = new Random(32);
        foreach (var (depth, columns) in ((int, int)[])[(1, 1), (3, 33), (8, 16), (7, 70), (64, 32)])
        {
            var singles = MicroKernelTests.Singles(random, depth * columns);
            var bytes = new sbyte[depth * columns];
            random.NextBytes(MemoryMarshal.AsBytes(bytes.AsSpan()));
            var (packedSingles, packedPairs) = (WeightPacking.Pack<float, float>(ConvolutionGeometry.Plain(1, depth, columns), singles, set.Columns, 1, x => x), WeightPacking.Pack<sbyte, short>(ConvolutionGeometry.Plain(1, depth, columns), bytes, set.Columns, 2, x => (short)(x - 3)));
            foreach (var isDepthFirst in (bool[])[false, true])
            {
                var packing = new MatrixPacking(new(1, depth, columns, isDepthFirst), set.Columns, depth);
                var (toSingles, toPairs) = (new float[packing.Length(1)], new short[packing.Length(2)]);
                Array.Fill(toSingles, float.NaN);
                Array.Fill(toPairs, (short)99);
                packing.PackSingles(isDepthFirst ? Swapped(singles, columns, depth) : singles, toSingles);
                packing.PackPairs<sbyte>(isDepthFirst ? Swapped(bytes, columns, depth) : bytes, 3, toPairs);
                Assert.Equal(packedSingles, toSingles);
                Assert.Equal(packedPairs, toPairs);

                // int16 in chunks, the last filled up with zeros. What stands between chunks whose last block is half a one is not read.
                var words = bytes.Select(value => (short)(value * 255)).ToArray();
                var (chunkDepth, chunks) = (6, (depth + 5) / 6);
                var padded = Enumerable.Range(0, chunks * columns * chunkDepth).Select(index => (Chunk: index / chunkDepth / columns, Column: index / chunkDepth % columns, K: index % chunkDepth))
                    .Select(at => at.Chunk * chunkDepth + at.K < depth ? words[at.Column * depth + at.Chunk * chunkDepth + at.K] : (short)0).ToArray();
                var inChunks = new MatrixPacking(new(1, depth, columns, isDepthFirst), set.Columns, chunkDepth);
                var toChunks = new short[inChunks.Length(2)];
                inChunks.PackPairs<short>(isDepthFirst ? Swapped(words, columns, depth) : words, 0, toChunks);
                Assert.Equal(WeightPacking.Pack<short, short>(ConvolutionGeometry.Plain(1, chunks * chunkDepth, chunks * columns) with { Groups = chunks }, padded, set.Columns, 2, x => x), toChunks);
            }
        }
    }

    private static T[] Swapped<T>(T[] matrix, int rows, int columns) => [.. Enumerable.Range(0, matrix.Length).Select(index => matrix[index % rows * columns + index / rows])];
}
