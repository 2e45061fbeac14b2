using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Micro;
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
                var product = new Int16Convolution(set, geometry, packed);
                var (upper, lower) = (new int[product.SumCount], new int[product.IsSplit ? product.SumCount : 0]);
                using var workers = new WorkerPool(2);
                product.Run(workers, input, upper, lower, new byte[product.ScratchBytes]);
                var expected = MicroKernelTests.Plain(geometry, (i, w) => (double)input[i] * (weights[w] - zeroPoint), _ => 0);
                for (var index = 0; index < upper.Length; index++)
                {
                    var sum = product.IsSplit ? ((long)upper[index] << 8) + lower[index] : upper[index];
                    Assert.True((long)expected[index] == sum, $"{name} {geometry} at {index}: {sum}, expected {(long)expected[index]}");
                }
                splits += product.IsSplit ? 1 : 0;
            }
        }
        Assert.True(splits > 0, "no geometry needs split activations");
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
            var (packedSingles, packedPairs) = (WeightPacking.Pack(singles, columns, 1, depth, set.Columns, 1, (x, _) => x), WeightPacking.Pack(bytes, columns, 1, depth, set.Columns, 2, (x, _) => (short)(x - 3)));
            foreach (var isDepthFirst in (bool[])[false, true])
            {
                var packing = new MatrixPacking(depth, columns, set.Columns, isDepthFirst);
                var (toSingles, toPairs) = (new float[packing.Length(1)], new short[packing.Length(2)]);
                Array.Fill(toSingles, float.NaN);
                Array.Fill(toPairs, (short)99);
                packing.PackSingles(isDepthFirst ? Swapped(singles, columns, depth) : singles, toSingles);
                packing.PackPairs<sbyte>(isDepthFirst ? Swapped(bytes, columns, depth) : bytes, 3, toPairs);
                Assert.Equal(packedSingles, toSingles);
                Assert.Equal(packedPairs, toPairs);
            }
        }
    }

    private static T[] Swapped<T>(T[] matrix, int rows, int columns) => [.. Enumerable.Range(0, matrix.Length).Select(index => matrix[index % rows * columns + index / rows])];
}
