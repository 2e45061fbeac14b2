using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>The innermost loops, in which a model spends its time, once for each instruction set. Sets change speed, never integers, and floats only by the order of sums and
/// the last two bits of functions such as e^x (<see cref="Vectors.IFloatFunction"/>).
/// A kernel asks <see cref="HasProducts"/> and falls back on its own plain loops where a set has none.</summary>
public abstract class MicroKernelSet
{
    /// <summary>Sums that one call of a product makes at most: rows × columns.</summary>
    public const int MaxTile = 256;

    /// <summary>As users name it: <c>reference</c>, <c>portable</c>, <c>neon</c>, <c>avx2</c>, <c>avx512</c>, <c>avxvnni</c>.</summary>
    public abstract string Name { get; }
    /// <summary>False for the set in which every kernel runs its plain loops.</summary>
    public abstract bool HasProducts { get; }
    /// <summary>Columns of a packed block: two vectors. The last block has one vector where that is enough.</summary>
    public abstract int Columns { get; }
    /// <summary>Whether <see cref="MultiplyBytes"/> is there: weights of 8 bits, four to a step.</summary>
    public virtual bool HasUInt8 => false;
    /// <summary>Columns of a packed block of bytes.</summary>
    public virtual int UInt8Columns => 0;
    /// <summary>What is added to int8 activations for <see cref="MultiplyBytes"/>: 128 where it takes uint8, 0 where it takes int8.</summary>
    internal virtual int Int8Offset => 128;
    /// <summary>The same for activations of either sign: 128, 0 or −128. Where it is not 0, their highest bit is flipped.</summary>
    internal int OffsetOf(bool isSigned) => isSigned ? Int8Offset : Int8Offset - 128;

    /// <summary>Rows that a product takes at most, with one or two vectors of columns.</summary>
    internal virtual int SingleRows(int vectors) => 1;

    /// <summary>C = A × B + bias in float32; B has one element a column and step.</summary>
    internal abstract void MultiplySingle(in ProductTile<float, float, float> tile, int rows);

    /// <summary>Bits of the vectors for element-wise loops; 0 where kernels run their plain ones, as on a processor that cannot multiply and add in one step.</summary>
    public virtual int VectorBits => 0;

    /// <summary>Channels that requantization takes at once; 1 for one after the other.</summary>
    public virtual int RequantizedLanes => 1;

    /// <summary>A band in int32 from int16; B has two elements a column and step, of depths 2k and 2k + 1, in blocks of <see cref="Columns"/>.</summary>
    internal virtual void MultiplyWords(in IntegerBand<short, short> band, int rows) => throw NoProducts();

    /// <summary>One row times four neighbouring full blocks; the sums stand side by side.</summary>
    internal virtual void MultiplyWordsRow(in IntegerBand<short, short> band, nint blockLength) => throw NoProducts();

    /// <summary>A band in int32 from bytes (<see cref="Int8Offset"/>) × int8; B has four elements a column and step, in blocks of <see cref="UInt8Columns"/>.</summary>
    internal virtual void MultiplyBytes(in IntegerBand<byte, sbyte> band, int rows) => throw NoProducts();

    /// <summary>As <see cref="MultiplyWordsRow"/>.</summary>
    internal virtual void MultiplyBytesRow(in IntegerBand<byte, sbyte> band, nint blockLength) => throw NoProducts();

    private NotSupportedException NoProducts() => new($"the set {Name} has no such product");

    /// <summary>output[c] = clamp(bias[c] + Σ taps × weights) in float32, for all channels of a strip.</summary>
    internal virtual void DepthwiseSingle(in DepthwiseStrip strip) => throw new NotSupportedException($"the set {Name} has no products");

    /// <summary>Sums of a depthwise tile whose lanes are pairs of int16.</summary>
    internal virtual void DepthwiseWords(in DepthwiseTile tile) => throw new NotSupportedException($"the set {Name} has no products");

    /// <summary>Sums of a depthwise tile whose lanes are four bytes, inputs as <see cref="MultiplyBytes"/> takes them; where <see cref="HasUInt8"/>.</summary>
    internal virtual void DepthwiseBytes(in DepthwiseTile tile) => throw new NotSupportedException($"the set {Name} has no product of bytes");

    /// <summary>The names of all sets, slowest first.</summary>
    public static IReadOnlyList<string> Names => AllNames;
    private static readonly string[] AllNames = ["reference", "portable", "neon", "avx2", "avx512", "avxvnni"];

    /// <summary>Whether this processor has what a set needs.</summary>
    public static bool IsAvailable(string name) => name switch
    {
        "reference" => true,
        "portable" => Vector128.IsHardwareAccelerated,
        "neon" => AdvSimd.Arm64.IsSupported,
        "avx2" => Avx2.IsSupported && Fma.IsSupported,
        "avx512" => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported,
        "avxvnni" => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported && AvxVnni.IsSupported,
        _ => false,
    };

    /// <summary>A set by name; null or <c>fast</c> for the fastest of this processor.</summary>
    /// <exception cref="ArgumentException">There is no such set, or the processor lacks it.</exception>
    public static MicroKernelSet Choose(string? name)
    {
        for (var index = AllNames.Length - 1; name is null or "" or "fast"; index--)
            if (IsAvailable(AllNames[index])) name = AllNames[index];
        if (Array.IndexOf(AllNames, name) < 0) throw new ArgumentException($"there is no kernel set `{name}`; there are {string.Join(", ", Names)}");
        if (!IsAvailable(name)) throw new ArgumentException($"this processor cannot run the kernel set `{name}`; it can run {string.Join(", ", Names.Where(IsAvailable))}");
        return name switch
        {
            "portable" => new SimdKernels<Single128, Vector128<float>, WordDots128, Vector128<int>>(name),
            "neon" => new NeonKernels(name),
            "avx2" => new SimdKernels<Single256, Vector256<float>, WordDots256, Vector256<int>>(name),
            "avx512" => new SimdKernels<Single512, Vector512<float>, WordDots512, Vector512<int>>(name),
            "avxvnni" => new VnniKernels(name),
            _ => new ReferenceKernels(),
        };
    }
}
