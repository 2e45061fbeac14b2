using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>What the reductions share: input 1 holds the axes (int32 or int64, any number, negative ones from the back), the option keep_dims leaves folded dimensions as ones, the
/// output has the input's type.</summary>
internal abstract class ReductionKernel : Kernel
{
    // A result of up to this many elements over known values is computed while preparing, because shapes are made of it.
    private const int SmallResult = 8;
    private int _scratch;
    private bool _isDone;

    private ReductionPlan? _plan;

    /// <summary>Checks types and quantization and makes what depends on them.</summary>
    protected abstract void Check(KernelContext context, RuntimeTensor input, RuntimeTensor output);

    /// <summary>Bytes of an accumulator beside the output; 0 where results are gathered in the output itself.</summary>
    protected abstract int AccumulatorSize { get; }

    protected abstract void Compute(KernelContext context, ReductionPlan plan, RuntimeTensor input, RuntimeTensor output);

    public override void Prepare(KernelContext context)
    {
        var (input, axes, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (output.Type != input.Type) throw context.Refusal($"the output is {output.Type.Name()}, expected the input's {input.Type.Name()}");
        IntegerOperand.Check(context, axes, "the axis", TensorType.Int32, TensorType.Int64);
        Check(context, input, output);
        (_plan, _isDone) = (null, false);
        if (!axes.IsKnown)
        {
            context.MakeDynamic(output);
            return;
        }
        _plan = MakePlan(context);
        context.Resize(output, _plan.OutputShape);
        if (AccumulatorSize > 0) _scratch = context.RequestScratch((long)output.Count * AccumulatorSize);
        else if (input.IsKnown && output.Count <= SmallResult)
        {
            context.ComputeOnce(output);
            Compute(context, _plan, input, output);
            _isDone = true;
        }
    }

    public override void Run(KernelContext context)
    {
        if (_isDone) return;
        var plan = _plan ?? MakePlan(context);
        if (_plan is null) context.Resize(context.Output(0), plan.OutputShape);
        Compute(context, plan, context.Input(0), context.Output(0));
    }

    /// <summary>Sums of stored numbers.</summary>
    /// <param name="input">Not empty.</param>
    protected static void AddUp<T>(KernelContext context, ReductionPlan plan, ReadOnlySpan<T> input, Span<int> sums) where T : unmanaged, INumber<T>
    {
        if (context.Kernels.HasProducts && !input.IsEmpty) plan.FoldBlocks(context.Workers, input, sums, default(BlockSum<T>));
        else plan.Fold(input, sums, default(WideSum<T, int>));
    }

    /// <summary>Room for one accumulator per result.</summary>
    protected Span<T> Accumulators<T>(KernelContext context) where T : unmanaged
    {
        var output = context.Output(0);
        return output.Memory == TensorMemory.Dynamic ? new T[output.Count] : context.Scratch<T>(_scratch)[..output.Count];
    }

    protected static bool IsQuantizable(TensorType type) => type is TensorType.Int8 or TensorType.UInt8 or TensorType.Int16;

    /// <summary>Refuses a quantized tensor whose scale cannot be divided by.</summary>
    protected static void CheckScales(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        if (!(input.Scale > 0) || !(output.Scale > 0) || !float.IsFinite(input.Scale) || !float.IsFinite(output.Scale))
            throw context.Refusal($"the scales {input.Scale} of the input and {output.Scale} of the output are not both positive");
        if (input.Type == TensorType.Int16 && (input.ZeroPoint != 0 || output.ZeroPoint != 0))
            throw context.Refusal($"the zero points {input.ZeroPoint} and {output.ZeroPoint} of INT16 are not 0");
    }

    protected static bool HaveSameQuantization(RuntimeTensor input, RuntimeTensor output) => input.Scale == output.Scale && input.ZeroPoint == output.ZeroPoint;

    private static ReductionPlan MakePlan(KernelContext context) => ReductionPlan.Of(context, context.Input(0), context.Input(1), context.Bool("ReducerOptions", "keep_dims"));
}

/// <summary>Sums of numbers of 8 and 16 bits in int32, in vectors.</summary>
internal readonly struct BlockSum<T> : IBlockReducer<T, int> where T : unmanaged, INumber<T>
{
    public void Row(ReadOnlySpan<T> row, ref int result, bool isFirst) => result = (isFirst ? 0 : result) + ChannelSums.OfRow(row);

    public unsafe void Join(ReadOnlySpan<T> rows, Span<int> results, bool isFirst)
    {
        if (isFirst) results.Clear();
        fixed (T* first = rows) ChannelSums.Add(new ChannelRows<T>((nint)first, 1, 0, rows.Length / results.Length, results.Length), results);
    }
}

/// <summary>Sums in a wider type; those of integers wrap.</summary>
internal readonly struct WideSum<TIn, TOut> : IReducer<TIn, TOut> where TIn : INumber<TIn> where TOut : INumber<TOut>
{
    public TOut Empty => TOut.Zero;
    public TOut First(TIn x) => TOut.Zero + TOut.CreateTruncating(x);
    public TOut Next(TOut sum, TIn x) => sum + TOut.CreateTruncating(x);
}
