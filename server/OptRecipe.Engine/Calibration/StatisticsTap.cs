using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Rewriting;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Calibration;

/// <summary>Collects statistics while one interpreter runs.</summary>
internal sealed class StatisticsTap(Model model, ObservedTensors observed, TensorStatistics[] statistics, bool[] isNeeded, Func<int, string> nameOf) : IOperatorTap
{
    /// <summary>The sample that is being run.</summary>
    public int Sample { get; set; }

    /// <summary>Looks at the inputs of the first graph.</summary>
    public void Inputs(Interpreter interpreter)
    {
        foreach (var input in model.Subgraphs[0].Inputs)
            if (observed.SlotOf(0, input) is >= 0 and var slot) Look(slot, interpreter.Tensor(input), null, default);
    }

    public void Before(in RunningOperator op)
    {
        foreach (var operand in observed[op.Address].Before) Look(operand.Slot, op.Inputs[operand.Position], op.Address, op.Code);
    }

    public void During(OperatorAddress address, RuntimeTensor state)
    {
        if (observed.SlotOf(address.Subgraph, state.Index) is >= 0 and var slot) Look(slot, state, address, model.CodeOf(model.Subgraphs[address.Subgraph].Operators[address.Index]));
    }

    public void During(OperatorAddress address, int intermediate, ReadOnlySpan<float> values)
    {
        var graph = model.Subgraphs[address.Subgraph];
        var tensor = LstmIntermediates.TensorOf(graph, address.Index, intermediate);
        if (observed.SlotOf(address.Subgraph, tensor) is >= 0 and var slot) Look(slot, values, LstmIntermediates.NameOf(model, graph, tensor) ?? "", address, model.CodeOf(graph.Operators[address.Index]));
    }

    public void After(in RunningOperator op)
    {
        var operands = observed[op.Address];
        foreach (var operand in operands.Outputs) Look(operand.Slot, op.Outputs[operand.Position], op.Address, op.Code);
        foreach (var operand in operands.States) Look(operand.Slot, op.Inputs[operand.Position], op.Address, op.Code);
    }

    private void Look(int slot, RuntimeTensor? tensor, OperatorAddress? address, OperatorCode? code)
    {
        if (tensor is not null) Look(slot, tensor.Read<float>(), tensor.Name, address, code);
    }

    private void Look(int slot, ReadOnlySpan<float> values, string? name, OperatorAddress? address, OperatorCode? code)
    {
        if (statistics[slot].Add(Sample, values) || !isNeeded[slot]) return;
        var found = "NaN";
        foreach (var value in values)
        {
            if (float.IsFinite(value)) continue;
            found = float.IsNaN(value) ? "NaN" : value > 0 ? "infinity" : "−infinity";
            break;
        }
        throw new CalibrationException(Sample, address, address is { } place
            ? $"{nameOf(Sample)} makes {code?.Name} #{place.Index}{(place.Subgraph > 0 ? $" of subgraph {place.Subgraph}" : "")} compute {found} in `{name}`; leave the sample out, or keep the operator in float"
            : $"{nameOf(Sample)} holds {found} in the input `{name}`; repair the sample or leave it out");
    }
}
