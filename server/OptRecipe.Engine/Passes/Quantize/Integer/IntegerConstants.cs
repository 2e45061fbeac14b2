using System.Runtime.InteropServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes.Quantize.AiEdge;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>Weights, biases, states and other constants of the integer operators of one graph. First <see cref="GuardBiases"/> for every graph of a model, then <see cref="Place"/>.</summary>
internal sealed class IntegerConstants(ModelEdit edit, Model model, IntegerGraph graph, ActivationForms forms, FormSource source, QuantizeNumerics numerics, WeightPool pool, PassMode mode)
{
    private const float LayerNormFactor = 1f / 1024;

    /// <summary>Enlarges scales of weights where an int32 bias would take more than half of its range.</summary>
    public void GuardBiases()
    {
        if (numerics == QuantizeNumerics.AiEdgeQuantizer) return;
        foreach (var index in graph.Operators)
        {
            var (@operator, spec) = (graph.OperatorAt(index), graph.SpecOf(index));
            // Both quantizers guard only operators with one weight and one bias.
            if (spec is not { Weights: [var weight], Biases: [var bias], Activations: [var input] } || !spec.BiasScales.IsEmpty || WeightsOf(index, weight) is not { } weights) continue;
            if (graph.Subgraph.Input(@operator, bias) is not { Type: TensorType.Float32 } biasTensor || mode == PassMode.Plan) continue;
            var scale = GuardScale(index, @operator, input);
            var values = Values(biasTensor);
            for (var element = 0; element < values.Length; element++)
            {
                var channel = weights.Scales.Length == 1 ? 0 : element;
                if (channel < weights.Scales.Length) weights.Enlarge(channel, BiasEncoding.Guarded(numerics, values[element], scale, weights.Scales[channel], weights.IsPerChannel));
            }
        }
    }

    public void Place()
    {
        var target = edit.Subgraphs[graph.SubgraphIndex];
        var requests = new List<StoredRequest>();
        foreach (var index in graph.Operators)
        {
            var (@operator, spec) = (graph.OperatorAt(index), graph.SpecOf(index));
            foreach (var (use, tensor) in graph.Activations(index))
                if (graph.IsConstant(tensor)) requests.Add(Constant(use, tensor));
                else if (graph.IsState(tensor)) PlaceState(target, tensor, forms.Read[use]);
            foreach (var operand in spec.Weights)
                if (WeightsOf(index, operand) is { } weights) requests.Add(new(new(index, operand), weights, () => pool.Store(weights)));
            foreach (var operand in spec.Int16)
                if (graph.Subgraph.Input(@operator, operand) is { Type: TensorType.Float32 } row)
                    if (row.IsVariable) PlaceState(target, @operator.Inputs[operand], StateForm(index, operand));
                    else requests.Add(Coefficients(new(index, operand), row));
            foreach (var operand in spec.Biases)
                if (graph.Subgraph.Input(@operator, operand) is { Type: TensorType.Float32 } row) requests.Add(Bias(new(index, operand), row));
        }
        StoredConstants.Place(target, requests);
    }

    private StoredRequest Constant(OperandUse use, int tensor)
    {
        var (row, form) = (graph.Subgraph.Tensors[tensor], forms.Read[use]);
        // In a same-scale group a constant has the group's form, so that every operator has its own copy.
        object key = graph.SpecOf(use.Operator).Scale is OutputScale.Free or OutputScale.Fixed ? (tensor, form) : use;
        return new(use, key, () => (form.Type, Data(row, row.ElementCount() * SizeOf(form.Type), values => ConstantEncoding.Encode(values, form, numerics)), form.ToQuantization()));
    }

    private StoredRequest Coefficients(OperandUse use, Tensor row) => new(use, (TensorType.Int16, CoefficientSteps(use)), () =>
    {
        var form = CoefficientForm(use, row);
        return (TensorType.Int16, Data(row, 2 * row.ElementCount(), values => ConstantEncoding.Encode16(values, form.Scale)), form.ToQuantization());
    });

    private StoredRequest Bias(OperandUse use, Tensor row) => new(use, use, () =>
    {
        var scales = BiasScales(use);
        var type = BiasType;
        var quantization = new Quantization
        {
            PlannedScaleCount = mode == PassMode.Plan ? scales.Length : 0,
            Scales = mode == PassMode.Plan ? default : [.. scales],
            ZeroPoints = [.. new long[scales.Length]],
        };
        return (type, Data(row, row.ElementCount() * SizeOf(type), values => numerics == QuantizeNumerics.AiEdgeQuantizer ? HalfEvenEncoding.Bias(values, scales, type) : BiasEncoding.Encode(values, scales, type)), quantization);
    });

    public TensorType BiasType => graph.Type == TensorType.Int16 ? TensorType.Int64 : TensorType.Int32;

