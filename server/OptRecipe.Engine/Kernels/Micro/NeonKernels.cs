using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Vectors of 128 bits on Arm64: float32, and bytes four at a time where the processor has dot products (Dp), by element. Bytes take int8 activations.</summary>
internal sealed class NeonKernels(string name) : SimdKernels<ElementSingle128, Vector128<float>, WordDots128, Vector128<int>>(name)
{
    public override bool HasUInt8 => Dp.IsSupported;
    public override int UInt8Columns => 2 * ByteDots128.Lanes;
    internal override int Int8Offset => 0;

    internal override void MultiplyBytes(in IntegerBand<byte, sbyte> band, int rows) => IntegerTiles<ElementByteDots128, Vector128<int>, byte, sbyte>.Run(band, rows);
    internal override void MultiplyBytesRow(in IntegerBand<byte, sbyte> band, nint blockLength) => IntegerTiles<ElementByteDots128, Vector128<int>, byte, sbyte>.Row(band, blockLength);
    internal override void DepthwiseBytes(in DepthwiseTile tile) => DepthwiseTiles<ByteDots128, Vector128<int>, byte, sbyte>.Run(tile);
}
