namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>8-bit weights packed for a set: as bytes with the sum of each channel, where the set multiplies bytes and the weights have no zero point, else as int16 with the
/// zero point subtracted.</summary>
internal sealed class PackedWeights8
{
    public sbyte[] Bytes { get; private init; } = [];
    public short[] Words { get; private init; } = [];
    /// <summary>Sum of a channel's weights; for bytes only.</summary>
    public int[] Sums { get; private init; } = [];
    public bool IsBytes { get; private init; }
    /// <summary>Columns of a block.</summary>
    public int Columns { get; private init; }

    /// <summary>Packs int8 weights, which have no zero point, standing as [channels][height][width][input channels].</summary>
    public static PackedWeights8 Of(MicroKernelSet set, ConvolutionGeometry geometry, ReadOnlySpan<sbyte> weights)
    {
        if (!set.HasUInt8) return new() { Columns = set.Columns, Words = Pack<sbyte, short>(geometry, weights, set.Columns, 2, static (weight, _) => weight) };
        var sums = new int[geometry.OutputChannels];
        var perChannel = weights.Length / Math.Max(1, sums.Length);
        for (var index = 0; index < weights.Length; index++) sums[index / perChannel] += weights[index];
        return new() { IsBytes = true, Columns = set.UInt8Columns, Sums = sums, Bytes = Pack<sbyte, sbyte>(geometry, weights, set.UInt8Columns, 4, static (weight, _) => weight) };
    }

    /// <summary>Packs uint8 weights.</summary>
    public static PackedWeights8 Of(MicroKernelSet set, ConvolutionGeometry geometry, ReadOnlySpan<byte> weights, int zeroPoint) =>
        new() { Columns = set.Columns, Words = Pack<byte, short>(geometry, weights, set.Columns, 2, (weight, _) => (short)(weight - zeroPoint)) };

    private static TB[] Pack<TW, TB>(ConvolutionGeometry geometry, ReadOnlySpan<TW> weights, int columns, int step, Func<TW, int, TB> convert) where TB : unmanaged =>
        WeightPacking.Pack(weights, geometry.OutputChannels, geometry.OuterCount * geometry.InnerCount, geometry.Depth, columns, step, convert);
}
