using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>Which peephole weight belongs to a cell. TensorFlow Lite walks the cells of all batches of a step in rows as long as the output, not as the cell state, which is
/// another walk where a projection makes the output shorter: cell number k of the step has weight k mod outputs, and those from <paramref name="End"/> on have none.</summary>
/// <param name="First">Number of the batch's first cell.</param>
internal readonly record struct PeepholeWindow(int First, int End);

/// <summary>One gate of an int8 LSTM.</summary>
internal sealed class IntegerLstmGate
{
    private readonly Rounding _rounding;
    private readonly bool _isComposed;
    private readonly int _outputs, _varianceGuard;
    private readonly FixedPointFactor _peepholeFactor, _layerNormFactor;

    /// <param name="gateScale">Scale of the sums.</param>
    public IntegerLstmGate(KernelContext context, LstmGate tensors, float inputScale, int inputZeroPoint, float stateScale, int stateZeroPoint, int cellExponent, float gateScale,
        int outputs, Rounding rounding)
    {
        (Tensors, _outputs, _rounding, _isComposed) = (tensors, outputs, rounding, RecurrentRules.LstmIsComposed(context.Runtime));
        InputFactor = FixedPointFactor.Of(context.RequireScale(tensors.Input) * inputScale / gateScale);
        RecurrentFactor = FixedPointFactor.Of(context.RequireScale(tensors.Recurrent) * stateScale / gateScale);
        InputBias = Bias(context, tensors.Input, tensors.LayerNorm is null ? tensors.Bias : null, -inputZeroPoint);
        RecurrentBias = Bias(context, tensors.Recurrent, null, -stateZeroPoint);
        if (tensors.Peephole is { } peephole)
            _peepholeFactor = FixedPointFactor.Of((float)(Math.ScaleB(context.RequireScale(peephole), cellExponent) / gateScale));
        if (tensors.LayerNorm is not { } layerNorm) return;
        var scale = context.RequireScale(layerNorm);
        var factor = FixedPointFactor.Of(scale);
        // The result has twelve fractional bits.
        _layerNormFactor = factor with { Shift = Math.Min(factor.Shift + 12, 30) };
        _varianceGuard = Math.Max(1, (int)(10000 * scale));
    }

    public LstmGate Tensors { get; }
    /// <summary>What the sums of each row start from: bias and zero point folded in.</summary>
    public int[] InputBias { get; }
    public int[] RecurrentBias { get; }
    /// <summary>From the sums to the scale of the gate.</summary>
    public FixedPointFactor InputFactor { get; }
    public FixedPointFactor RecurrentFactor { get; }

    /// <param name="inVectors">Whether in vectors of the processor; the numbers are the same.</param>
    public void Sigmoid(Span<short> z, bool inVectors)
    {
        if (inVectors && !_isComposed) FixedPoint16Vectors.Logistic(z, 3);
        else
            foreach (ref var value in z) value = _isComposed ? new SigmoidTable.Logistic(new(3, 0)).Apply(value) : FixedPoint16.Logistic(value, 3);
    }

    public void Tanh(Span<short> z, bool inVectors)
    {
        if (inVectors && !_isComposed) FixedPoint16Vectors.Tanh(z, z, 3);
        else
            foreach (ref var value in z) value = _isComposed ? new SigmoidTable.Tanh(new(3, 0)).Apply(value) : FixedPoint16.Tanh(value, 3);
    }

    /// <summary>bias + zero point × Σ w for each row, of constant weights.</summary>
    public static int[] Bias(KernelContext context, RuntimeTensor weights, RuntimeTensor? bias, int zeroPoint)
    {
        if (!weights.IsKnown || bias is { IsKnown: false }) throw context.Refusal("weights and biases of an int8 LSTM have to be constants");
        return context.Model.Derived(context.Address.Subgraph, weights.Index, $"LSTM bias of {bias?.Index ?? -1} with {zeroPoint}", () =>
        {
            var sums = bias is null ? new int[weights.Dim(0)] : bias.Read<int>().ToArray();
            var values = weights.Read<sbyte>();
            var columns = weights.Dim(1);
            for (var row = 0; row < sums.Length; row++) sums[row] += zeroPoint * RecurrentWeights.Sum(values.Slice(row * columns, columns));
            return sums;
        });
    }

    /// <summary>The scaled products of input and previous output, row by row.</summary>
    public void Sum(ReadOnlySpan<sbyte> x, ReadOnlySpan<sbyte> h, Span<short> z)
    {
        var input = Tensors.Input.Read<sbyte>();
        var recurrent = Tensors.Recurrent.Read<sbyte>();
        for (var row = 0; row < z.Length; row++)
        {
            var sum = FixedPoint16.Saturate(InputFactor.Apply(InputBias[row] + RecurrentWeights.Dot(input.Slice(row * x.Length, x.Length), x), _rounding));
            var product = RecurrentFactor.Apply(RecurrentBias[row] + RecurrentWeights.Dot(recurrent.Slice(row * h.Length, h.Length), h), _rounding);
            z[row] = (short)FixedPoint16.Saturate(sum + (_isComposed ? FixedPoint16.Saturate(product) : product));
        }
    }

    /// <summary>What the cell adds, and normalization.</summary>
    public void Finish(ReadOnlySpan<short> c, PeepholeWindow window, Span<short> z)
    {
        if (Tensors.Peephole is { } tensor)
        {
            var peephole = tensor.Read<short>();
            for (var row = 0; row < z.Length && window.First + row < window.End; row++)
                z[row] = (short)FixedPoint16.Saturate(z[row] + _peepholeFactor.Apply(peephole[(window.First + row) % _outputs] * c[row], _rounding));
        }
        if (Tensors.LayerNorm is { } layerNorm) Normalize(z, layerNorm.Read<short>(), Tensors.Bias.Read<int>());
    }

    /// <summary>(z − mean) / σ with ten more bits, times the weights, plus the bias; the variance is computed with 2^20 / n rounded down.</summary>
    private void Normalize(Span<short> z, ReadOnlySpan<short> weights, ReadOnlySpan<int> bias)
    {
        long sum = 0, squares = 0;
        foreach (var value in z)
        {
            sum += value;
            squares += value * value;
        }
        var mean = (int)(sum * 1024 / z.Length);
        var variance = (int)((squares * ((1 << 20) / z.Length) - (long)mean * mean) / (1 << 20));
        var inverse = InverseSquareRoot.Of(variance < 1 ? _varianceGuard : variance);
        for (var index = 0; index < z.Length; index++)
        {
            long scaled = inverse.Apply(1024 * z[index] - mean, _rounding) * weights[index] + bias[index];
            var value = (int)((scaled > 0 ? scaled + 512 : scaled - 512) / 1024);
            z[index] = (short)FixedPoint16.Saturate(_layerNormFactor.Apply(value, _rounding));
        }
    }
}
