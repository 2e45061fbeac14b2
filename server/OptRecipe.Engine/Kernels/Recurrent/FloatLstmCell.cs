using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>LSTM with float activations and float or int8 weights. For each gate g: z = bias + W·x + V·aux + R·h + p ∘ c, or with normalization
/// z = n ∘ (z − mean) / √(variance + 1e-8) + bias. i, f, o = σ(z), u = activation(z); c = clip(f ∘ c + i ∘ u), with i = 1 − f where there is no input gate; the output gate
/// sees the new c. h = o ∘ activation(c), or clip(P·h + bias) with projection.</summary>
internal sealed class FloatLstmCell : LstmCell
{
    private readonly LstmOperands _operands;
    private readonly LstmAttributes _attributes;
    private readonly RecurrentSequence _sequence;
    private readonly ActivationScheme _scheme;
    private readonly Gate? _input;
    private readonly Gate _forget, _cell, _output;
    private readonly RecurrentWeights? _projection;
    private readonly LstmProducts? _products;
    private readonly StackedProduct? _stackedProjection;
    private readonly bool _isInVectors;
    private readonly int _gateScratch, _quantizedScratch, _projectionScratch;

    public FloatLstmCell(KernelContext context, LstmOperands operands, in LstmAttributes attributes, RecurrentSequence sequence)
    {
        (_operands, _attributes, _sequence) = (operands, attributes, sequence);
        var isHybrid = RecurrentWeights.IsHybrid(operands.Forget.Input);
        _scheme = !isHybrid ? ActivationScheme.None : attributes.IsAsymmetric ? ActivationScheme.Asymmetric : ActivationScheme.Symmetric;
        _input = operands.Input is { } input ? new(context, input, 0, _scheme) : null;
        (_forget, _cell, _output) = (new(context, operands.Forget, 1, _scheme), new(context, operands.Cell, 2, _scheme), new(context, operands.Output, 3, _scheme));
        _isInVectors = context.Kernels.HasProducts;
        _products = LstmProducts.Prepare(context, operands, _scheme, sequence.Steps);
        if (operands.Projection is { } projection)
        {
            _projection = new(context, projection, _scheme);
            _stackedProjection = StackedProduct.Prepare(context, _scheme, projection);
            _projectionScratch = context.RequestScratch((_stackedProjection?.Stride ?? 0) * sizeof(float));
        }
        _gateScratch = context.RequestScratch(_products is null ? 4L * operands.Cells * sizeof(float) : 0);
        _quantizedScratch = context.RequestScratch(isHybrid ? (long)operands.Inputs + operands.AuxiliaryInputs + operands.Outputs + operands.Cells : 0);
    }

    public override void Run(KernelContext context, RuntimeTensor input, RuntimeTensor? auxiliary, RuntimeTensor output, bool isForward, int offset)
    {
        var x = input.Read<float>();
        var a = auxiliary is null ? default : auxiliary.Read<float>();
        var y = output.Write<float>();
        var stride = output.Dim(output.Rank - 1);
        var h = _operands.OutputState.Write<float>();
        var c = _operands.CellState.Write<float>();
        var (inputs, auxiliaries, outputs, cells) = (_operands.Inputs, _operands.AuxiliaryInputs, _operands.Outputs, _operands.Cells);
        var distance = _sequence.IsTimeMajor ? _sequence.Batches : 1;
        var stretch = _products?.Steps ?? 1;
        for (var batch = 0; batch < _sequence.Batches; batch++)
        {
            var state = h.Slice(batch * outputs, outputs);
            for (var first = 0; first < _sequence.Steps; first += stretch)
            {
                var steps = Math.Min(stretch, _sequence.Steps - first);
                var firstRow = _sequence.Row(batch, isForward ? first : _sequence.Steps - first - steps);
                var sums = _products is null ? context.Scratch<float>(_gateScratch)
                    : _products.Begin(context, x[(firstRow * inputs)..], distance * inputs, a.IsEmpty ? a : a[(firstRow * auxiliaries)..], distance * auxiliaries, steps);
                for (var step = 0; step < steps; step++)
                {
                    var place = isForward ? step : steps - 1 - step;
                    var row = firstRow + place * distance;
                    var gates = _products is null ? sums : sums.Slice(place * _products.Stride, _products.Stride);
                    if (_products is null) Sum(context, x.Slice(row * inputs, inputs), a.IsEmpty ? a : a.Slice(row * auxiliaries, auxiliaries), state, gates);
                    else _products.Recur(context, state, gates);
                    Step(context, gates, state, c.Slice(batch * cells, cells));
                    state.CopyTo(y.Slice(row * stride + offset, outputs));
                    context.Show(_operands.CellState);
                }
            }
        }
    }

    /// <summary>The sums of the gates, one after the other.</summary>
    private void Sum(KernelContext context, ReadOnlySpan<float> x, ReadOnlySpan<float> auxiliary, ReadOnlySpan<float> h, Span<float> gates)
    {
        var bytes = context.Scratch<sbyte>(_quantizedScratch);
        var cells = _operands.Cells;
        var vectors = new Vectors
        {
            Input = QuantizedVector.Of(x, bytes, _scheme),
            Auxiliary = auxiliary.IsEmpty ? default : QuantizedVector.Of(auxiliary, bytes[Math.Min(_operands.Inputs, bytes.Length)..], _scheme),
            Output = QuantizedVector.Of(h, bytes[Math.Min(_operands.Inputs + _operands.AuxiliaryInputs, bytes.Length)..], _scheme),
        };
        var start = 0;
        foreach (var gate in (ReadOnlySpan<Gate?>)[_input, _forget, _cell, _output])
        {
            if (gate is null) continue;
            gate.Sum(vectors, gates.Slice(start, cells));
            start += cells;
        }
    }

