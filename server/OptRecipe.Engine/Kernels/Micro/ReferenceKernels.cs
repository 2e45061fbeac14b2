namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>No micro-kernels: every kernel runs its plain loops.</summary>
internal sealed class ReferenceKernels : MicroKernelSet
{
    public override string Name => "reference";
    public override bool HasProducts => false;
    public override int Columns => 1;
    internal override void MultiplySingle(in ProductTile<float, float, float> tile, int rows) => throw new NotSupportedException("the reference set has no products");
}
