using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Rewriting;

/// <summary>One subgraph of a <see cref="ModelEdit"/>. Tensor indices never move: tensors are replaced in place or added at the end.</summary>
public sealed class SubgraphEdit
{
    private readonly Subgraph original;
    private readonly List<Tensor> tensors;
    private readonly Operator[] operators;
    private readonly List<(int Before, Operator Operator)> inserted = [];

    internal SubgraphEdit(Subgraph subgraph)
    {
        original = subgraph;
        tensors = [.. subgraph.Tensors];
        operators = [.. subgraph.Operators];
        Inputs = subgraph.Inputs;
        Outputs = subgraph.Outputs;
    }

    public ImmutableArray<int> Inputs { get; set; }
    public ImmutableArray<int> Outputs { get; set; }
    public int TensorCount => tensors.Count;
    public int OperatorCount => operators.Length;

    public Tensor TensorAt(int index) => tensors[index];

    public void ReplaceTensor(int index, Tensor tensor) => tensors[index] = tensor;

    public int AddTensor(Tensor tensor)
    {
        tensors.Add(tensor);
        return tensors.Count - 1;
    }

    /// <summary>An operator by its index before the edit; insertions do not move it.</summary>
    public Operator OperatorAt(int index) => operators[index];

    public void ReplaceOperator(int index, Operator @operator) => operators[index] = @operator;

    public void SetInput(int operatorIndex, int operand, int tensor) =>
        operators[operatorIndex] = operators[operatorIndex] with { Inputs = operators[operatorIndex].Inputs.SetItem(operand, tensor) };

    public void SetOutput(int operatorIndex, int output, int tensor) =>
        operators[operatorIndex] = operators[operatorIndex] with { Outputs = operators[operatorIndex].Outputs.SetItem(output, tensor) };

    /// <summary>Puts an operator before the one that had this index before the edit (the count puts it last); several keep the order of the calls.</summary>
    public void InsertBefore(int index, Operator @operator) => inserted.Add((index, @operator));

    /// <summary>Every reader of every tensor: operators and operands, by the operators' indices before the edit.</summary>
    public ILookup<int, (int Operator, int Operand)> Readers() =>
        Enumerable.Range(0, operators.Length)
            .SelectMany(index => operators[index].Inputs.Select((tensor, operand) => (tensor, use: (index, operand))))
            .Where(entry => entry.tensor >= 0)
            .ToLookup(entry => entry.tensor, entry => entry.use);

    internal Subgraph Build()
    {
        var sequence = ImmutableArray.CreateBuilder<Operator>(operators.Length + inserted.Count);
        var pending = inserted.ToLookup(entry => entry.Before, entry => entry.Operator);
        for (var index = 0; index <= operators.Length; index++)
        {
            sequence.AddRange(pending[index]);
            if (index < operators.Length) sequence.Add(operators[index]);
        }
        return original with { Tensors = [.. tensors], Operators = sequence.ToImmutable(), Inputs = Inputs, Outputs = Outputs };
    }
}
