using System.Runtime.Intrinsics;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>As the set for AVX-512, and bytes four at a time with AVX-VNNI.</summary>
internal sealed unsafe class VnniKernels : MicroKernelSet
{
    public override string Name => "avxvnni";
    public override bool HasProducts => true;
    public override int Columns => 2 * Single512.Lanes;
    public override bool HasUInt8 => true;
    public override int UInt8Columns => 2 * Bytes256.Lanes;

    internal override void MultiplySingle(in ProductTile<float, float, float> tile, int rows) => ProductTiles<Single512, Vector512<float>, float, float, float>.Run(tile, rows);
    internal override void MultiplyInt16(in ProductTile<short, short, int> tile, int rows) => ProductTiles<Int512Pairs, Vector512<int>, short, short, int>.Run(tile, rows);
    internal override void MultiplyUInt8(in ProductTile<byte, sbyte, int> tile, int rows) => ProductTiles<Bytes256, Vector256<int>, byte, sbyte, int>.Run(tile, rows);
}
