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
    private readonly int _gateScratch, _quantizedScratch;

    public FloatLstmCell(KernelContext context, LstmOperands operands, in LstmAttributes attributes, RecurrentSequence sequence)
    {
        (_operands, _attributes, _sequence) = (operands, attributes, sequence);
        var isHybrid = RecurrentWeights.IsHybrid(operands.Forget.Input);
        _scheme = !isHybrid ? ActivationScheme.None : attributes.IsAsymmetric ? ActivationScheme.Asymmetric : ActivationScheme.Symmetric;
        _input = operands.Input is { } input ? new(context, input, 0, _scheme) : null;
        (_forget, _cell, _output) = (new(context, operands.Forget, 1, _scheme), new(context, operands.Cell, 2, _scheme), new(context, operands.Output, 3, _scheme));
        _projection = operands.Projection is { } projection ? new(context, projection, _scheme) : null;
        _gateScratch = context.RequestScratch(4L * operands.Cells * sizeof(float));
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
        for (var batch = 0; batch < _sequence.Batches; batch++)
        {
            for (var step = 0; step < _sequence.Steps; step++)
            {
                var row = _sequence.Row(batch, isForward ? step : _sequence.Steps - 1 - step);
                var state = h.Slice(batch * outputs, outputs);
                Step(context, x.Slice(row * inputs, inputs), a.IsEmpty ? a : a.Slice(row * auxiliaries, auxiliaries), state, c.Slice(batch * cells, cells));
                state.CopyTo(y.Slice(row * stride + offset, outputs));
                context.Show(_operands.CellState);
            }
        }
    }

    private void Step(KernelContext context, ReadOnlySpan<float> x, ReadOnlySpan<float> auxiliary, Span<float> h, Span<float> c)
    {
        var gates = context.Scratch<float>(_gateScratch);
        var bytes = context.Scratch<sbyte>(_quantizedScratch);
        var cells = _operands.Cells;
        var i = gates[..cells];
        var f = gates.Slice(cells, cells);
        var u = gates.Slice(2 * cells, cells);
        var o = gates.Slice(3 * cells, cells);
        var vectors = new Vectors
        {
            Input = QuantizedVector.Of(x, bytes, _scheme),
            Auxiliary = auxiliary.IsEmpty ? default : QuantizedVector.Of(auxiliary, bytes[Math.Min(_operands.Inputs, bytes.Length)..], _scheme),
            Output = QuantizedVector.Of(h, bytes[Math.Min(_operands.Inputs + _operands.AuxiliaryInputs, bytes.Length)..], _scheme),
            Cell = c,
        };
        if (_input is not null) Sigmoid(context, _input, vectors, i);
        Sigmoid(context, _forget, vectors, f);
        _cell.Compute(context, vectors, u);
        RecurrentActivation.Apply(u, _attributes.Activation);
        for (var cell = 0; cell < cells; cell++)
        {
            c[cell] *= f[cell];
            c[cell] += u[cell] * (_input is null ? 1 - f[cell] : i[cell]);
        }
        Clip(c, _attributes.CellClip);
        Sigmoid(context, _output, vectors, o);
        c.CopyTo(u);
        RecurrentActivation.Apply(u, _attributes.Activation);
        for (var cell = 0; cell < cells; cell++) u[cell] *= o[cell];
        if (_projection is null) u.CopyTo(h);
        else
        {
            context.Show(4, u);
            Project(u, bytes, h);
        }
    }

    private void Project(ReadOnlySpan<float> hidden, Span<sbyte> bytes, Span<float> h)
    {
        if (_operands.ProjectionBias is { } bias) bias.Read<float>().CopyTo(h);
        else h.Clear();
        _projection?.Accumulate(QuantizedVector.Of(hidden, bytes[Math.Max(0, bytes.Length - hidden.Length)..], _scheme), h);
        Clip(h, _attributes.ProjectionClip);
    }

    private static void Sigmoid(KernelContext context, Gate gate, in Vectors vectors, Span<float> result)
    {
        gate.Compute(context, vectors, result);
        RecurrentActivation.Sigmoid(result);
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
        public ReadOnlySpan<float> Cell { get; init; }
    }

    /// <param name="intermediate">The gate's place among the intermediates of the integer form, which holds what normalization reads.</param>
    private sealed class Gate(KernelContext prepared, LstmGate tensors, int intermediate, ActivationScheme scheme)
    {
        private readonly RecurrentWeights _input = new(prepared, tensors.Input, scheme);
        private readonly RecurrentWeights _recurrent = new(prepared, tensors.Recurrent, scheme);
        private readonly RecurrentWeights? _auxiliary = tensors.Auxiliary is { } auxiliary ? new(prepared, auxiliary, scheme) : null;

        public void Compute(KernelContext context, in Vectors vectors, Span<float> z)
        {
            var bias = tensors.Bias.Read<float>();
            if (tensors.LayerNorm is null) bias.CopyTo(z);
            else z.Clear();
            _input.Accumulate(vectors.Input, z);
            _auxiliary?.Accumulate(vectors.Auxiliary, z);
            _recurrent.Accumulate(vectors.Output, z);
            if (tensors.Peephole is { } peephole) Look(peephole, vectors.Cell, z);
            if (tensors.LayerNorm is not { } layerNorm) return;
            context.Show(intermediate, z);
            Normalize(z, layerNorm.Read<float>(), bias);
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
