using System.Collections.Immutable;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>The structure of the full-integer model: int8 activations, weights and constants, int32 biases, QUANTIZE and DEQUANTIZE where floats meet integers. Byte counts and
/// versions are right, scales and data are planned. Graph inputs and outputs stay float32.</summary>
/// <remarks>A tensor that integer operators make becomes int8 in place; whoever reads floats of it reads a DEQUANTIZE behind it. A float32 tensor that integer operators read
/// gets one QUANTIZE behind it. Requantization between operators with fixed outputs and those that want equal scales is decided by ranges, so it is not planned.</remarks>
internal sealed class FullIntegerPlan(Model model)
{
    private readonly ModelEdit edit = new(model);

    public Model Build(ImmutableArray<OperatorAddress> changed, CancellationToken cancellation)
    {
        foreach (var group in changed.GroupBy(address => address.Subgraph))
        {
            cancellation.ThrowIfCancellationRequested();
            PlanSubgraph(group.Key, [.. group.Select(address => address.Index)]);
        }
        return edit.Build();
    }

    private void PlanSubgraph(int subgraphIndex, HashSet<int> changed)
    {
        var (subgraph, target) = (model.Subgraphs[subgraphIndex], edit.Subgraphs[subgraphIndex]);
        var readers = target.Readers();
        var producers = Producers(subgraph);
        var copies = new Dictionary<(int Tensor, TensorType Type, int Scales), int>();
        foreach (var index in changed.Order())
        {
            var form = QuantizationSpec.Of(model.CodeOf(subgraph.Operators[index]).Builtin).Int8;
            if (form is null) continue;
            PlanConstants(subgraph, target, index, form, readers, copies);
            if (form.IntermediateCount > 0) AddIntermediates(target, index, form.IntermediateCount);
        }
        for (var tensor = 0; tensor < subgraph.Tensors.Length; tensor++)
            if (subgraph.Tensors[tensor] is { Type: TensorType.Float32 } row && !model.IsConstant(row) && !row.IsVariable) PlanActivation(subgraph, target, changed, readers, producers[tensor], tensor);
    }

    /// <summary>Constant operands and states take the types of their roles.</summary>
    private void PlanConstants(Subgraph subgraph, SubgraphEdit target, int index, Int8Spec form, ILookup<int, (int Operator, int Operand)> readers,
        Dictionary<(int, TensorType, int), int> copies)
    {
        var @operator = subgraph.Operators[index];
        for (var operand = 0; operand < @operator.Inputs.Length; operand++)
        {
            if (subgraph.Input(@operator, operand) is not { Type: TensorType.Float32 } tensor || !(model.IsConstant(tensor) || tensor.IsVariable)) continue;
            if (RoleOf(form, operand) is not { } type) continue;
            var scales = ScaleCount(subgraph, @operator, form, operand);
            var dimension = form.Weights.Contains(operand) && scales > 1 ? form.QuantizedDimension : 0;
            // A bias has its operator's scale, so every user has its own; the others share.
            var key = (form.Biases.Contains(operand) ? -1 - index : @operator.Inputs[operand], type, scales);
            if (!copies.TryGetValue(key, out var copy))
            {
                var length = tensor.ElementCount() * (type switch { TensorType.Int32 => 4, TensorType.Int16 => 2, _ => 1 });
                var stored = tensor with
                {
                    Type = type,
                    Buffer = tensor.IsVariable ? tensor.Buffer : edit.AddBuffer(new(new PlannedByteSource(length), 0, length)),
                    Quantization = form.Weights.Contains(operand) || type != TensorType.Int8 ? Symmetric(scales, dimension) : Asymmetric,
                };
                var isOnly = readers[@operator.Inputs[operand]].Count() == 1 && !subgraph.Outputs.Contains(@operator.Inputs[operand]);
                copy = isOnly ? @operator.Inputs[operand] : target.AddTensor(stored with { Name = $"{tensor.Name}_{type.Name().ToLowerInvariant()}" });
                if (isOnly) target.ReplaceTensor(copy, stored);
                copies[key] = copy;
            }
            target.SetInput(index, operand, copy);
        }
    }

