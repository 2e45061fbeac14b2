using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>A function of a byte as its 256 results.</summary>
internal static unsafe class ByteTable
{
    /// <summary>Looks bytes up; the result may be their memory.</summary>
    public static void Map(MicroKernelSet kernels, ReadOnlySpan<byte> input, Span<byte> output, ReadOnlySpan<byte> table)
    {
        if (input.Length > output.Length || table.Length != 256) throw new ArgumentException("the output is too short, or the table has no 256 results", nameof(output));
        fixed (byte* from = input, to = output, results = table)
        {
            nint index = 0;
            if (Avx512Vbmi.IsSupported && kernels.VectorBits == 512 && input.Length >= Vector512<byte>.Count) index = Permute(from, to, results, input.Length);
            for (; index < input.Length; index++) to[index] = results[from[index]];
        }
    }

    /// <summary>As many whole vectors as there are; two permutations look up in a half of the table each, the highest bit chooses between them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static nint Permute(byte* from, byte* to, byte* results, nint count)
    {
        Vector512<byte> first = Vector512.Load(results), second = Vector512.Load(results + 64), third = Vector512.Load(results + 128), fourth = Vector512.Load(results + 192);
        nint index = 0;
        for (; index <= count - Vector512<byte>.Count; index += Vector512<byte>.Count)
        {
            var x = Vector512.Load(from + index);
            var low = Avx512Vbmi.PermuteVar64x8x2(first, x, second);
            var high = Avx512Vbmi.PermuteVar64x8x2(third, x, fourth);
            Vector512.ConditionalSelect(Vector512.LessThan(x.AsSByte(), Vector512<sbyte>.Zero).AsByte(), high, low).Store(to + index);
        }
        return index;
    }
}

/// <summary>A function of 8-bit numbers with 8-bit results.</summary>
internal sealed class ByteTableLoop(MicroKernelSet kernels, byte[] table) : ElementLoop
{
    public override void Run(RuntimeTensor input, RuntimeTensor output, int start, int count) =>
        ByteTable.Map(kernels, input.Bytes.Slice(start, count), output.Write<byte>().Slice(start, count), table);
}
