using System.Collections.Immutable;

namespace OptRecipe.TFLite.Graphs;

/// <summary>Cuts a runnable part out of a model.</summary>
public static class SubModel
{
    /// <summary>The operators of a subgraph that lead from some tensors to others, as a model whose first subgraph they are: its inputs are <paramref name="from"/> and
    /// whatever inputs of the subgraph are needed beside them, its outputs <paramref name="to"/>. Constants, versions, the subgraphs that are called, and what fills and updates
    /// the variables that are read come along; signatures and metadata, which speak of the whole, do not.</summary>
    /// <exception cref="ArgumentException">A tensor does not exist, or no operator is left.</exception>
    public static Model Extract(Model model, int subgraphIndex, ImmutableArray<int> from, ImmutableArray<int> to)
    {
        var graph = new GraphView(model, subgraphIndex);
        var subgraph = graph.Subgraph;
        foreach (var tensor in from.Concat(to))
            if (tensor < 0 || tensor >= subgraph.Tensors.Length) throw new ArgumentException($"there is no tensor {tensor}, the subgraph has {subgraph.Tensors.Length}");
        var operators = OperatorsBetween(graph, from, to);
        if (operators.Count == 0) throw new ArgumentException("no operator lies between the tensors");

        var tensors = new Renumbering();
        foreach (var tensor in from) tensors.Of(tensor);
        foreach (var index in operators)
        {
            var op = subgraph.Operators[index];
            foreach (var tensor in op.Inputs.Concat(op.Intermediates.IsDefault ? [] : op.Intermediates).Concat(op.Outputs)) tensors.Of(tensor);
        }
        foreach (var tensor in to) tensors.Of(tensor);
        for (var index = 0; index < tensors.Originals.Count; index++)
        {
            // Block scales are tensors that no operator names; the list grows while it is walked.
            if (subgraph.Tensors[tensors.Originals[index]].Quantization?.Details is not BlockwiseQuantization blockwise) continue;
            tensors.Of(blockwise.Scales);
            tensors.Of(blockwise.ZeroPoints);
        }
        var needed = subgraph.Inputs.Where(tensor => tensors.Contains(tensor) && !from.Contains(tensor) && operators.Any(op => subgraph.Operators[op].Inputs.Contains(tensor)));
        var part = subgraph with
        {
            Tensors = [.. tensors.Originals.Select(tensor => Renumber(subgraph.Tensors[tensor], tensors) with { Buffer = from.Contains(tensor) ? 0 : subgraph.Tensors[tensor].Buffer })],
            Inputs = [.. from.Concat(needed).Distinct().Select(tensors.Of)],
            Outputs = [.. to.Select(tensors.Of)],
            Operators = [.. operators.Select(index => Renumber(subgraph.Operators[index], tensors))],
        };
        var whole = model with { Subgraphs = model.Subgraphs.SetItem(subgraphIndex, part), Signatures = [], Metadata = [], MetadataBuffers = [], Appended = default };
        return WithoutUnused(WithCalledSubgraphs(whole, subgraphIndex));
    }

    /// <summary>The subgraph first, then those it calls; the others are left out.</summary>
    private static Model WithCalledSubgraphs(Model model, int first)
    {
        var reachable = SubgraphCalls.Reachable(model, first);
        return model with
        {
            Subgraphs = [.. reachable.Select(index => model.Subgraphs[index] with
            {
                Operators = [.. model.Subgraphs[index].Operators.Select(op => SubgraphCalls.Renumber(op, called => Math.Max(0, reachable.IndexOf(called))))],
            })],
        };
    }

    private static List<int> OperatorsBetween(GraphView graph, ImmutableArray<int> from, ImmutableArray<int> to)
    {
        var found = new SortedSet<int>();
        Follow(graph, from, to, found);
        if (found.Count == 0) return [];
        if (found.Any(op => Kind(graph, op) is BuiltinOperator.VarHandle or BuiltinOperator.Hashtable)) AddState(graph, from, found);
        return [.. found];
    }

