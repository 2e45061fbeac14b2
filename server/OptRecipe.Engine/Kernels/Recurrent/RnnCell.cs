using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>A simple recurrent cell: h = activation(bias + W·x + V·aux + R·h), float32 with float or int8 weights; the state is a variable tensor.</summary>
internal sealed class RnnCell
{
    private readonly RecurrentWeights _input, _recurrent;
    private readonly RecurrentWeights? _auxiliary;
    private readonly StackedProduct? _stackedInput, _stackedRecurrent, _stackedAuxiliary;
    private readonly RuntimeTensor _bias, _state;
    private readonly RecurrentSequence _sequence;
    private readonly ActivationFunctionType _activation;
    private readonly ActivationScheme _scheme;
    private readonly int _inputs, _auxiliaries, _scratch, _sums;

    /// <param name="first">Index of the first of four inputs: weights of the input, of the state, bias, state.</param>
    public RnnCell(KernelContext context, string schema, int first, RuntimeTensor input, RecurrentSequence sequence, RuntimeTensor? auxiliary = null, int auxiliaryWeights = -1)
    {
        if (input.Type != TensorType.Float32) throw context.UnsupportedType(input);
        _sequence = sequence;
        _activation = RecurrentActivation.Of(context, schema);
        var weights = context.Input(first);
        if (weights.Type is not (TensorType.Float32 or TensorType.Int8 or TensorType.UInt8)) throw context.UnsupportedType(weights);
        if (weights.Rank != 2) throw context.Refusal($"the weights are {weights}, two dimensions are expected");
        (Units, _inputs) = (weights.Dim(0), input.Dim(input.Rank - 1));
        context.Expect(weights, "weights", weights.Type, Units, _inputs);
        context.Expect(context.Input(first + 1), "recurrent weights", weights.Type, Units, Units);
        _bias = context.Expect(context.Input(first + 2), "bias", TensorType.Float32, Units);
        _state = context.ExpectState(first + 3, "hidden state", TensorType.Float32, sequence.Batches, Units);
        IsHybrid = RecurrentWeights.IsHybrid(weights);
        _scheme = !IsHybrid ? ActivationScheme.None : context.Bool(schema, "asymmetric_quantize_inputs") ? ActivationScheme.Asymmetric : ActivationScheme.Symmetric;
        (_input, _recurrent) = (new(context, weights, _scheme), new(context, context.Input(first + 1), _scheme));
        (_stackedInput, _stackedRecurrent) = (StackedProduct.Prepare(context, _scheme, weights), StackedProduct.Prepare(context, _scheme, context.Input(first + 1)));
        if (auxiliary is not null)
        {
            _auxiliaries = auxiliary.Dim(auxiliary.Rank - 1);
            _auxiliary = new(context, context.Expect(context.Input(auxiliaryWeights), "auxiliary weights", weights.Type, Units, _auxiliaries), _scheme);
            _stackedAuxiliary = StackedProduct.Prepare(context, _scheme, context.Input(auxiliaryWeights));
        }
        // One may be known and the others not.
        _sums = context.RequestScratch((long)new[] { _stackedInput, _stackedRecurrent, _stackedAuxiliary }.Max(product => product?.Stride ?? 0) * sizeof(float));
        _scratch = context.RequestScratch(IsHybrid ? Math.Max(Math.Max(_inputs, _auxiliaries), Units) : 0);
    }

    public int Units { get; }
    public bool IsHybrid { get; }

    /// <summary>Runs all sequences, forwards or from their ends; vectors of the output start <paramref name="offset"/> elements into its rows.</summary>
    public void Run(KernelContext context, RuntimeTensor input, RuntimeTensor? auxiliary, RuntimeTensor output, bool isForward = true, int offset = 0)
    {
        var x = input.Read<float>();
        var a = auxiliary is null ? default : auxiliary.Read<float>();
        var y = output.Write<float>();
        var h = _state.Write<float>();
        var bias = _bias.Read<float>();
        var stride = output.Dim(output.Rank - 1);
        for (var batch = 0; batch < _sequence.Batches; batch++)
        {
            var state = h.Slice(batch * Units, Units);
            for (var step = 0; step < _sequence.Steps; step++)
            {
                var row = _sequence.Row(batch, isForward ? step : _sequence.Steps - 1 - step);
                var result = y.Slice(row * stride + offset, Units);
                bias.CopyTo(result);
                Add(context, _input, _stackedInput, x.Slice(row * _inputs, _inputs), result);
                if (_auxiliary is not null) Add(context, _auxiliary, _stackedAuxiliary, a.Slice(row * _auxiliaries, _auxiliaries), result);
                Add(context, _recurrent, _stackedRecurrent, state, result);
                RecurrentActivation.Apply(result, _activation, context.Kernels.HasProducts);
                result.CopyTo(state);
            }
        }
    }

    private void Add(KernelContext context, RecurrentWeights weights, StackedProduct? stacked, ReadOnlySpan<float> x, Span<float> result)
    {
        if (stacked is null)
        {
            weights.Accumulate(QuantizedVector.Of(x, context.Scratch<sbyte>(_scratch), _scheme), result);
            return;
        }
        var sums = context.Scratch<float>(_sums)[..stacked.Stride];
        result.CopyTo(sums);
        stacked.Accumulate(context, x, x.Length, 1, default, sums);
        sums[..result.Length].CopyTo(result);
    }
}
