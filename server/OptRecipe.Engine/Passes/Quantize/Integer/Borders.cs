using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>Gives activations their types and puts QUANTIZE and DEQUANTIZE where types or forms meet: one for each tensor and form, behind what makes the tensor. The model's ends keep their
/// tensors, so signatures stay true.</summary>
internal sealed class Borders(ModelEdit edit, int subgraphIndex, ActivationForms forms, Func<int, TensorType, IntegerForm> ownForm)
{
    private readonly SubgraphEdit subgraph = edit.Subgraphs[subgraphIndex];

    /// <summary>Types of float inputs and outputs afterwards: float32, int8, uint8 or int16.</summary>
    public TensorType InputType { get; init; } = TensorType.Float32;
    public TensorType OutputType { get; init; } = TensorType.Float32;

    /// <summary>Whether an integer input has the form that a reader wants, where there is one; else that of its own range.</summary>
    public bool TakesReadersForm { get; init; } = true;

    /// <summary>Whether a QUANTIZE was inserted that is not at an end of the model.</summary>
    public bool HasInnerQuantize { get; private set; }

    public void Insert()
    {
        var readers = subgraph.Readers();
        var producers = new Dictionary<int, (int Operator, int Output)>();
        for (var index = 0; index < subgraph.OperatorCount; index++)
            foreach (var (position, output) in subgraph.OperatorAt(index).Outputs.Index()) producers[output] = (index, position);
        var activations = forms.Made.Keys.Concat(forms.Read.Keys.Select(use => subgraph.OperatorAt(use.Operator).Inputs[use.Operand])).Concat(Ends()).Distinct().Order().ToArray();
        foreach (var tensor in activations)
        {
            if (subgraph.TensorAt(tensor) is not { Type: TensorType.Float32, IsVariable: false } || edit.IsConstant(subgraph.TensorAt(tensor))) continue;
            var uses = readers[tensor].Select(reader => new OperandUse(reader.Operator, reader.Operand)).ToArray();
            Insert(tensor, uses, producers.TryGetValue(tensor, out var producer) ? producer : (-1, -1));
        }
    }

    private IEnumerable<int> Ends() => (InputType == TensorType.Float32 ? [] : subgraph.Inputs.AsEnumerable()).Concat(OutputType == TensorType.Float32 ? [] : subgraph.Outputs.AsEnumerable());

    private void Insert(int tensor, OperandUse[] uses, (int Operator, int Output) producer)
    {
        var wanted = uses.Where(forms.Read.ContainsKey).GroupBy(use => forms.Read[use]).ToArray();
        var floats = uses.Where(use => !forms.Read.ContainsKey(use)).ToArray();
        var isOutput = subgraph.Outputs.Contains(tensor);
        IntegerForm? end = isOutput && OutputType != TensorType.Float32 ? OutputForm(tensor) : null;
        if (subgraph.Inputs.Contains(tensor))
        {
            if (InputType == TensorType.Float32) QuantizeBehind(-1, tensor, wanted);
            else
            {
                var form = InputForm(tensor, [.. wanted.Select(group => group.Key)]);
                Become(tensor, form);
                Requantize(-1, tensor, form, wanted);
                if (floats.Length > 0) Rewire(floats, Dequantize(-1, tensor));
            }
            return;
        }
        if (!forms.Made.TryGetValue(tensor, out var made))
        {
            var origin = tensor;
            if (end is not null)
            {
                origin = subgraph.AddTensor(subgraph.TensorAt(tensor) with { Name = $"{subgraph.TensorAt(tensor).Name}_float32" });
                subgraph.SetOutput(producer.Operator, producer.Output, origin);
                Rewire(floats, origin);
                Become(tensor, end.Value);
                Between(BuiltinOperator.Quantize, producer.Operator, origin, tensor);
            }
            QuantizeBehind(producer.Operator, origin, wanted);
            return;
        }
        if (end is { } last ? last == made : floats.Length == 0 && !isOutput)
        {
            Become(tensor, made);
            Requantize(producer.Operator, tensor, made, wanted);
            if (floats.Length > 0) Rewire(floats, Dequantize(producer.Operator, tensor));
            return;
        }
        var inner = Add(tensor, made);
        subgraph.SetOutput(producer.Operator, producer.Output, inner);
        Requantize(producer.Operator, inner, made, wanted);
        if (end is null) Between(BuiltinOperator.Dequantize, producer.Operator, inner, tensor);
        else
        {
            Become(tensor, end.Value);
            Convert(producer.Operator, inner, made.Type, end.Value, tensor);
            if (floats.Length > 0) Rewire(floats, Dequantize(producer.Operator, inner, tensor));
        }
    }