    /// <summary>What has no output and yet counts: the call that fills variables and tables, and assignments of what is computed here.</summary>
    private static void AddState(GraphView graph, ImmutableArray<int> from, SortedSet<int> found)
    {
        for (var index = 0; index < graph.Subgraph.Operators.Length; index++)
        {
            var kind = Kind(graph, index);
            if (kind == BuiltinOperator.CallOnce) found.Add(index);
            if (kind != BuiltinOperator.AssignVariable || found.Contains(index)) continue;
            bool IsHere(int tensor) => tensor < 0 || from.Contains(tensor) || graph.Producer(tensor) is var producer && (producer < 0 ? !graph.IsInput(tensor) : found.Contains(producer) || Kind(graph, producer) == BuiltinOperator.VarHandle);
            if (!graph.Subgraph.Operators[index].Inputs.All(tensor => tensor < graph.Subgraph.Tensors.Length && IsHere(tensor))) continue;
            found.Add(index);
            Follow(graph, from, graph.Subgraph.Operators[index].Inputs, found);
        }
    }

    private static void Follow(GraphView graph, ImmutableArray<int> from, ImmutableArray<int> to, SortedSet<int> found)
    {
        var open = new Stack<int>(to);
        while (open.TryPop(out var tensor))
        {
            if (tensor < 0 || tensor >= graph.Subgraph.Tensors.Length || from.Contains(tensor) || graph.Producer(tensor) is not (>= 0 and var producer) || !found.Add(producer)) continue;
            foreach (var input in graph.Subgraph.Operators[producer].Inputs) open.Push(input);
        }
    }

    private static BuiltinOperator Kind(GraphView graph, int op) =>
        graph.Subgraph.Operators[op].OpcodeIndex is var code && code < graph.Model.OperatorCodes.Length ? graph.Model.OperatorCodes[(int)code].Builtin : BuiltinOperator.Custom;

    private static Tensor Renumber(Tensor tensor, Renumbering tensors) => tensor.Quantization is { Details: BlockwiseQuantization blockwise } quantization
        ? tensor with { Quantization = quantization with { Details = blockwise with { Scales = tensors.Of(blockwise.Scales), ZeroPoints = tensors.Of(blockwise.ZeroPoints) } } }
        : tensor;

    private static Operator Renumber(Operator op, Renumbering tensors) => op with
    {
        Inputs = [.. op.Inputs.Select(tensors.Of)],
        Outputs = [.. op.Outputs.Select(tensors.Of)],
        Intermediates = op.Intermediates.IsDefault ? default : [.. op.Intermediates.Select(tensors.Of)],
    };

    /// <summary>Drops buffers and operator codes that nothing names any more.</summary>
    private static Model WithoutUnused(Model model)
    {
        var (buffers, codes) = (new Renumbering(), new Renumbering());
        buffers.Of(0);
        foreach (var subgraph in model.Subgraphs)
        {
            foreach (var tensor in subgraph.Tensors) buffers.Of((int)tensor.Buffer);
            foreach (var op in subgraph.Operators) codes.Of((int)op.OpcodeIndex);
        }
        return model with
        {
            Buffers = [.. buffers.Originals.Select(index => index < model.Buffers.Length ? model.Buffers[index] : Buffer.Empty)],
            OperatorCodes = [.. codes.Originals.Where(index => index < model.OperatorCodes.Length).Select(index => model.OperatorCodes[index])],
            Subgraphs = [.. model.Subgraphs.Select(subgraph => subgraph with
            {
                Tensors = [.. subgraph.Tensors.Select(tensor => tensor with { Buffer = (uint)buffers.Of((int)tensor.Buffer) })],
                Operators = [.. subgraph.Operators.Select(op => op with { OpcodeIndex = (uint)codes.Of((int)op.OpcodeIndex) })],
            })],
        };
    }

    /// <summary>New numbers in the order of asking; −1 stays.</summary>
    private sealed class Renumbering
    {
        private readonly Dictionary<int, int> _numbers = [];
        public List<int> Originals { get; } = [];
        public bool Contains(int original) => _numbers.ContainsKey(original);

        public int Of(int original)
        {
            if (original < 0) return -1;
            if (_numbers.TryGetValue(original, out var number)) return number;
            Originals.Add(original);
            return _numbers[original] = Originals.Count - 1;
        }
    }
}
