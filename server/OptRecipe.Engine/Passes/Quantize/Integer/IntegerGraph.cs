using OptRecipe.Engine.Passes.Quantize.AiEdge;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>An operand of an operator of the subgraph before the edit.</summary>
internal readonly record struct OperandUse(int Operator, int Operand);

/// <summary>The operators of one subgraph that become integer ones with activations of one type, and what their operands are. Read only.</summary>
internal sealed class IntegerGraph
{
    private readonly Model model;
    private readonly SortedDictionary<int, OperatorScheme> schemes;
    private readonly int[] producers;
    private readonly ILookup<int, OperandUse> readers;
    private readonly Dictionary<int, int> partners = [];

    private readonly QuantizeNumerics numerics;

    public IntegerGraph(Model model, int subgraphIndex, TensorType type, QuantizeNumerics numerics, SortedDictionary<int, OperatorScheme> schemes)
    {
        (this.model, this.schemes, this.numerics, SubgraphIndex, Type) = (model, schemes, numerics, subgraphIndex, type);
        Subgraph = model.Subgraphs[subgraphIndex];
        producers = new int[Subgraph.Tensors.Length];
        Array.Fill(producers, -1);
        foreach (var (index, @operator) in Subgraph.Operators.Index())
            foreach (var output in @operator.Outputs.Where(output => output >= 0)) producers[output] = index;
        foreach (var index in schemes.Keys)
            if (SpecOf(index).SharedRangeOperand is >= 0 and var operand && OperatorAt(index) is { Outputs: [var made, ..] } recurrent && Subgraph.Input(recurrent, operand) is not null)
                (partners[recurrent.Inputs[operand]], partners[made]) = (made, recurrent.Inputs[operand]);
        readers = schemes.Keys.SelectMany(Activations).ToLookup(entry => entry.Tensor, entry => entry.Use);
    }

    public int SubgraphIndex { get; }
    public Subgraph Subgraph { get; }
    /// <summary>Int8 or int16.</summary>
    public TensorType Type { get; }
    /// <summary>Indices of the operators, ascending.</summary>
    public IEnumerable<int> Operators => schemes.Keys;

    public bool Contains(int index) => schemes.ContainsKey(index);
    public OperatorScheme SchemeOf(int index) => schemes[index];
    public Operator OperatorAt(int index) => Subgraph.Operators[index];
    public BuiltinOperator BuiltinOf(int index) => model.CodeOf(Subgraph.Operators[index]).Builtin;
    public Int8Spec SpecOf(int index)
    {
        var spec = QuantizationSpec.Of(BuiltinOf(index)).Int8 ?? throw new InvalidOperationException($"{BuiltinOf(index)} has no integer form");
        // A constant that ai-edge-quantizer takes for weights where the converter sees an activation: the right-hand side of BATCH_MATMUL.
        if (numerics != QuantizeNumerics.AiEdgeQuantizer || !spec.Weights.IsEmpty || AiEdgeTable.Of(BuiltinOf(index))?.Weights is not { } weights) return spec;
        if (Subgraph.Input(OperatorAt(index), weights.Operand) is not { } tensor || !model.IsConstant(tensor)) return spec;
        return spec with { Activations = spec.Activations.Remove(weights.Operand), Weights = [weights.Operand], QuantizedDimension = AiEdgeTable.DimensionOf(weights, OperatorAt(index), tensor.Shape.Length) };
    }

    /// <summary>The operator of this graph that makes a tensor; −1 when none does.</summary>
    public int ProducerOf(int tensor) => producers[tensor] is >= 0 and var index && Contains(index) && SpecOf(index).HasInt8Output ? index : -1;

    /// <summary>Operands of this graph that read a tensor as an activation.</summary>
    public IEnumerable<OperandUse> ReadersOf(int tensor) => readers[tensor];

    /// <summary>How many operands of the whole subgraph read a tensor, and whether it is an output of the graph, as one number.</summary>
    public int ReaderCountOf(int tensor) => Subgraph.Operators.Sum(@operator => @operator.Inputs.Count(input => input == tensor)) + (Subgraph.Outputs.Contains(tensor) ? 1 : 0);

    /// <summary>Float32 operands computed at run time, and constants that stand beside them; states included.</summary>
    public IEnumerable<(OperandUse Use, int Tensor)> Activations(int index)
    {
        var (@operator, spec) = (OperatorAt(index), SpecOf(index));
        for (var operand = 0; operand < @operator.Inputs.Length; operand++)
            if (spec.IsActivation(operand) && Subgraph.Input(@operator, operand) is { Type: TensorType.Float32 }) yield return (new(index, operand), @operator.Inputs[operand]);
    }

    /// <summary>Float32 tensors that an operator makes, where it makes integers of them.</summary>
    public IEnumerable<int> Outputs(int index) =>
        SpecOf(index).HasInt8Output ? OperatorAt(index).Outputs.Where(output => output >= 0 && Subgraph.Tensors[output].Type == TensorType.Float32) : [];

    /// <summary>The tensor that has to have the same form (an LSTM's output and its state); −1 when there is none.</summary>
    public int SharedRangePartner(int tensor) => partners.TryGetValue(tensor, out var partner) ? partner : -1;

    public bool IsConstant(int tensor) => model.IsConstant(Subgraph.Tensors[tensor]);
    public bool IsState(int tensor) => Subgraph.Tensors[tensor].IsVariable;
}
