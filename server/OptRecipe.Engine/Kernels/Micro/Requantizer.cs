using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Accumulators to stored numbers of 8 bits, a factor for each channel: clamp(zero point + round(x × factor)). All three roundings are one sum and one shift in 64
/// bits, because nested floors collapse: with p = (x &lt;&lt; left) × M and e = −shift, ⌊(p + addend − correction) / 2^total⌋, where total = 31 + e and
/// <list type="bullet"><item>Single: addend 2^(30+e);</item><item>HalfUpTwice: addend 2^30 + 2^(30+e) for e > 0, else 2^30;</item>
/// <item>Double: the same, and for e > 0 a correction of 2^31 where x is negative, which makes halves go away from zero.</item></list>
/// The zero point, shifted by total, is part of the addend where it can be. Results are narrowed as int8; where no result is negative 128 less is computed and the highest bit flipped.</summary>
internal sealed unsafe class Requantizer
{
    // Beyond this shift a zero point would leave 64 bits.
    private const int MaxRight = 23;
    private enum Mode { Scalar, Real, Shifted, Merged }

    private readonly int _lanes, _zeroPoint, _min, _max;
    private readonly RequantizerGroup[] _groups;
    private readonly FixedPointFactor[] _factors = [];
    private readonly Rounding _rounding;
    private readonly NarrowBounds _bounds;
    private readonly bool _shiftsLeft;
    private readonly int _laterZeroPoint;
    private Mode _mode;

    /// <summary>Real factors instead: round(x × factor) in double, halves away from zero; what leaves 32 bits becomes the smallest number.</summary>
    /// <param name="lanes">Channels of a vector of the chosen set (<see cref="MicroKernelSet.RequantizedLanes"/>).</param>
    public Requantizer(int lanes, ReadOnlySpan<double> factors, int channels, int zeroPoint, int min, int max)
    {
        (_mode, _lanes, _zeroPoint, _min, _max) = (Mode.Real, lanes, zeroPoint, min, max);
        _groups = new RequantizerGroup[(channels + RequantizerGroup.Channels - 1) / RequantizerGroup.Channels];
        for (var channel = 0; channel < channels; channel++)
            _groups[channel / RequantizerGroup.Channels].Factors[channel % RequantizerGroup.Channels] = factors.Length == 1 ? factors[0] : factors[channel];
    }

    public Requantizer(int lanes, ReadOnlySpan<FixedPointFactor> factors, int channels, Rounding rounding, int zeroPoint, int min, int max)
    {
        // Halves of negative results do not matter where those are clamped, and halves up cost less.
        if (rounding == Rounding.Double && min >= zeroPoint) rounding = Rounding.HalfUpTwice;
        (_lanes, _rounding, _zeroPoint, _min, _max) = (lanes, rounding, zeroPoint, min, max);
        _factors = factors.ToArray();
        _groups = new RequantizerGroup[(channels + RequantizerGroup.Channels - 1) / RequantizerGroup.Channels];
        var offset = min >= 0 ? 128 : 0;
        _bounds = new(min - offset, max - offset, offset != 0);
        _mode = lanes > 1 && _bounds.AreStorable && zeroPoint is >= -128 and <= 255 ? Mode.Merged : Mode.Scalar;
        var isFar = false;
        foreach (var factor in factors) (_shiftsLeft, isFar) = (_shiftsLeft || factor.Shift > 0, isFar || factor.Shift < -MaxRight);
        for (var channel = 0; channel < _groups.Length * RequantizerGroup.Channels && _mode != Mode.Scalar; channel++)
            Set(channel, channel < channels ? Factor(channel) : default, isFar ? 0 : zeroPoint - offset);
        _laterZeroPoint = isFar || _mode == Mode.Shifted || lanes < 16 ? zeroPoint - offset : 0;
    }

    /// <summary>Rows of accumulators of channels from <paramref name="channel"/>, a multiple of the set's lanes, on; whole vectors of them may be read.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Run(int* accumulators, int channel, int count, byte* output, RequantizedRows rows)
    {
        if (_mode == Mode.Scalar || _lanes == 1)
        {
            RunScalar(accumulators, channel, count, output, rows);
            return;
        }
        fixed (RequantizerGroup* groups = &_groups[channel / RequantizerGroup.Channels])
        {
            var group = groups;
            var first = channel % RequantizerGroup.Channels;
            for (int done = 0, part; done < count; done += part, group++, first = 0)
            {
                part = Math.Min(RequantizerGroup.Channels - first, count - done);
                RunGroup(group, first, accumulators + done, part, output + done, rows);
            }
        }
    }

