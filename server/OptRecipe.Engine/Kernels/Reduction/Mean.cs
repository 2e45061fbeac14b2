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
            case TensorType.Float32: ComputeSingle(plan, input.Read<float>(), output.Write<float>()); break;
            case TensorType.Int64: ComputeInteger(plan, input.Read<long>(), output.Write<long>(), output.Write<long>()); break;
            case TensorType.Int32: ComputeInteger(plan, input.Read<int>(), Accumulators<long>(context), output.Write<int>()); break;
            case TensorType.Int8: ComputeQuantized<sbyte>(context, plan, input, output); break;
            case TensorType.UInt8: ComputeQuantized<byte>(context, plan, input, output); break;
            case TensorType.Int16: ComputeQuantized<short>(context, plan, input, output); break;
        }
    }

    private static void ComputeSingle(ReductionPlan plan, ReadOnlySpan<float> input, Span<float> output)
    {
        plan.Fold(input, output, default(WideSum<float, float>));
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
        plan.Fold(input.Read<T>(), sums, default(WideSum<T, int>));
        var finish = new QuantizedMean(Form(context, plan, input, output), plan.FoldedCount, input, output);
        var results = output.Write<T>();
        for (var index = 0; index < results.Length; index++) results[index] = T.CreateSaturating(finish.Of(sums[index]));
    }

    private static MeanForm Form(KernelContext context, ReductionPlan plan, RuntimeTensor input, RuntimeTensor output)
    {
        var isSpatial = input.Rank == 4 && context.Input(1).Count == 2 && plan.OutputShape is [_, 1, 1, _] && IsSpatialPair(context.Input(1));
        return MeanFormTable.Of(context.Runtime, input.Type, isSpatial, HaveSameQuantization(input, output));
    }

    private static bool IsSpatialPair(RuntimeTensor axes)
    {
        var (first, second) = (IntegerOperand.At(axes, 0), IntegerOperand.At(axes, 1));
        return (first, second) is (1, 2) or (2, 1);
    }
}

/// <summary>From a sum of stored numbers to the stored mean.</summary>
internal readonly struct QuantizedMean
{
    private readonly MeanForm _form;
    private readonly FixedPointFactor _factor;
    private readonly int _count, _offset, _zeroPoint;
    private readonly float _scale, _bias;

    public QuantizedMean(MeanForm form, int count, RuntimeTensor input, RuntimeTensor output)
    {
        (_form, _count, _zeroPoint, _scale) = (form, count, output.ZeroPoint, input.Scale / output.Scale);
        _offset = unchecked(input.ZeroPoint * count);
        _bias = -input.ZeroPoint * _scale;
        _factor = FixedPointFactor.Of((double)input.Scale / output.Scale);
        if (form == MeanForm.FoldedMultiplier)
        {
            var shift = Math.Min(Math.Min(BitOperations.Log2((uint)count), 32), 31 + _factor.Shift);
            _factor = new((int)(((long)_factor.Multiplier << shift) / count), _factor.Shift - shift);
        }
        else if (form == MeanForm.BiasedMultiplier)
        {
            _factor = FixedPointFactor.Of(input.Scale / (count * output.Scale));
            _zeroPoint -= (int)MathF.Truncate(input.ZeroPoint * input.Scale / output.Scale + (input.ZeroPoint > 0 ? 0.5f : -0.5f));
        }
    }

    public double Of(int sum) => _form switch
    {
        MeanForm.FoldedMultiplier => _factor.Apply(sum - _offset, Rounding.Double) + (double)_zeroPoint,
        MeanForm.BiasedMultiplier => _factor.Apply(sum, Rounding.Double) + (double)_zeroPoint,
        MeanForm.DividedAfterScaling => Divide(_factor.Apply(sum - _offset, Rounding.Double)) + (double)_zeroPoint,
        MeanForm.TruncatedQuotient => sum / _count,
        _ => MathF.Round((float)sum / _count * _scale + _bias, MidpointRounding.AwayFromZero) + _zeroPoint,
    };

    private int Divide(int value) => (value > 0 ? value + _count / 2 : value - _count / 2) / _count;
}