    private void PlanActivation(Subgraph subgraph, SubgraphEdit target, HashSet<int> changed, ILookup<int, (int Operator, int Operand)> readers, int producer, int tensor)
    {
        var isMadeAsInteger = producer >= 0 && changed.Contains(producer) && Int8Of(subgraph, producer) is { HasInt8Output: true };
        var integerReaders = readers[tensor].Where(reader => changed.Contains(reader.Operator) && Int8Of(subgraph, reader.Operator) is { } form && RoleOf(form, reader.Operand) == TensorType.Int8).ToArray();
        var needsFloat = subgraph.Outputs.Contains(tensor) || readers[tensor].Count() > integerReaders.Length;
        var row = subgraph.Tensors[tensor];
        var integer = row with { Name = $"{row.Name}_int8", Type = TensorType.Int8, Buffer = 0, Quantization = Asymmetric };
        if (isMadeAsInteger && !needsFloat) target.ReplaceTensor(tensor, integer with { Name = row.Name, Buffer = row.Buffer });
        else if (isMadeAsInteger)
        {
            var made = target.AddTensor(integer);
            target.SetOutput(producer, subgraph.Operators[producer].Outputs.IndexOf(tensor), made);
            target.InsertBefore(producer + 1, Border(BuiltinOperator.Dequantize, made, tensor));
            foreach (var reader in integerReaders) target.SetInput(reader.Operator, reader.Operand, made);
        }
        else if (integerReaders.Length > 0)
        {
            var quantized = target.AddTensor(integer);
            target.InsertBefore(producer + 1, Border(BuiltinOperator.Quantize, tensor, quantized));
            foreach (var reader in integerReaders) target.SetInput(reader.Operator, reader.Operand, quantized);
        }
    }

    private static void AddIntermediates(SubgraphEdit target, int index, int count)
    {
        if (target.OperatorAt(index).Intermediates is { IsDefaultOrEmpty: false }) return;
        var added = Enumerable.Range(0, count).Select(number => target.AddTensor(new()
        {
            Name = $"intermediate_{index}_{number}",
            Type = number == count - 1 ? TensorType.Int8 : TensorType.Float32,
            Shape = [0],
            HasRank = true,
            Quantization = number == count - 1 ? Asymmetric : null,
        }));
        target.ReplaceOperator(index, target.OperatorAt(index) with { Intermediates = [.. added] });
    }

    private static int[] Producers(Subgraph subgraph)
    {
        var producers = new int[subgraph.Tensors.Length];
        Array.Fill(producers, -1);
        foreach (var (index, @operator) in subgraph.Operators.Index())
            foreach (var output in @operator.Outputs.Where(output => output >= 0)) producers[output] = index;
        return producers;
    }

    private Operator Border(BuiltinOperator builtin, int from, int to) => new() { OpcodeIndex = edit.Intern(builtin), Inputs = [from], Outputs = [to] };

    private Int8Spec? Int8Of(Subgraph subgraph, int index) => QuantizationSpec.Of(model.CodeOf(subgraph.Operators[index]).Builtin).Int8;

    private static TensorType? RoleOf(Int8Spec form, int operand) =>
        form.Biases.Contains(operand) ? TensorType.Int32
        : form.Int16.Contains(operand) ? TensorType.Int16
        : form.Weights.Contains(operand) || form.Activations.Contains(operand) || form is { Activations.IsEmpty: true, Weights.IsEmpty: true } ? TensorType.Int8
        : null;

    private static int ScaleCount(Subgraph subgraph, Operator @operator, Int8Spec form, int operand)
    {
        if (form.QuantizedDimension < 0 || !form.Weights.Contains(operand) && !form.Biases.Contains(operand)) return 1;
        return subgraph.Input(@operator, form.Weights[0]) is { } weights && form.QuantizedDimension < weights.Shape.Length ? weights.Shape[form.QuantizedDimension] : 1;
    }

    /// <summary>Weights, biases and 16-bit tensors: the zero point is 0 whatever the ranges are.</summary>
    private static Quantization Symmetric(int scales, int dimension) =>
        new() { PlannedScaleCount = scales, ZeroPoints = [.. new long[scales]], QuantizedDimension = dimension };

    /// <summary>Activations and constants that are no weights: scale and zero point come from ranges.</summary>
    private static Quantization Asymmetric { get; } = new() { PlannedScaleCount = 1 };
}
