using System.Numerics;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SUM. Plain numbers are added in their type. Quantized, with S the sum of n stored numbers: S × M − z × M × n in float32 (M = input scale / output scale), halves away from
/// zero, + output zero point, saturated. TensorFlow Lite Micro multiplies S − n × z in fixed point, rounded twice. TensorFlow Lite 2.9 adds stored numbers in their own type where
/// both sides are quantized alike and in int16, and wraps instead of saturating.</summary>
internal sealed class Sum : ReductionKernel
{
    private bool _rescales;

    protected override int AccumulatorSize => _rescales ? sizeof(int) : 0;

    protected override void Check(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        if (!PlainFold.Takes(input.Type)) throw context.UnsupportedType(input);
        var isQuantized = IsQuantizable(input.Type) && !(input.Quantization.IsNone && output.Quantization.IsNone);
        if (isQuantized) CheckScales(context, input, output);
        _rescales = isQuantized && (context.Runtime != PlayedRuntime.TFLite29 || input.Type != TensorType.Int16 && !HaveSameQuantization(input, output));
    }

    protected override void Compute(KernelContext context, ReductionPlan plan, RuntimeTensor input, RuntimeTensor output)
    {
        if (!_rescales) PlainFold.Run(context, ReduceFunction.Sum, plan, input, output);
        else if (input.Type == TensorType.Int8) Compute<sbyte>(context, plan, input, output);
        else if (input.Type == TensorType.UInt8) Compute<byte>(context, plan, input, output);
        else Compute<short>(context, plan, input, output);
    }

    private void Compute<T>(KernelContext context, ReductionPlan plan, RuntimeTensor input, RuntimeTensor output) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        if (input.Count == 0)
        {
            output.Write<byte>().Clear();
            return;
        }
        var sums = Accumulators<int>(context);
        AddUp(context, plan, input.Read<T>(), sums);
        var results = output.Write<T>();
        if (context.Runtime == PlayedRuntime.TFLiteMicro) FinishInFixedPoint(sums, results, plan.FoldedCount, input, output);
        else FinishInSingle(sums, results, plan.FoldedCount, input, output, wraps: context.Runtime == PlayedRuntime.TFLite29);
    }

    private static void FinishInFixedPoint<T>(ReadOnlySpan<int> sums, Span<T> results, int count, RuntimeTensor input, RuntimeTensor output) where T : unmanaged, INumber<T>
    {
        var factor = FixedPointFactor.Of((double)input.Scale / output.Scale);
        var offset = unchecked(input.ZeroPoint * count);
        for (var index = 0; index < results.Length; index++)
            results[index] = T.CreateSaturating((long)factor.Apply(sums[index] - offset, Rounding.Double) + output.ZeroPoint);
    }

    private static void FinishInSingle<T>(ReadOnlySpan<int> sums, Span<T> results, int count, RuntimeTensor input, RuntimeTensor output, bool wraps)
        where T : unmanaged, INumber<T>
    {
        var scale = input.Scale / output.Scale;
        var bias = -input.ZeroPoint * scale * count;
        for (var index = 0; index < results.Length; index++)
        {
            var value = (long)MathF.Round(sums[index] * scale + bias, MidpointRounding.AwayFromZero) + output.ZeroPoint;
            results[index] = wraps ? T.CreateTruncating(value) : T.CreateSaturating(value);
        }
    }
}
