namespace OptRecipe.Engine.Kernels;

/// <summary>The walk of an operator over its input, weights and output; which types, products and output stage it runs with is the caller's choice. The input holds one or
/// several items of the batch, the output as many.</summary>
internal interface IProductLoop
{
    void Run<TInput, TWeight, TSum, TOutput, TProduct, TStage>(ReadOnlySpan<TInput> input, ReadOnlySpan<TWeight> weights, Span<TOutput> output, TProduct product, TStage stage)
        where TInput : unmanaged
        where TWeight : unmanaged
        where TSum : unmanaged
        where TOutput : unmanaged
        where TProduct : struct, IProduct<TInput, TWeight, TSum>
        where TStage : struct, IOutputStage<TSum, TOutput>, allows ref struct;
}
