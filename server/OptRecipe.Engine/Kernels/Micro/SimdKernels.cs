namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Products in vectors of one width: float32, and int16 pairs.</summary>
internal sealed class SimdKernels<TSingle, TSingleVector, TPairs, TPairsVector>(string name) : MicroKernelSet
    where TSingle : struct, ISimd<TSingleVector, float, float, float> where TSingleVector : struct
    where TPairs : struct, ISimd<TPairsVector, short, short, int> where TPairsVector : struct
{
    public override string Name => name;
    public override bool HasProducts => true;
    public override int Columns => 2 * TSingle.Lanes;

    internal override void MultiplySingle(in ProductTile<float, float, float> tile, int rows) => ProductTiles<TSingle, TSingleVector, float, float, float>.Run(tile, rows);
    internal override void MultiplyInt16(in ProductTile<short, short, int> tile, int rows) => ProductTiles<TPairs, TPairsVector, short, short, int>.Run(tile, rows);
}
