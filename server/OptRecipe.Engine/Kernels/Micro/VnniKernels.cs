using System.Runtime.Intrinsics;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>As the set for AVX-512, and bytes four at a time with AVX-VNNI.</summary>
internal sealed class VnniKernels(string name) : SimdKernels<Single512, Vector512<float>, WordDots512, Vector512<int>>(name)
{
    public override bool HasUInt8 => true;
    public override int UInt8Columns => 2 * ByteDots256.Lanes;

    internal override void MultiplyBytes(in IntegerBand<byte, sbyte> band, int rows) => IntegerTiles<ByteDots256, Vector256<int>, byte, sbyte>.Run(band, rows);
    internal override void MultiplyBytesRow(in IntegerBand<byte, sbyte> band, nint blockLength) => IntegerTiles<ByteDots256, Vector256<int>, byte, sbyte>.Row(band, blockLength);
    internal override void DepthwiseBytes(in DepthwiseTile tile) => DepthwiseTiles<ByteDots256, Vector256<int>, byte, sbyte>.Run(tile);
}
