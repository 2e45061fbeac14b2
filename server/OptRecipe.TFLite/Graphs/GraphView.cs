using System.Collections.Immutable;

namespace OptRecipe.TFLite.Graphs;

/// <summary>Who makes and who uses each tensor of a subgraph. Immutable; indices of the file that lead nowhere are left out.</summary>
public sealed class GraphView
{
    private readonly int[] _producers;
    private readonly ImmutableArray<int>[] _consumers;
    private readonly Lazy<ImmutableArray<int>> _order;

    public GraphView(Model model, int subgraphIndex)
    {
        Model = model;
        SubgraphIndex = subgraphIndex;
        Subgraph = model.Subgraphs[subgraphIndex];
        var count = Subgraph.Tensors.Length;
        _producers = new int[count];
        Array.Fill(_producers, -1);
        var consumers = new ImmutableArray<int>.Builder?[count];
        for (var index = 0; index < Subgraph.Operators.Length; index++)
        {
            foreach (var tensor in Subgraph.Operators[index].Outputs)
                if (IsTensor(tensor) && _producers[tensor] < 0) _producers[tensor] = index;
            foreach (var tensor in Subgraph.Operators[index].Inputs)
            {
                if (!IsTensor(tensor)) continue;
                var users = consumers[tensor] ??= ImmutableArray.CreateBuilder<int>();
                if (users.Count == 0 || users[^1] != index) users.Add(index);
            }
        }
        _consumers = Array.ConvertAll(consumers, users => users?.ToImmutable() ?? []);
        _order = new(Sort);
    }

    public Model Model { get; }
    public int SubgraphIndex { get; }
    public Subgraph Subgraph { get; }

    /// <summary>Index of the operator that writes a tensor (the first one, should there be two), −1 for inputs and constants.</summary>
    public int Producer(int tensor) => _producers[tensor];

    /// <summary>Indices of the operators that read a tensor, ascending, each once.</summary>
    public ImmutableArray<int> Consumers(int tensor) => _consumers[tensor];

    public bool IsInput(int tensor) => Subgraph.Inputs.Contains(tensor);
    public bool IsOutput(int tensor) => Subgraph.Outputs.Contains(tensor);

    /// <summary>Whether the file holds the tensor's values; planned values count.</summary>
    public bool IsConstant(int tensor) => Subgraph.Tensors[tensor] is { IsVariable: false } row && (Data(row).Length > 0 || row.ExternalBuffer != 0);

    /// <summary>A constant's bytes, borrowed; empty for tensors without.</summary>
    public ByteRange Data(int tensor) => Data(Subgraph.Tensors[tensor]);

    /// <summary>The operators so that each stands behind the producers of its inputs; among those that are free, in the file's order. Shorter than the subgraph's list
    /// when there is a cycle: those on it and behind it are missing.</summary>
    public ImmutableArray<int> TopologicalOrder => _order.Value;

    private ByteRange Data(Tensor tensor) => tensor.Buffer < Model.Buffers.Length ? Model.Buffers[(int)tensor.Buffer].Data : default;
    private bool IsTensor(int index) => index >= 0 && index < Subgraph.Tensors.Length;

    private ImmutableArray<int> Sort()
    {
        var operators = Subgraph.Operators;
        var waitsFor = new int[operators.Length];
        var dependents = new List<int>?[operators.Length];
        for (var index = 0; index < operators.Length; index++)
        {
            foreach (var tensor in operators[index].Inputs.Distinct())
            {
                if (!IsTensor(tensor) || Producer(tensor) is not (>= 0 and var producer)) continue;
                waitsFor[index]++;
                (dependents[producer] ??= []).Add(index);
            }
        }
        var free = new PriorityQueue<int, int>();
        for (var index = 0; index < operators.Length; index++)
            if (waitsFor[index] == 0) free.Enqueue(index, index);
        var order = ImmutableArray.CreateBuilder<int>(operators.Length);
        while (free.TryDequeue(out var next, out _))
        {
            order.Add(next);
            foreach (var dependent in dependents[next] ?? [])
                if (--waitsFor[dependent] == 0) free.Enqueue(dependent, dependent);
        }
        return order.ToImmutable();
    }
}
