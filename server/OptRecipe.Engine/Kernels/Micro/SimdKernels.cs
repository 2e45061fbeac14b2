using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Products in vectors of one width: float32, and int16 pairs.</summary>
internal unsafe class SimdKernels<TSingle, TSingleVector, TWordDots, TWordVector>(string name) : MicroKernelSet
    where TSingle : struct, ISimd<TSingleVector, float, float, float> where TSingleVector : struct
    where TWordDots : struct, IIntegerSimd<TWordVector, short, short> where TWordVector : struct
{
    public override string Name => name;
    public override bool HasProducts => true;
    public override int Columns => 2 * TSingle.Lanes;
    public override int VectorBits => Fma.IsSupported || AdvSimd.IsSupported ? 32 * TSingle.Lanes : 0;
    public override int RequantizedLanes => TWordDots.Lanes;

    internal override int SingleRows(int vectors) => ProductTiles<TSingle, TSingleVector, float, float, float>.MaxRows(vectors);
    internal override void MultiplySingle(in ProductTile<float, float, float> tile, int rows) => ProductTiles<TSingle, TSingleVector, float, float, float>.Run(tile, rows);
    internal override void MultiplyWords(in IntegerBand<short, short> band, int rows) => IntegerTiles<TWordDots, TWordVector, short, short>.Run(band, rows);
    internal override void MultiplyWordsRow(in IntegerBand<short, short> band, nint blockLength) => IntegerTiles<TWordDots, TWordVector, short, short>.Row(band, blockLength);

    internal override void DepthwiseSingle(in DepthwiseStrip strip)
    {
        if (TSingle.Lanes > Single128.Lanes && strip.Channels >= TSingle.Lanes) DepthwiseStrips<TSingle, TSingleVector>.Run(strip);
        else if (TSingle.Lanes > Single256.Lanes && strip.Channels >= Single256.Lanes) DepthwiseStrips<Single256, Vector256<float>>.Run(strip);
        else if (strip.Channels >= Single128.Lanes) DepthwiseStrips<Single128, Vector128<float>>.Run(strip);
        else DepthwiseStrips<SingleLane, float>.Run(strip);
    }

    internal override void DepthwiseWords(in DepthwiseTile tile) => DepthwiseTiles<TWordDots, TWordVector, short, short>.Run(tile);
}
