using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>MEAN: float32 sums in the order of memory, then divides; int32 and int64 divide a 64-bit sum towards zero; int8, uint8 and int16 rescale as <see cref="MeanForm"/> says.
/// Over nothing: NaN, of integers 0.</summary>
internal sealed class Mean : ReductionKernel
{
    private int _accumulatorSize;

    protected override int AccumulatorSize => _accumulatorSize;

    protected override void Check(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        _accumulatorSize = input.Type switch
        {
            TensorType.Float32 or TensorType.Int64 => 0,
            TensorType.Int32 => sizeof(long),
            TensorType.Int8 or TensorType.UInt8 or TensorType.Int16 => sizeof(int),
            _ => throw context.UnsupportedType(input),
        };
        if (IsQuantizable(input.Type)) CheckScales(context, input, output);
    }

    protected override void Compute(KernelContext context, ReductionPlan plan, RuntimeTensor input, RuntimeTensor output)
    {
        if (plan.FoldedCount == 0 || input.Count == 0)
        {
            if (input.Type == TensorType.Float32) output.Write<float>().Fill(float.NaN);
            else output.Write<byte>().Clear();
            return;
        }
        switch (input.Type)
        {
            case TensorType.Float32: ComputeSingle(context, plan, input.Read<float>(), output.Write<float>()); break;
            case TensorType.Int64: ComputeInteger(plan, input.Read<long>(), output.Write<long>(), output.Write<long>()); break;
            case TensorType.Int32: ComputeInteger(plan, input.Read<int>(), Accumulators<long>(context), output.Write<int>()); break;
            case TensorType.Int8: ComputeQuantized<sbyte>(context, plan, input, output); break;
            case TensorType.UInt8: ComputeQuantized<byte>(context, plan, input, output); break;
            case TensorType.Int16: ComputeQuantized<short>(context, plan, input, output); break;
        }
    }

    private static void ComputeSingle(KernelContext context, ReductionPlan plan, ReadOnlySpan<float> input, Span<float> output)
    {
        if (context.Kernels.HasProducts) plan.FoldBlocks(context.Workers, input, output, new VectorFold<float, VectorSum<float>>(startsWithFirst: false, flushes: false));
        else plan.Fold(input, output, default(WideSum<float, float>));
        for (var index = 0; index < output.Length; index++) output[index] /= plan.FoldedCount;
    }

    private static void ComputeInteger<T>(ReductionPlan plan, ReadOnlySpan<T> input, Span<long> sums, Span<T> output) where T : unmanaged, INumber<T>
    {
        plan.Fold(input, sums, default(WideSum<T, long>));
        for (var index = 0; index < output.Length; index++) output[index] = T.CreateTruncating(sums[index] / plan.FoldedCount);
    }

    private void ComputeQuantized<T>(KernelContext context, ReductionPlan plan, RuntimeTensor input, RuntimeTensor output) where T : unmanaged, INumber<T>
    {
        var sums = Accumulators<int>(context);
        AddUp(context, plan, input.Read<T>(), sums);
        var finish = new QuantizedMean(Form(context, plan, input, output), plan.FoldedCount, input, output);
        var results = output.Write<T>();
        if (context.Kernels.HasProducts && finish.HasVectors)
        {
            SumFinishing.Run(sums[..results.Length], results, finish);
            return;
        }
        for (var index = 0; index < results.Length; index++) results[index] = T.CreateSaturating(finish.Real(sums[index]));
    }

    private static MeanForm Form(KernelContext context, ReductionPlan plan, RuntimeTensor input, RuntimeTensor output)
    {
        return MeanFormTable.Of(context.Runtime, input.Type, plan.OutputShape is [_, 1, 1, _] && input.Rank == 4 && IsSpatialPair(context.Input(1)), HaveSameQuantization(input, output));
    }

    /// <summary>Whether the file says 1 and 2; the same dimensions counted from the back do not count.</summary>
    private static bool IsSpatialPair(RuntimeTensor axes) => axes.Count == 2 && (IntegerOperand.At(axes, 0), IntegerOperand.At(axes, 1)) is (1, 2) or (2, 1);
}
