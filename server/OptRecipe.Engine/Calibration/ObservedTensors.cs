using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Calibration;

/// <summary>Which tensors calibration looks at, and when: float32 results after the operator that computes them, states after each operator that changes them, and what a graph is
/// called with before the first operator that reads it. Constants have no range.</summary>
internal sealed class ObservedTensors
{
    private readonly List<(int Subgraph, int Tensor)> _tensors = [];
    private readonly Dictionary<(int Subgraph, int Tensor), int> _slots = [];
    private readonly ObservedOperator[][] _operators;

    public ObservedTensors(Model model) => _operators = [.. model.Subgraphs.Select((subgraph, index) => Operators(model, subgraph, index))];

    /// <summary>The tensors; their position is their slot.</summary>
    public IReadOnlyList<(int Subgraph, int Tensor)> Tensors => _tensors;

    public ObservedOperator this[OperatorAddress address] => _operators[address.Subgraph][address.Index];

    /// <summary>−1 for a tensor that is not looked at.</summary>
    public int SlotOf(int subgraph, int tensor) => _slots.GetValueOrDefault((subgraph, tensor), -1);

    private ObservedOperator[] Operators(Model model, Subgraph subgraph, int index)
    {
        var unread = subgraph.Inputs.ToHashSet();
        // The first graph's inputs are taken from the samples themselves.
        if (index == 0)
        {
            foreach (var input in unread) Slot(input);
            unread.Clear();
        }
        foreach (var (number, op) in subgraph.Operators.Index())
            foreach (var intermediate in LstmIntermediates.Of(model, subgraph, op))
                if (_slots.TryAdd((index, LstmIntermediates.TensorOf(subgraph, number, intermediate)), _tensors.Count)) _tensors.Add((index, LstmIntermediates.TensorOf(subgraph, number, intermediate)));
        return
        [
            .. subgraph.Operators.Select(op => new ObservedOperator(
                Positions(op.Inputs, tensor => unread.Remove(tensor)),
                Positions(op.Inputs, tensor => tensor >= 0 && tensor < subgraph.Tensors.Length && subgraph.Tensors[tensor].IsVariable),
                Positions(op.Outputs, _ => true))),
        ];

        ObservedOperand[] Positions(IReadOnlyList<int> operands, Predicate<int> isObserved) =>
            [.. operands.Select((tensor, position) => isObserved(tensor) ? new ObservedOperand(position, Slot(tensor)) : default).Where(operand => operand.Slot > 0).Select(operand => operand with { Slot = operand.Slot - 1 })];

        // One more than the slot; 0 for none.
        int Slot(int tensor)
        {
            if (tensor < 0 || tensor >= subgraph.Tensors.Length || subgraph.Tensors[tensor] is not { Type: TensorType.Float32 } row || model.IsConstant(row)) return 0;
            if (_slots.TryGetValue((index, tensor), out var slot)) return slot + 1;
            _slots.Add((index, tensor), _tensors.Count);
            _tensors.Add((index, tensor));
            return _tensors.Count;
        }
    }
}

/// <param name="Position">Among the operator's inputs, or outputs.</param>
internal readonly record struct ObservedOperand(int Position, int Slot);

/// <param name="Before">Inputs to look at before it runs.</param>
/// <param name="States">Inputs that are variables, to look at after it ran.</param>
internal sealed record ObservedOperator(ObservedOperand[] Before, ObservedOperand[] States, ObservedOperand[] Outputs);