    /// <summary>The form that an input has when it holds integers: one that a reader wants, where the type allows.</summary>
    private IntegerForm InputForm(int tensor, IntegerForm[] wanted)
    {
        if (!TakesReadersForm) return ownForm(tensor, InputType);
        foreach (var form in wanted)
            if (form.Type == InputType) return form;
            else if (form.Type == TensorType.Int8 && InputType == TensorType.UInt8) return form.AsUnsigned();
        return ownForm(tensor, InputType);
    }

    private IntegerForm OutputForm(int tensor) =>
        !forms.Made.TryGetValue(tensor, out var made) ? ownForm(tensor, OutputType)
        : made.Type == OutputType ? made
        : made.Type == TensorType.Int8 && OutputType == TensorType.UInt8 ? made.AsUnsigned()
        : ownForm(tensor, OutputType);

    private void QuantizeBehind(int producer, int tensor, IGrouping<IntegerForm, OperandUse>[] wanted)
    {
        foreach (var group in wanted)
        {
            var quantized = Add(tensor, group.Key);
            Between(BuiltinOperator.Quantize, producer, tensor, quantized);
            Rewire(group, quantized);
        }
    }

    /// <summary>Lets readers of the form that there is read it, and others what a QUANTIZE makes of it.</summary>
    private void Requantize(int producer, int tensor, IntegerForm form, IGrouping<IntegerForm, OperandUse>[] wanted)
    {
        foreach (var group in wanted)
        {
            var read = tensor;
            if (group.Key != form)
            {
                read = Add(tensor, group.Key);
                Convert(producer, tensor, form.Type, group.Key, read);
            }
            Rewire(group, read);
        }
    }

    /// <summary>A QUANTIZE between two integer forms; no kernel makes uint8 of int16, so int8 stands between.</summary>
    private void Convert(int producer, int from, TensorType type, IntegerForm form, int to)
    {
        if ((type, form.Type) == (TensorType.Int16, TensorType.UInt8))
        {
            var between = Add(from, form with { Type = TensorType.Int8, ZeroPoint = form.IsKnown ? form.ZeroPoint - 128 : 0 });
            Between(BuiltinOperator.Quantize, producer, from, between);
            from = between;
        }
        Between(BuiltinOperator.Quantize, producer, from, to);
    }

    private int Dequantize(int producer, int from, int like = -1)
    {
        var row = subgraph.TensorAt(like < 0 ? from : like);
        var result = subgraph.AddTensor(row with { Name = $"{row.Name}_float32", Type = TensorType.Float32, Buffer = 0, Quantization = null });
        Between(BuiltinOperator.Dequantize, producer, from, result);
        return result;
    }

    private int Add(int like, IntegerForm form)
    {
        var row = subgraph.TensorAt(like);
        return subgraph.AddTensor(row with { Name = $"{row.Name}_{form.Type.Name().ToLowerInvariant()}", Type = form.Type, Buffer = 0, Quantization = form.ToQuantization() });
    }

    private void Become(int tensor, IntegerForm form) => subgraph.ReplaceTensor(tensor, subgraph.TensorAt(tensor) with { Type = form.Type, Quantization = form.ToQuantization() });

    private void Rewire(IEnumerable<OperandUse> uses, int tensor)
    {
        foreach (var use in uses) subgraph.SetInput(use.Operator, use.Operand, tensor);
    }

    private void Between(BuiltinOperator builtin, int producer, int from, int to)
    {
        HasInnerQuantize |= builtin == BuiltinOperator.Quantize && !subgraph.Inputs.Contains(from) && !subgraph.Outputs.Contains(to);
        subgraph.InsertBefore(producer + 1, new() { OpcodeIndex = edit.Intern(builtin), Inputs = [from], Outputs = [to] });
    }
}