    /// <summary>The product of the scales of the operands that the row names, in double, cut to float32; with layer normalization the coefficients' scale × 2^−10.</summary>
    private float[] BiasScales(OperandUse use)
    {
        var @operator = graph.OperatorAt(use.Operator);
        if (LayerNormOperand(use) is >= 0 and var coefficients && graph.Subgraph.Input(@operator, coefficients) is { } row)
            return [CoefficientForm(new(use.Operator, coefficients), row).Scale * LayerNormFactor];
        var spec = graph.SpecOf(use.Operator);
        if (spec.HiddenBias == use.Operand)
        {
            var hidden = source.OfActivation(LstmIntermediates.TensorOf(graph.Subgraph, use.Operator, LstmIntermediates.Hidden), TensorType.Int8).Scale;
            return [.. ScalesOf(new(use.Operator, spec.HiddenWeights)).Select(scale => BiasEncoding.Scale(hidden, scale))];
        }
        var scales = spec.ScaleOperands(use.Operand).Select(operand => ScalesOf(new(use.Operator, operand))).ToArray();
        var result = new float[scales.Max(each => each.Length)];
        for (var channel = 0; channel < result.Length; channel++)
            result[channel] = BiasEncoding.Scale(scales[0][scales[0].Length == 1 ? 0 : channel], scales[1][scales[1].Length == 1 ? 0 : channel]);
        return result;
    }

    /// <summary>The normalization coefficients that give an LSTM gate's bias its scale; −1 where there are none.</summary>
    private int LayerNormOperand(OperandUse use) =>
        graph.SpecOf(use.Operator).SharedRangeOperand >= 0 && use.Operand is >= 12 and <= 15 && graph.Subgraph.Input(graph.OperatorAt(use.Operator), use.Operand + 8) is not null ? use.Operand + 8 : -1;

    private float[] ScalesOf(OperandUse use)
    {
        if (forms.Read.TryGetValue(use, out var form)) return [form.Scale];
        var row = graph.Subgraph.Input(graph.OperatorAt(use.Operator), use.Operand);
        if (graph.SpecOf(use.Operator).Weights.Contains(use.Operand))
            return WeightsOf(use.Operator, use.Operand)?.Scales
                // Weights that were integers before: their own scales.
                ?? (row?.Quantization is { Scales: { IsDefaultOrEmpty: false } scales } ? [.. scales] : new float[Math.Max(1, row?.Quantization?.ScaleCount ?? 1)]);
        return row is null ? [0] : row.IsVariable ? [StateForm(use.Operator, use.Operand).Scale] : [CoefficientForm(use, row).Scale];
    }

    private IntegerForm StateForm(int index, int operand)
    {
        var tensor = graph.OperatorAt(index).Inputs[operand];
        return graph.BuiltinOf(index) == BuiltinOperator.Svdf ? source.OfActivation(tensor, TensorType.Int16) : source.OfCellState(tensor);
    }

    private IntegerForm CoefficientForm(OperandUse use, Tensor row)
    {
        if (mode == PassMode.Plan) return IntegerForm.Planned(TensorType.Int16, 0);
        var bound = 0f;
        foreach (var value in Values(row)) bound = Math.Max(bound, Math.Abs(value));
        return new(TensorType.Int16, Math.Max(bound / CoefficientSteps(use), ActivationParameters.SmallestNormal), 0);
    }

    /// <summary>Time weights of SVDF use ten bits of the sixteen, for its sums are short.</summary>
    private float CoefficientSteps(OperandUse use) => graph.BuiltinOf(use.Operator) == BuiltinOperator.Svdf ? 512 : short.MaxValue;

    private static void PlaceState(SubgraphEdit target, int tensor, IntegerForm form) =>
        target.ReplaceTensor(tensor, target.TensorAt(tensor) with { Type = form.Type, Buffer = 0, Quantization = form.ToQuantization() });

    private StoredWeights? WeightsOf(int index, int operand)
    {
        var spec = graph.SpecOf(index);
        if (graph.Subgraph.Input(graph.OperatorAt(index), operand) is not { Type: TensorType.Float32 } tensor) return null;
        var options = graph.SchemeOf(index).Weights;
        var isPerChannel = options.Granularity == WeightGranularity.Channel && spec.QuantizedDimension >= 0;
        return pool.Find(tensor, isPerChannel ? spec.QuantizedDimension : -1, numerics, options);
    }

    /// <summary>The flatbuffer quantizer asks for the scale that the input's own range has, whatever it ends up with.</summary>
    private float GuardScale(int index, Operator @operator, int input) =>
        numerics != QuantizeNumerics.Converter && !graph.IsConstant(@operator.Inputs[input]) ? source.OfActivation(@operator.Inputs[input], graph.Type).Scale : forms.Read[new(index, input)].Scale;

    private uint Data(Tensor row, long length, Func<ReadOnlySpan<float>, byte[]> encode) =>
        edit.AddBuffer(mode == PassMode.Plan ? new(new PlannedByteSource(length), 0, length) : ByteRange.Of(encode(Values(row))));

    private ReadOnlySpan<float> Values(Tensor row) => MemoryMarshal.Cast<byte, float>(model.Buffers[(int)row.Buffer].Data.ToMemory().Span);

    private static int SizeOf(TensorType type) => type switch { TensorType.Int64 => 8, TensorType.Int32 => 4, TensorType.Int16 => 2, _ => 1 };
}
