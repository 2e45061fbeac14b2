using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>The innermost loops, in which a model spends its time, once for each instruction set. Sets change speed, never integers, and floats only by the order of sums.
/// A kernel asks <see cref="HasProducts"/> and falls back on its own plain loops where a set has none.</summary>
public abstract class MicroKernelSet
{
    /// <summary>Rows that one call takes at most.</summary>
    public const int MaxRows = 6;

    /// <summary>As users name it: <c>reference</c>, <c>portable</c>, <c>avx2</c>, <c>avx512</c>, <c>avxvnni</c>.</summary>
    public abstract string Name { get; }
    /// <summary>False for the set in which every kernel runs its plain loops.</summary>
    public abstract bool HasProducts { get; }
    /// <summary>Columns of a packed block.</summary>
    public abstract int Columns { get; }
    /// <summary>Whether <see cref="MultiplyUInt8"/> is there: weights of 8 bits, four to a step.</summary>
    public virtual bool HasUInt8 => false;
    /// <summary>Columns of a packed block of bytes.</summary>
    public virtual int UInt8Columns => 0;

    /// <summary>C = A × B + bias in float32; B has one element a column and step.</summary>
    internal abstract void MultiplySingle(in ProductTile<float, float, float> tile, int rows);

    /// <summary>C = A × B + bias in int32 from int16; B has two elements a column and step, of depths 2k and 2k + 1; the depth is rounded up to even, and A may be read that far.</summary>
    internal abstract void MultiplyInt16(in ProductTile<short, short, int> tile, int rows);

    /// <summary>C = A × B + bias in int32 from uint8 × int8; B has four elements a column and step; the depth is rounded up to a multiple of four, and A may be read that far.</summary>
    internal virtual void MultiplyUInt8(in ProductTile<byte, sbyte, int> tile, int rows) => throw new NotSupportedException($"the set {Name} has no product of bytes");

    /// <summary>Bits of the vectors for element-wise loops; 0 where kernels run their plain ones, as on a processor that cannot multiply and add in one step.</summary>
    public virtual int VectorBits => 0;

    /// <summary>Channels that one call of <see cref="Depthwise8"/> takes; a multiple of eight.</summary>
    public virtual int DepthwiseLanes => 0;

    /// <summary>output[c] = clamp(bias[c] + Σ taps[t][c] × weights[t × channels + c]) in float32, for all channels.</summary>
    internal virtual unsafe void DepthwiseSingle(float** taps, int tapCount, float* weights, float* bias, float* output, int channels, float low, float high) =>
        throw new NotSupportedException($"the set {Name} has no products");

    /// <summary>sums[c] = bias[c] + Σ (taps[t][channel + c] − zero point) × weight, for <see cref="DepthwiseLanes"/> channels; weights as <see cref="Micro.Depthwise8.Pack"/> leaves them.</summary>
    internal virtual unsafe void Depthwise8(byte** taps, int pairs, nint channel, short* weights, int* bias, int* sums, short zeroPoint, bool isSigned) =>
        throw new NotSupportedException($"the set {Name} has no products");

    /// <summary>The names of all sets, slowest first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["reference", "portable", "avx2", "avx512", "avxvnni"];

    /// <summary>Whether this processor has what a set needs.</summary>
    public static bool IsAvailable(string name) => name switch
    {
        "reference" => true,
        "portable" => Vector128.IsHardwareAccelerated,
        "avx2" => Avx2.IsSupported && Fma.IsSupported,
        "avx512" => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported,
        "avxvnni" => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported && AvxVnni.IsSupported,
        _ => false,
    };

    /// <summary>A set by name; null or <c>fast</c> for the fastest of this processor.</summary>
    /// <exception cref="ArgumentException">There is no such set, or the processor lacks it.</exception>
    public static MicroKernelSet Choose(string? name)
    {
        if (name is null or "" or "fast") name = Names.Last(IsAvailable);
        if (!Names.Contains(name)) throw new ArgumentException($"there is no kernel set `{name}`; there are {string.Join(", ", Names)}");
        if (!IsAvailable(name)) throw new ArgumentException($"this processor cannot run the kernel set `{name}`; it can run {string.Join(", ", Names.Where(IsAvailable))}");
        return name switch
        {
            "portable" => new SimdKernels<Single128, Vector128<float>, Int128Pairs, Vector128<int>, Depthwise128>(name),
            "avx2" => new SimdKernels<Single256, Vector256<float>, Int256Pairs, Vector256<int>, Depthwise256>(name),
            "avx512" => new SimdKernels<Single512, Vector512<float>, Int512Pairs, Vector512<int>, Depthwise512>(name),
            "avxvnni" => new VnniKernels(name),
            _ => new ReferenceKernels(),
        };
    }
}