    /// <summary>From the sums of the gates, which stand in the order input (where there is one), forget, cell, output, to the new state and output.</summary>
    private void Step(KernelContext context, Span<float> gates, Span<float> h, Span<float> c)
    {
        var cells = _operands.Cells;
        var i = _input is null ? default : gates[..cells];
        if (_input is not null) gates = gates[cells..];
        var f = gates[..cells];
        var u = gates.Slice(cells, cells);
        var o = gates.Slice(2 * cells, cells);
        if (_input is not null)
        {
            _input.Finish(context, c, i);
            RecurrentActivation.Sigmoid(i, _isInVectors);
        }
        _forget.Finish(context, c, f);
        RecurrentActivation.Sigmoid(f, _isInVectors);
        _cell.Finish(context, c, u);
        RecurrentActivation.Apply(u, _attributes.Activation, _isInVectors);
        Update(c, f, i, u);
        Clip(c, _attributes.CellClip);
        _output.Finish(context, c, o);
        RecurrentActivation.Sigmoid(o, _isInVectors);
        c.CopyTo(u);
        RecurrentActivation.Apply(u, _attributes.Activation, _isInVectors);
        if (_isInVectors) GateLoops.Multiply(u, o);
        else
            for (var cell = 0; cell < cells; cell++) u[cell] *= o[cell];
        if (_projection is null) u.CopyTo(h);
        else
        {
            context.Show(4, u);
            Project(context, u, h);
        }
    }

    private void Update(Span<float> c, ReadOnlySpan<float> f, ReadOnlySpan<float> i, ReadOnlySpan<float> u)
    {
        if (_isInVectors)
        {
            GateLoops.Update(c, f, i, u);
            return;
        }
        for (var cell = 0; cell < c.Length; cell++)
        {
            c[cell] *= f[cell];
            c[cell] += u[cell] * (i.IsEmpty ? 1 - f[cell] : i[cell]);
        }
    }

    private void Project(KernelContext context, ReadOnlySpan<float> hidden, Span<float> h)
    {
        if (_operands.ProjectionBias is { } bias) bias.Read<float>().CopyTo(h);
        else h.Clear();
        if (_stackedProjection is not null)
        {
            var result = context.Scratch<float>(_projectionScratch);
            h.CopyTo(result);
            _stackedProjection.Accumulate(context, hidden, hidden.Length, 1, default, result);
            result[..h.Length].CopyTo(h);
        }
        else
        {
            var bytes = context.Scratch<sbyte>(_quantizedScratch);
            _projection?.Accumulate(QuantizedVector.Of(hidden, bytes[Math.Max(0, bytes.Length - hidden.Length)..], _scheme), h);
        }
        Clip(h, _attributes.ProjectionClip);
    }

    private static void Clip(Span<float> values, float bound)
    {
        if (bound <= 0) return;
        foreach (ref var value in values) value = Math.Clamp(value, -bound, bound);
    }

    private readonly ref struct Vectors
    {
        public QuantizedVector Input { get; init; }
        public QuantizedVector Auxiliary { get; init; }
        public QuantizedVector Output { get; init; }
    }

    /// <param name="intermediate">The gate's place among the intermediates of the integer form, which holds what normalization reads.</param>
    private sealed class Gate(KernelContext prepared, LstmGate tensors, int intermediate, ActivationScheme scheme)
    {
        private readonly RecurrentWeights _input = new(prepared, tensors.Input, scheme);
        private readonly RecurrentWeights _recurrent = new(prepared, tensors.Recurrent, scheme);
        private readonly RecurrentWeights? _auxiliary = tensors.Auxiliary is { } auxiliary ? new(prepared, auxiliary, scheme) : null;

        /// <summary>Bias (where it is not added after normalization) and products.</summary>
        public void Sum(in Vectors vectors, Span<float> z)
        {
            if (tensors.LayerNorm is null) tensors.Bias.Read<float>().CopyTo(z);
            else z.Clear();
            _input.Accumulate(vectors.Input, z);
            _auxiliary?.Accumulate(vectors.Auxiliary, z);
            _recurrent.Accumulate(vectors.Output, z);
        }

        /// <summary>What the cell adds, and normalization.</summary>
        public void Finish(KernelContext context, ReadOnlySpan<float> cell, Span<float> z)
        {
            if (tensors.Peephole is { } peephole) Look(peephole, cell, z);
            if (tensors.LayerNorm is not { } layerNorm) return;
            context.Show(intermediate, z);
            Normalize(z, layerNorm.Read<float>(), tensors.Bias.Read<float>());
        }

        private static void Look(RuntimeTensor peephole, ReadOnlySpan<float> cell, Span<float> z)
        {
            if (RecurrentWeights.IsHybrid(peephole))
            {
                var weights = peephole.Read<sbyte>();
                var scale = peephole.Scale;
                for (var index = 0; index < z.Length; index++) z[index] += scale * weights[index] * cell[index];
            }
            else
            {
                var weights = peephole.Read<float>();
                for (var index = 0; index < z.Length; index++) z[index] += weights[index] * cell[index];
            }
        }

        private static void Normalize(Span<float> z, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
        {
            float sum = 0, squares = 0;
            foreach (var value in z) sum += value;
            var mean = sum / z.Length;
            foreach (var value in z) squares += (value - mean) * (value - mean);
            var inverse = 1 / MathF.Sqrt(squares / z.Length + 1e-8f);
            for (var index = 0; index < z.Length; index++) z[index] = (z[index] - mean) * inverse * weights[index] + bias[index];
        }
    }
}