    public int One(int accumulator, int channel)
    {
        if (_mode != Mode.Real) return Math.Min(Math.Max(Factor(channel).Apply(accumulator, _rounding) + _zeroPoint, _min), _max);
        var real = Math.Round(accumulator * _groups[channel / RequantizerGroup.Channels].Factors[channel % RequantizerGroup.Channels], MidpointRounding.AwayFromZero);
        return Math.Min(Math.Max((real is >= int.MinValue and <= int.MaxValue ? (int)real : int.MinValue) + _zeroPoint, _min), _max);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunGroup(RequantizerGroup* group, int first, int* accumulators, int count, byte* output, RequantizedRows rows)
    {
        if (_mode == Mode.Real)
        {
            if (_lanes == 16) Requantize512.Real(group, accumulators, count, output, rows, _zeroPoint, _min, _max);
            else if (_lanes == 8) Requantize256.Real(group, first, accumulators, count, output, rows, _zeroPoint, _min, _max);
            else Requantize128.Real(group, first, accumulators, count, output, rows, _zeroPoint, _min, _max);
        }
        else if (_mode == Mode.Merged && _lanes == 16) Requantize512.Merged(group, accumulators, count, output, rows, _bounds, _laterZeroPoint, _rounding == Rounding.Double);
        else if (_lanes >= 8) Requantize256.Shifted(group, first, accumulators, count, output, rows, _bounds, _laterZeroPoint, _shiftsLeft);
        else Requantize128.Shifted(group, first, accumulators, count, output, rows, _bounds, _laterZeroPoint, _shiftsLeft);
    }

    private void RunScalar(int* accumulators, int channel, int count, byte* output, RequantizedRows rows)
    {
        for (var row = 0; row < rows.Count; row++, accumulators += rows.AccumulatorStride, output += rows.OutputStride)
            for (var index = 0; index < count; index++) output[index] = (byte)One(accumulators[index], channel + index);
    }

    private FixedPointFactor Factor(int channel) => _factors.Length == 1 ? _factors[0] : _factors[channel];

    private void Demote(Mode mode) => _mode = mode < _mode ? mode : _mode;

    /// <summary>Enters the constants of a channel, or gives up the mode that cannot take them.</summary>
    private void Set(int channel, FixedPointFactor factor, int zeroPoint)
    {
        // A factor of nothing gives the zero point with any shift.
        var shift = factor.Multiplier == 0 ? -1 : factor.Shift;
        var (left, right) = (Math.Max(shift, 0), Math.Max(-shift, 0));
        if (left > 0 && _rounding == Rounding.Single) Demote(Mode.Scalar);
        // The correction looks at the sign of the accumulator.
        if (factor.Multiplier < 0 && _rounding == Rounding.Double) Demote(Mode.Scalar);
        // Without a shift to the right the sum with the zero point could leave 32 bits, and would have to wrap.
        if (right == 0) Demote(factor.Multiplier > int.MaxValue - 1024 ? Mode.Scalar : Mode.Shifted);
        var isSingle = _rounding == Rounding.Single;
        ref var group = ref _groups[channel / RequantizerGroup.Channels];
        var (lane, slot) = (channel % RequantizerGroup.Channels, RequantizerGroup.Slot(channel));
        group.Multipliers[lane] = factor.Multiplier;
        group.Lefts[lane] = left;
        group.Corrections[lane] = _rounding == Rounding.Double && right > 0 ? -1 : 0;
        (group.Rights[lane], group.Lasts[lane]) = (Math.Max(right - 1, 0), Math.Min(right, 1));
        group.Halves[slot] = isSingle && right > 0 ? 0 : 1L << 30;
        group.Addends[slot] = group.Halves[slot] + (right > 0 ? 1L << (30 + right) : 0) + ((long)zeroPoint << (31 + right));
        group.Shifts[slot] = channel % 2 == 0 ? 31 + right : right - 1;
    }
}
