using OptRecipe.Engine.Arena;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Interpretation;

/// <summary>The prepared stretches of a subgraph, each with a block of planned memory.</summary>
internal sealed class SegmentList(SubgraphRunner runner, Node[] nodes, RuntimeTensor[] tensors) : IDisposable
{
    private readonly LiveRanges _ranges = new(runner.Subgraph);
    private readonly List<Segment> _segments = [];
    private int _current;

    /// <summary>Whether all operators were prepared at once, because none of them has an output whose shape is unknown.</summary>
    public bool IsComplete => _segments is [{ EndsDynamic: false } all] && all.End == nodes.Length;

    public MemoryUse Memory
    {
        get
        {
            var (arena, persistent, dynamic) = (0L, 0L, 0L);
            foreach (var segment in _segments) arena += segment.Block?.ByteCount ?? 0;
            foreach (var tensor in tensors)
            {
                persistent += tensor.Memory == TensorMemory.Persistent ? tensor.OwnByteCount : tensor.ExpandedByteCount;
                dynamic += tensor.Memory == TensorMemory.Dynamic ? tensor.OwnByteCount : 0;
            }
            return new(arena, persistent, dynamic);
        }
    }

    /// <summary>Prepares from the first operator on.</summary>
    public void Start()
    {
        Drop(0);
        var missing = 0L;
        foreach (var tensor in tensors)
            if (IsVariable(tensor)) missing += tensor.ByteCount - tensor.OwnByteCount;
        runner.Interpreter.Reserve(missing, "the variables", runner.Stage);
        foreach (var tensor in tensors)
            if (IsVariable(tensor)) tensor.Own(tensor.ByteCount);
        Prepare(0);
    }

    private static bool IsVariable(RuntimeTensor tensor) => tensor.Memory == TensorMemory.Persistent && !tensor.IsComputedOnce;

    /// <summary>Makes sure that an operator about to run is prepared for the shapes that those before it gave.</summary>
    public void Enter(int op)
    {
        if (op == 0) _current = 0;
        else if (_current < _segments.Count && _segments[_current] is { } now && op >= now.First && op < now.End) return;
        else _current = LastUpTo(op);
        if (op >= _segments[_current].End) _current++;
        if (_current < _segments.Count && (_current == 0 || _segments[_current].Version == VersionBefore(_current))) return;
        Drop(_current);
        Prepare(op);
    }

    public void Dispose() => Drop(0);

    // A method of its own: its closure would otherwise be made on every entry.
    private int LastUpTo(int op) => _segments.FindLastIndex(segment => segment.First <= op);

    /// <summary>Changes whenever a dynamic tensor that earlier segments end with changes its shape.</summary>
    private int VersionBefore(int segment)
    {
        var version = 0;
        for (var index = 0; index < segment; index++)
            foreach (var output in nodes[_segments[index].End - 1].Context.Outputs) version += output.ShapeVersion;
        return version;
    }

    private void Prepare(int first)
    {
        var (end, endsDynamic) = (first, false);
        // A later segment is prepared while the graph runs.
        var stage = runner.Stage;
        runner.Stage = InterpreterStage.Allocate;
        while (end < nodes.Length && !endsDynamic)
        {
            Prepare(nodes[end]);
            endsDynamic = nodes[end++].Context.Outputs.Any(output => output.Memory == TensorMemory.Dynamic);
        }
        var segment = new Segment(first, end, endsDynamic, VersionBefore(_segments.Count));
        new SegmentPlan(runner, nodes, tensors, _ranges, segment).Place();
        _segments.Add(segment);
        runner.Stage = stage;
    }

    private static void Prepare(Node node)
    {
        node.Context.ForgetScratch();
        foreach (var output in node.Context.Outputs)
        {
            if (output.IsVariable) continue;
            output.Memory = TensorMemory.Arena;
            output.IsComputedOnce = false;
        }
        try
        {
            node.Kernel.Prepare(node.Context);
        }
        catch (OverflowException)
        {
            throw node.Context.Refusal("a size overflows");
        }
    }

    private void Drop(int from)
    {
        for (var index = from; index < _segments.Count; index++) _segments[index].Dispose();
        _segments.RemoveRange(from, _segments.Count - from);
    }
}

/// <summary>Operators from <paramref name="first"/> up to, not including, <paramref name="end"/>.</summary>
internal sealed class Segment(int first, int end, bool endsDynamic, int version) : IDisposable
{
    public int First => first;
    public int End => end;
    public bool EndsDynamic => endsDynamic;
    public int Version => version;
    public NativeBlock? Block { get; private set; }
    private IReadOnlyList<RuntimeTensor> _placed = [];

    /// <summary>Takes over a block and the tensors that live in it.</summary>
    public void Place(NativeBlock block, IReadOnlyList<RuntimeTensor> placed) => (Block, _placed) = (block, placed);

    /// <summary>Frees the block; its tensors have no memory then.</summary>
    public unsafe void Dispose()
    {
        foreach (var tensor in _placed) tensor.SetPointer(null);
        Block?.Dispose();
    }
}
