using System.Runtime.CompilerServices;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>8-bit weights packed for a set, in the order of <see cref="WeightPacking"/>: as bytes four to a step, weights minus their zero point as int8 as far as it goes, where the
/// set multiplies bytes; else as int16 two to a step with the zero point subtracted.</summary>
internal sealed class PackedWeights8
{
    public sbyte[] Bytes { get; private init; } = [];
    public short[] Words { get; private init; } = [];
    /// <summary>Sum of a channel's weights, zero points subtracted; for bytes only.</summary>
    public int[] Sums { get; private init; } = [];
    public bool IsBytes { get; private init; }
    /// <summary>What a packed byte lacks: weight minus zero point is byte plus this.</summary>
    public int Rest { get; private init; }
    /// <summary>Columns of a block.</summary>
    public int Columns { get; private init; }

    /// <summary>Packs int8 weights, which have no zero point, standing as [channels][height][width][input channels].</summary>
    public static PackedWeights8 Of(MicroKernelSet set, ConvolutionGeometry geometry, ReadOnlySpan<sbyte> weights) =>
        Of(set, geometry, System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights), 0, isSigned: true);

    /// <summary>Packs uint8 weights.</summary>
    public static PackedWeights8 Of(MicroKernelSet set, ConvolutionGeometry geometry, ReadOnlySpan<byte> weights, int zeroPoint) => Of(set, geometry, weights, zeroPoint, isSigned: false);

    private static PackedWeights8 Of(MicroKernelSet set, ConvolutionGeometry geometry, ReadOnlySpan<byte> weights, int zeroPoint, bool isSigned)
    {
        var layout = new Layout(geometry, set.HasUInt8 ? set.UInt8Columns : set.Columns, set.HasUInt8 ? 4 : 2);
        if (!set.HasUInt8) return new() { Columns = layout.Columns, Words = PackWords(layout, weights, isSigned, zeroPoint) };
        var (rest, sums) = (isSigned ? 0 : 128 - zeroPoint, new int[geometry.OutputChannels]);
        return new() { IsBytes = true, Columns = layout.Columns, Rest = rest, Sums = sums, Bytes = PackBytes(layout, weights, isSigned ? 0u : 0x80808080, sums, rest) };
    }

    private static unsafe sbyte[] PackBytes(Layout layout, ReadOnlySpan<byte> weights, uint flip, int[] sums, int rest)
    {
        var packed = new sbyte[layout.Length];
        var (whole, depth) = (layout.Depth / 4, layout.Depth);
        fixed (sbyte* start = packed)
        fixed (byte* source = weights)
        {
            var from = source;
            for (var column = 0; column < layout.Channels; column++)
            {
                var to = (byte*)start + layout.Start(column);
                var (next, sum) = (layout.Pitch(column), 0);
                for (var segment = 0; segment < layout.Segments; segment++)
                {
                    sum += 128 * (flip == 0 ? 0 : -depth);
                    for (var step = 0; step < whole; step++, from += 4, to += next)
                    {
                        var four = Unsafe.ReadUnaligned<uint>(from);
                        Unsafe.WriteUnaligned(to, four ^ flip);
                        sum += flip == 0 ? (sbyte)four + (sbyte)(four >> 8) + (sbyte)(four >> 16) + (sbyte)(four >> 24) : (byte)four + (byte)(four >> 8) + (byte)(four >> 16) + (byte)(four >> 24);
                    }
                    if (depth % 4 == 0) continue;
                    for (var index = 0; index < depth % 4; index++)
                    {
                        sum += flip == 0 ? (sbyte)*from : *from;
                        to[index] = (byte)(*from++ ^ flip);
                    }
                    to += next;
                }
                sums[column] = sum + rest * layout.Segments * depth;
            }
        }
        return packed;
    }

    private static unsafe short[] PackWords(Layout layout, ReadOnlySpan<byte> weights, bool isSigned, int zeroPoint)
    {
        var packed = new short[layout.Length];
        var whole = layout.Depth / 2;
        fixed (short* start = packed)
        fixed (byte* source = weights)
        {
            var from = source;
            for (var column = 0; column < layout.Channels; column++)
            {
                var to = start + layout.Start(column);
                var next = layout.Pitch(column);
                for (var segment = 0; segment < layout.Segments; segment++)
                {
                    for (var step = 0; step < whole; step++, from += 2, to += next)
                    {
                        to[0] = (short)((isSigned ? (sbyte)from[0] : from[0]) - zeroPoint);
                        to[1] = (short)((isSigned ? (sbyte)from[1] : from[1]) - zeroPoint);
                    }
                    if (layout.Depth % 2 == 0) continue;
                    to[0] = (short)((isSigned ? (sbyte)*from : *from) - zeroPoint);
                    from++;
                    to += next;
                }
            }
        }
        return packed;
    }

    /// <summary>Where the weights of a column stand.</summary>
    private readonly struct Layout(ConvolutionGeometry geometry, int columns, int step)
    {
        private readonly int _block = WeightPacking.BlockLength(columns, geometry.OuterCount * geometry.InnerCount, geometry.Depth, step);
        private readonly int _group = WeightPacking.GroupLength(geometry, columns, step), _outputs = geometry.GroupOutputs;
        public int Columns => columns;
        public int Depth { get; } = geometry.Depth;
        public int Segments { get; } = geometry.OuterCount * geometry.InnerCount;
        public int Channels { get; } = geometry.OutputChannels;
        public int Length { get; } = WeightPacking.Length(geometry, columns, step);
        public nint Start(int channel)
        {
            var (group, column) = Math.DivRem(channel, _outputs);
            return (nint)group * _group + (nint)(column / columns) * _block + column % columns * step;
        }
        /// <summary>Elements from a step to the next.</summary>
        public nint Pitch(int channel) => columns / 2 * WeightPacking.Vectors(_outputs, channel % _outputs / columns, columns) * step;
    }
}
