using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>LSTM with int8 activations and weights and an int16 cell state whose scale is a power of two. Gates are int16 with twelve fractional bits (with normalization: with
/// the scale of their intermediate tensor before it): each product is accumulated in 32 bits from its bias, scaled, added and saturated. Sigmoid and tanh are fixed-point
/// functions. The cell is rescaled with halves away from zero, saturated and clipped; the hidden values take scale and zero point of the fifth intermediate tensor.</summary>
internal sealed class IntegerLstmCell : LstmCell
{
    private const float ActivationScale = 1f / (1 << 12);
    private readonly LstmOperands _operands;
    private readonly RecurrentSequence _sequence;
    private readonly Rounding _rounding;
    private readonly IntegerLstmGate? _input;
    private readonly IntegerLstmGate _forget, _cell, _output;
    private readonly bool _isComposed;
    private readonly FixedPointFactor _hiddenFactor, _projectionFactor, _keptFactor, _addedFactor;
    private readonly SigmoidTable.InputScale _cellSteps;
    private readonly int[] _projectionBias = [];
    private readonly IntegerLstmProducts? _products;
    private readonly int _cellExponent, _hiddenZeroPoint, _cellClip, _projectionClip, _gateScratch, _hiddenScratch;

    public IntegerLstmCell(KernelContext context, LstmOperands operands, in LstmAttributes attributes, RuntimeTensor input, RuntimeTensor output, RecurrentSequence sequence)
    {
        (_operands, _sequence, _rounding) = (operands, sequence, RecurrentRules.Lstm(context.Runtime));
        _isComposed = RecurrentRules.LstmIsComposed(context.Runtime);
        var count = context.Operator.Intermediates.IsDefault ? 0 : context.Operator.Intermediates.Length;
        if (count == 12) throw context.NotDone("the int8 form with twelve intermediate tensors reads past its own tables in TensorFlow Lite");
        if (count != 5 && !_isComposed) throw context.Refusal($"the int8 form has five intermediate tensors, this one has {count}");
        var (inputScale, stateScale) = (context.RequireScale(input), context.RequireScale(operands.OutputState));
        var cellScale = context.RequireScale(operands.CellState);
        _cellExponent = (int)Math.Round(Math.Log2(cellScale), MidpointRounding.AwayFromZero);
        if (Math.Abs(Math.Log2(cellScale) - _cellExponent) >= 1e-3 || _cellExponent is < -15 or > -9)
            throw context.Refusal($"the scale of the cell state is {cellScale}, a power of two from 2^-15 to 2^-9 is expected");
        if (operands is { HasPeephole: true } && operands.Outputs > operands.Cells)
            throw context.Refusal($"with peephole weights {operands.Cells} cells cannot have {operands.Outputs} outputs");

        // The four gates' intermediate tensors matter with normalization only.
        IntegerLstmGate Gate(LstmGate tensors, int index) => new(context, tensors, inputScale, input.ZeroPoint, stateScale, operands.OutputState.ZeroPoint, _cellExponent,
            operands.HasLayerNorm ? context.RequireScale(Intermediate(context, index)) : ActivationScale, operands.Outputs, _rounding);
        _input = operands.Input is { } gate ? Gate(gate, 0) : null;
        (_forget, _cell, _output) = (Gate(operands.Forget, 1), Gate(operands.Cell, 2), Gate(operands.Output, 3));

        var hidden = _isComposed && operands.Projection is null ? operands.OutputState : Intermediate(context, 4);
        var hiddenScale = context.RequireScale(hidden);
        _hiddenZeroPoint = hidden.ZeroPoint;
        var hiddenFactor = Math.ScaleB(1, -15) / hiddenScale * Math.ScaleB(1, -15);
        _hiddenFactor = FixedPointFactor.Of(_isComposed ? hiddenFactor : (float)hiddenFactor);
        (_keptFactor, _addedFactor) = (FixedPointFactor.Of(Math.ScaleB(1, -15)), FixedPointFactor.Of(Math.ScaleB(1, -30) / cellScale));
        _cellSteps = _cellExponent >= -12 ? new(3 << (12 + _cellExponent), 0) : new(3, -12 - _cellExponent);
        if (operands.Projection is { } projection)
        {
            _projectionFactor = FixedPointFactor.Of(context.RequireScale(projection) * hiddenScale / stateScale);
            _projectionBias = IntegerLstmGate.Bias(context, projection, operands.ProjectionBias, _hiddenZeroPoint);
        }
        if (RecurrentRules.NegatesHiddenZeroPoint(context.Runtime, operands.Projection is not null)) _hiddenZeroPoint = -_hiddenZeroPoint;
        _cellClip = (int)Math.Min(attributes.CellClip / cellScale, short.MaxValue);
        _projectionClip = (int)Math.Min(attributes.ProjectionClip / context.RequireScale(output), sbyte.MaxValue);
        IReadOnlyList<IntegerLstmGate> gates = _input is null ? [_forget, _cell, _output] : [_input, _forget, _cell, _output];
        _products = IntegerLstmProducts.Prepare(context, gates, _rounding, sequence.Steps, _isComposed);
        _gateScratch = context.RequestScratch(4L * operands.Cells * sizeof(short));
        _hiddenScratch = context.RequestScratch(operands.Projection is null ? 0 : operands.Cells);
    }

    private static RuntimeTensor Intermediate(KernelContext context, int index) => context.Intermediate(index) ?? throw context.Refusal($"intermediate tensor {index} is missing");

    public override void Run(KernelContext context, RuntimeTensor input, RuntimeTensor? auxiliary, RuntimeTensor output, bool isForward, int offset)
    {
        var x = input.Read<sbyte>();
        var y = output.Write<sbyte>();
        var h = _operands.OutputState.Write<sbyte>();
        var c = _operands.CellState.Write<short>();
        var (inputs, outputs, cells) = (_operands.Inputs, _operands.Outputs, _operands.Cells);
        var (distance, stretch) = (_sequence.IsTimeMajor ? _sequence.Batches : 1, _products?.Steps ?? 1);
        var gates = context.Scratch<short>(_gateScratch)[..((_input is null ? 3 : 4) * cells)];
        for (var batch = 0; batch < _sequence.Batches; batch++)
        {
            // Steps of time-major sequences take all batches at once.
            var peephole = _sequence.IsTimeMajor ? new PeepholeWindow(batch * cells, _sequence.Batches * outputs) : new PeepholeWindow(0, outputs);
            var state = h.Slice(batch * outputs, outputs);
            for (var first = 0; first < _sequence.Steps; first += stretch)
            {
                var steps = Math.Min(stretch, _sequence.Steps - first);
                var firstRow = _sequence.Row(batch, isForward ? first : _sequence.Steps - first - steps);
                var sums = _products is null ? default : _products.Begin(context, x[(firstRow * inputs)..], distance * inputs, steps);
                for (var step = 0; step < steps; step++)
                {
                    var place = isForward ? step : steps - 1 - step;
                    var row = firstRow + place * distance;
                    if (_products is null) Sum(x.Slice(row * inputs, inputs), state, gates);
                    else _products.Recur(context, state, sums.Slice(place * _products.Stride, _products.Stride), gates);
                    Step(context, gates, state, c.Slice(batch * cells, cells), peephole);
                    state.CopyTo(y.Slice(row * outputs, outputs));
                }
            }
        }
    }

    /// <summary>The sums of the gates, one after the other.</summary>
    private void Sum(ReadOnlySpan<sbyte> x, ReadOnlySpan<sbyte> h, Span<short> gates)
    {
        var (start, cells) = (0, _operands.Cells);
        foreach (var gate in (ReadOnlySpan<IntegerLstmGate?>)[_input, _forget, _cell, _output])
        {
            if (gate is null) continue;
            gate.Sum(x, h, gates.Slice(start, cells));
            start += cells;
        }
    }

    /// <summary>From the sums of the gates, which stand in the order input (where there is one), forget, cell, output, to the new state and output.</summary>
    private void Step(KernelContext context, Span<short> gates, Span<sbyte> h, Span<short> c, PeepholeWindow peephole)
    {
        var (cells, inVectors) = (_operands.Cells, _products is not null);
        var i = _input is null ? default : gates[..cells];
        if (_input is not null) gates = gates[cells..];
        var f = gates[..cells];
        var u = gates.Slice(cells, cells);
        var o = gates.Slice(2 * cells, cells);
        if (_input is not null)
        {
            _input.Finish(c, peephole, i);
            _input.Sigmoid(i, inVectors);
        }
        _forget.Finish(c, peephole, f);
        _forget.Sigmoid(f, inVectors);
        _cell.Finish(c, peephole, u);
        _cell.Tanh(u, inVectors);
        for (var cell = 0; cell < cells; cell++)
        {
            var open = _input is null ? (short)(short.MaxValue - f[cell]) : i[cell];
            c[cell] = (short)FixedPoint16.Saturate(Kept(f[cell] * c[cell]) + Added(open * u[cell]));
            if (_cellClip > 0) c[cell] = (short)Math.Clamp((int)c[cell], -_cellClip, _cellClip);
        }
        _output.Finish(c, peephole, o);
        _output.Sigmoid(o, inVectors);
        if (_isComposed)
            for (var cell = 0; cell < cells; cell++) u[cell] = new SigmoidTable.Tanh(_cellSteps).Apply(c[cell]);
        else if (inVectors) FixedPoint16Vectors.Tanh(c, u, 15 + _cellExponent);
        else
            for (var cell = 0; cell < cells; cell++) u[cell] = FixedPoint16.Tanh(c[cell], 15 + _cellExponent);
        var hidden = _operands.Projection is null ? h : context.Scratch<sbyte>(_hiddenScratch);
        for (var cell = 0; cell < cells; cell++)
            hidden[cell] = (sbyte)Math.Clamp(_hiddenFactor.Apply(o[cell] * u[cell], _rounding) + _hiddenZeroPoint, sbyte.MinValue, sbyte.MaxValue);
        if (_operands.Projection is { } projection) Project(projection.Read<sbyte>(), hidden[..cells], h);
    }

    /// <summary>Forget gate times cell in the scale of the cell.</summary>
    private int Kept(int product) => _isComposed ? FixedPoint16.Saturate(_keptFactor.Apply(product, _rounding)) : (short)FixedPointFactor.DivideByPowerOfTwo(product, 15);

    /// <summary>Input gate times new values in the scale of the cell.</summary>
    private int Added(int product) =>
        _isComposed ? FixedPoint16.Saturate(_addedFactor.Apply(product, _rounding)) : (short)FixedPointFactor.DivideByPowerOfTwo(product, 30 + _cellExponent);

    private void Project(ReadOnlySpan<sbyte> weights, ReadOnlySpan<sbyte> hidden, Span<sbyte> h)
    {
        for (var row = 0; row < h.Length; row++)
        {
            var sum = _projectionBias[row] + RecurrentWeights.Dot(weights.Slice(row * hidden.Length, hidden.Length), hidden);
            h[row] = (sbyte)Math.Clamp(_projectionFactor.Apply(sum, _rounding) + _operands.OutputState.ZeroPoint, sbyte.MinValue, sbyte.MaxValue);
            if (_projectionClip > 0) h[row] = (sbyte)Math.Clamp((int)h[row], -_projectionClip, _projectionClip);
        }
    }
}
