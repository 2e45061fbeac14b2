using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SVDF: a dense layer over time of low rank. For each filter f, s = W[f]·x is shifted into a memory of the last steps; y[unit] = activation(bias + Σ over the unit's
/// <c>rank</c> filters of T[f]·memory[f]). float32, also with int8 weights (T is then T × scale in float32); or int8 with int16 T and memory and int32 bias: s is scaled to the
/// memory and saturated, the sum is scaled to the output; only RELU is fused, which the output's range does.</summary>
internal sealed class Svdf : Kernel
{
    private const string Schema = "SVDFOptions";
    private int _batches, _inputs, _filters, _units, _memory, _filterScratch, _quantizedScratch;
    private RecurrentWeights? _weights;
    private StackedProduct? _stacked;
    private RuntimeTensor? _state;
    private ActivationScheme _scheme;
    private ActivationFunctionType _activation;
    private float[] _timeWeights = [];
    private FixedPointFactor _stateFactor, _outputFactor;
    private Rounding _rounding;

    public override void Prepare(KernelContext context)
    {
        var (input, weights, time, output, rank) = (context.Input(0), context.Input(1), context.Input(2), context.Output(0), context.Int32(Schema, "rank"));
        if (input.Type is not (TensorType.Float32 or TensorType.Int8)) throw context.UnsupportedType(input);
        if (output.Type != input.Type) throw context.Refusal($"the output is {output.Type.Name()}, the input {input.Type.Name()}");
        if (input.Rank != 2 || weights.Rank != 2 || time.Rank != 2) throw context.Refusal($"the input is {input}, the weights are {weights} and {time}; two dimensions are expected");
        (_batches, _inputs, _filters, _memory) = (input.Dim(0), input.Dim(1), weights.Dim(0), time.Dim(1));
        if (rank <= 0 || _filters % rank != 0) throw context.Refusal($"{_filters} filters cannot be grouped by rank {rank}");
        if (_memory == 0) throw context.Refusal("the memory has no steps");
        _units = _filters / rank;
        _activation = RecurrentActivation.Of(context, Schema);
        var isInteger = input.Type == TensorType.Int8;
        var weightType = weights.Type is TensorType.Int8 or TensorType.UInt8 || !isInteger && weights.Type == TensorType.Float32 ? weights.Type : throw context.UnsupportedType(weights);
        context.Expect(weights, "feature weights", isInteger ? TensorType.Int8 : weightType, _filters, _inputs);
        context.Expect(time, "time weights", isInteger ? TensorType.Int16 : weightType, _filters, _memory);
        if (context.OptionalInput(3) is { } bias) context.Expect(bias, "bias", isInteger ? TensorType.Int32 : TensorType.Float32, _units);
        _state = context.ExpectState(4, "state", isInteger ? TensorType.Int16 : TensorType.Float32, _batches, checked(_filters * _memory));
        context.Resize(output, _batches, _units);
        if (isInteger) PrepareInteger(context, input, weights, time, _state, output);
        else PrepareFloat(context, weights, time);
        _filterScratch = context.RequestScratch(Math.Max(_filters, (long)(_stacked?.Stride ?? 0)) * sizeof(float));
    }

    private void PrepareFloat(KernelContext context, RuntimeTensor weights, RuntimeTensor time)
    {
        var isHybrid = RecurrentWeights.IsHybrid(weights);
        _scheme = !isHybrid ? ActivationScheme.None : context.Bool(Schema, "asymmetric_quantize_inputs") ? ActivationScheme.Asymmetric : ActivationScheme.Symmetric;
        _weights = new(context, weights, _scheme);
        _stacked = StackedProduct.Prepare(context, _scheme, weights);
        _quantizedScratch = context.RequestScratch(isHybrid ? _inputs : 0);
        if (!isHybrid) return;
        if (!time.IsKnown) throw context.Refusal("int8 time weights have to be constant");
        _timeWeights = context.Model.Derived(context.Address.Subgraph, time.Index, "SVDF time weights", () =>
        {
            var quantized = time.Read<sbyte>();
            var values = new float[time.Count];
            for (var index = 0; index < values.Length; index++) values[index] = quantized[index] * time.Scale;
            return values;
        });
    }

    private void PrepareInteger(KernelContext context, RuntimeTensor input, RuntimeTensor weights, RuntimeTensor time, RuntimeTensor state, RuntimeTensor output)
    {
        if (_activation != ActivationFunctionType.Relu) throw context.Refusal($"the int8 form fuses RELU, not {_activation}");
        var stateScale = context.RequireScale(state);
        _stateFactor = FixedPointFactor.Of(context.RequireScale(input) * context.RequireScale(weights) / stateScale);
        _outputFactor = FixedPointFactor.Of(stateScale * context.RequireScale(time) / context.RequireScale(output));
        _rounding = RecurrentRules.Svdf(context.Runtime);
    }

    public override void Run(KernelContext context)
    {
        if (_state is null) return;
        for (var batch = 0; batch < _batches; batch++)
        {
            if (_weights is null) RunInteger(context, batch, _state.Write<short>().Slice(batch * _filters * _memory, _filters * _memory));
            else RunFloat(context, batch, _weights, _state.Write<float>().Slice(batch * _filters * _memory, _filters * _memory));
        }
    }

    private void RunFloat(KernelContext context, int batch, RecurrentWeights weights, Span<float> state)
    {
        var filters = context.Scratch<float>(_filterScratch);
        filters.Clear();
        var x = context.Input(0).Read<float>().Slice(batch * _inputs, _inputs);
        if (_stacked is not null) _stacked.Accumulate(context, x, _inputs, 1, default, filters);
        else weights.Accumulate(QuantizedVector.Of(x, context.Scratch<sbyte>(_quantizedScratch), _scheme), filters);
        state[1..].CopyTo(state);
        var time = _timeWeights.Length > 0 ? _timeWeights : context.Input(2).Read<float>();
        for (var filter = 0; filter < _filters; filter++)
        {
            var row = state.Slice(filter * _memory, _memory);
            row[^1] = filters[filter];
            filters[filter] = RecurrentWeights.Dot(time.Slice(filter * _memory, _memory), row);
        }
        filters = filters[.._filters];
        var result = context.Output(0).Write<float>().Slice(batch * _units, _units);
        var rank = _filters / _units;
        var bias = context.OptionalInput(3) is { } tensor ? tensor.Read<float>() : default;
        for (var unit = 0; unit < _units; unit++)
        {
            var sum = 0f;
            foreach (var filter in filters.Slice(unit * rank, rank)) sum += filter;
            result[unit] = bias.IsEmpty ? sum : sum + bias[unit];
        }
        RecurrentActivation.Apply(result, _activation, context.Kernels.HasProducts);
    }

    private void RunInteger(KernelContext context, int batch, Span<short> state)
    {
        var input = context.Input(0);
        var output = context.Output(0);
        var filters = context.Scratch<int>(_filterScratch);
        var x = input.Read<sbyte>().Slice(batch * _inputs, _inputs);
        var weights = context.Input(1).Read<sbyte>();
        var time = context.Input(2).Read<short>();
        state[1..].CopyTo(state);
        for (var filter = 0; filter < _filters; filter++)
        {
            var sum = 0;
            var weightRow = weights.Slice(filter * _inputs, _inputs);
            for (var index = 0; index < x.Length; index++) sum += weightRow[index] * (x[index] - input.ZeroPoint);
            var row = state.Slice(filter * _memory, _memory);
            var timeRow = time.Slice(filter * _memory, _memory);
            row[^1] = (short)FixedPoint16.Saturate(_stateFactor.Apply(sum, _rounding));
            filters[filter] = 0;
            for (var step = 0; step < row.Length; step++) filters[filter] += timeRow[step] * row[step];
        }
        var result = output.Write<sbyte>().Slice(batch * _units, _units);
        var rank = _filters / _units;
        var bias = context.OptionalInput(3) is { } tensor ? tensor.Read<int>() : default;
        for (var unit = 0; unit < _units; unit++)
        {
            var sum = bias.IsEmpty ? 0 : bias[unit];
            foreach (var filter in filters.Slice(unit * rank, rank)) sum += filter;
            result[unit] = (sbyte)Math.Clamp(_outputFactor.Apply(sum, _rounding) + output.ZeroPoint, sbyte.MinValue, sbyte.MaxValue);
        }
    }
}
