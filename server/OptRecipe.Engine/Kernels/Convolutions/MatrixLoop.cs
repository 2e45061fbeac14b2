namespace OptRecipe.Engine.Kernels;

/// <summary>Reference loop of FULLY_CONNECTED and BATCH_MATMUL: output [rows, units] = input [rows, depth] × weights [units, depth] transposed.</summary>
internal readonly struct MatrixLoop(int depth, int units) : IProductLoop
{
    public void Run<TInput, TWeight, TSum, TOutput, TProduct, TStage>(ReadOnlySpan<TInput> input, ReadOnlySpan<TWeight> weights, Span<TOutput> output, TProduct product, TStage stage)
        where TInput : unmanaged
        where TWeight : unmanaged
        where TSum : unmanaged
        where TOutput : unmanaged
        where TProduct : struct, IProduct<TInput, TWeight, TSum>
        where TStage : struct, IOutputStage<TSum, TOutput>, allows ref struct
    {
        var rows = units == 0 ? 0 : output.Length / units;
        for (var row = 0; row < rows; row++)
        {
            var source = input.Slice(row * depth, depth);
            var target = output.Slice(row * units, units);
            for (var unit = 0; unit < units; unit++) target[unit] = stage.Finish(product.Add(default, source, weights.Slice(unit * depth, depth)), unit);
        }
    }
}
