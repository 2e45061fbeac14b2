using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>From a sum of stored numbers to the stored mean.</summary>
internal readonly struct QuantizedMean : ISumFinish
{
    private readonly MeanForm _form;
    private readonly FixedPointFactor _factor;
    private readonly int _count, _offset, _zeroPoint, _min, _max;
    private readonly float _scale, _bias;

    public QuantizedMean(MeanForm form, int count, RuntimeTensor input, RuntimeTensor output)
    {
        (_form, _count, _zeroPoint, _scale) = (form, count, output.ZeroPoint, input.Scale / output.Scale);
        (_min, _max) = ActivationRange.TypeRange(output.Type);
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

    /// <summary>Whether vectors give the same numbers: 8 bits, and quotients of float32 that are exact.</summary>
    public bool HasVectors
    {
        get
        {
            const int Most = 1 << 15;
            const double MostScaled = 1 << 23;
            if (!Avx2.IsSupported || _max > byte.MaxValue || _count > Most || Math.Abs((long)_zeroPoint) > Most || Math.Abs((long)_offset) > (long)Most * byte.MaxValue) return false;
            return _form != MeanForm.Single && (_form != MeanForm.DividedAfterScaling || 2.0 * byte.MaxValue * _count * _scale < MostScaled);
        }
    }

    public int Of(int sum) => (int)Math.Clamp(Real(sum), _min, _max);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Of(Vector256<int> sums)
    {
        var values = _form switch
        {
            MeanForm.FoldedMultiplier => _factor.ApplyTwice(sums - Vector256.Create(_offset)),
            MeanForm.BiasedMultiplier => _factor.ApplyTwice(sums),
            MeanForm.DividedAfterScaling => SumFinishing.RoundedQuotient(_factor.ApplyTwice(sums - Vector256.Create(_offset)), _count),
            _ => SumFinishing.Quotient(sums, _count),
        };
        var zeroPoint = _form == MeanForm.TruncatedQuotient ? 0 : _zeroPoint;
        return Vector256.Min(Vector256.Max(values, Vector256.Create(_min - zeroPoint)), Vector256.Create(_max - zeroPoint)) + Vector256.Create(zeroPoint);
    }

    /// <summary>The mean before it is cut to the type.</summary>
    public double Real(int sum) => _form switch
    {
        MeanForm.FoldedMultiplier => _factor.Apply(sum - _offset, Rounding.Double) + (double)_zeroPoint,
        MeanForm.BiasedMultiplier => _factor.Apply(sum, Rounding.Double) + (double)_zeroPoint,
        MeanForm.DividedAfterScaling => Divide(_factor.Apply(sum - _offset, Rounding.Double)) + (double)_zeroPoint,
        MeanForm.TruncatedQuotient => sum / _count,
        _ => MathF.Round((float)sum / _count * _scale + _bias, MidpointRounding.AwayFromZero) + _zeroPoint,
    };

    private int Divide(int value) => (value > 0 ? value + _count / 2 : value - _count / 2) / _count;
}
