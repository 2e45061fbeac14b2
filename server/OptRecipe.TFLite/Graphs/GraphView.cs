using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace OptRecipe.TFLite.Graphs;

/// <summary>Who makes and who uses each tensor of a subgraph. Immutable; indices of the file that lead nowhere are left out.</summary>
public sealed class GraphView
{
    private readonly int[] _producers;
    private readonly int[][] _consumers;
    // Default until asked for; whoever comes second computes the same.
    private ImmutableArray<int> _order;

    public GraphView(Model model, int subgraphIndex)
    {
        Model = model;
        SubgraphIndex = subgraphIndex;
        Subgraph = model.Subgraphs[subgraphIndex];
        _producers = Producers();
        _consumers = Consumers();
    }

    public Model Model { get; }
    public int SubgraphIndex { get; }
    public Subgraph Subgraph { get; }

    /// <summary>Index of the operator that writes a tensor (the first one, should there be two), −1 for inputs and constants.</summary>
    public int Producer(int tensor) => _producers[tensor];

    /// <summary>Indices of the operators that read a tensor, ascending, each once.</summary>
    public ImmutableArray<int> Consumers(int tensor) => ImmutableCollectionsMarshal.AsImmutableArray(_consumers[tensor]);

    public bool IsInput(int tensor) => Subgraph.Inputs.Contains(tensor);
    public bool IsOutput(int tensor) => Subgraph.Outputs.Contains(tensor);

    /// <summary>Whether the file holds the tensor's values; planned values count.</summary>
    public bool IsConstant(int tensor) => Subgraph.Tensors[tensor] is { IsVariable: false } row && (Data(row).Length > 0 || row.ExternalBuffer != 0);

    /// <summary>A constant's bytes, borrowed; empty for tensors without.</summary>
    public ByteRange Data(int tensor) => Data(Subgraph.Tensors[tensor]);

    /// <summary>The operators so that each stands behind the producers of its inputs; among those that are free, in the file's order. Shorter than the subgraph's list
    /// when there is a cycle: those on it and behind it are missing.</summary>
    public ImmutableArray<int> TopologicalOrder => _order.IsDefault ? _order = IsOrdered() ? FileOrder() : Sort() : _order;

    private ByteRange Data(Tensor tensor) => tensor.Buffer < Model.Buffers.Length ? Model.Buffers[(int)tensor.Buffer].Data : default;
    private bool IsTensor(int index) => index >= 0 && index < Subgraph.Tensors.Length;

    private int[] Producers()
    {
        var producers = new int[Subgraph.Tensors.Length];
        for (var tensor = 0; tensor < producers.Length; tensor++) producers[tensor] = -1;
        for (var index = 0; index < Subgraph.Operators.Length; index++)
        {
            foreach (var tensor in Subgraph.Operators[index].Outputs.AsSpan())
                if (IsTensor(tensor) && producers[tensor] < 0) producers[tensor] = index;
        }
        return producers;
    }

    /// <summary>First how many consumers each tensor has, then who they are: most tensors have one, and a list for each would be most of the view.</summary>
    private int[][] Consumers()
    {
        var (counts, last) = (new int[Subgraph.Tensors.Length], new int[Subgraph.Tensors.Length]);
        for (var index = 0; index < Subgraph.Operators.Length; index++)
        {
            foreach (var tensor in Subgraph.Operators[index].Inputs.AsSpan())
            {
                // An operator that reads a tensor twice counts once.
                if (!IsTensor(tensor) || last[tensor] == index + 1) continue;
                counts[tensor]++;
                last[tensor] = index + 1;
            }
        }
        var consumers = new int[counts.Length][];
        for (var tensor = 0; tensor < counts.Length; tensor++) consumers[tensor] = counts[tensor] == 0 ? [] : new int[counts[tensor]];
        for (var index = Subgraph.Operators.Length - 1; index >= 0; index--)
        {
            foreach (var tensor in Subgraph.Operators[index].Inputs.AsSpan())
            {
                if (!IsTensor(tensor) || last[tensor] == -index - 1) continue;
                consumers[tensor][--counts[tensor]] = index;
                last[tensor] = -index - 1;
            }
        }
        return consumers;
    }

    /// <summary>Whether the file's order is one already, as nearly always.</summary>
    private bool IsOrdered()
    {
        for (var index = 0; index < Subgraph.Operators.Length; index++)
        {
            foreach (var tensor in Subgraph.Operators[index].Inputs.AsSpan())
                if (IsTensor(tensor) && _producers[tensor] >= index) return false;
        }
        return true;
    }

    private ImmutableArray<int> FileOrder()
    {
        var order = new int[Subgraph.Operators.Length];
        for (var index = 0; index < order.Length; index++) order[index] = index;
        return ImmutableCollectionsMarshal.AsImmutableArray(order);
    }

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
