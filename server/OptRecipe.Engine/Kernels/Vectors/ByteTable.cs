using System.Numerics;
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
            if (Processor.HasAvx512Vbmi && kernels.VectorBits == 512 && input.Length >= Vector512<byte>.Count) index = Permute(from, to, results, input.Length);
            for (; index < input.Length; index++) to[index] = results[from[index]];
        }
    }

    /// <summary>A long row of a function of two 8-bit numbers of which one is always the same.</summary>
    /// <returns>False where computing the table would take longer than the row.</returns>
    public static bool TryRow<TElement, TFunction>(MicroKernelSet kernels, TElement* a, nint aStep, TElement* b, nint bStep, TElement* to, nint count, TFunction function)
        where TElement : unmanaged, IBinaryInteger<TElement> where TFunction : struct, IBinaryFunction<int, int, int>
    {
        if (sizeof(TElement) != 1 || count < 1024 || aStep == bStep) return false;
        var results = stackalloc byte[256];
        var repeated = int.CreateTruncating(aStep == 0 ? *a : *b);
        for (var index = 0; index < 256; index++)
        {
            var value = int.CreateTruncating(TElement.CreateTruncating(index));
            results[index] = (byte)(aStep == 0 ? function.Apply(repeated, value) : function.Apply(value, repeated));
        }
        Map(kernels, new((byte*)(aStep == 0 ? b : a), (int)count), new((byte*)to, (int)count), new(results, 256));
        return true;
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
