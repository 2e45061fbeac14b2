using OptRecipe.Engine.Arena;
using OptRecipe.Engine.Kernels;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Interpretation;

/// <summary>Gives the tensors and scratch buffers of a segment their places in one block.</summary>
internal sealed class SegmentPlan(SubgraphRunner runner, Node[] nodes, RuntimeTensor[] tensors, LiveRanges ranges, Segment segment)
{
    private readonly List<ArenaRequest> _requests = [];
    private readonly List<RuntimeTensor> _placed = [];
    // By tensor: the number of its request, counted from 1; 0 for none.
    private readonly int[] _requestOf = new int[tensors.Length];
    private readonly bool _preservesAll = runner.Interpreter.Options.PreserveAllTensors;
    private LiveRanges? _microRanges;
    // Offsets that the file gives, −1 or no element where it gives none.
    private int[] _offline = [];

    public unsafe void Place()
    {
        if (!TryRequestOffline())
        {
            (_microRanges, _offline) = (null, []);
            RequestAll();
        }
        var scratch = RequestScratch();
        var plan = ArenaPlanner.Plan([.. _requests]);
        runner.Interpreter.Reserve(plan.ByteCount, "running this graph", runner.Stage);
        var block = new NativeBlock(plan.ByteCount);
        segment.Place(block, _placed);
        for (var index = 0; index < _placed.Count; index++) _placed[index].SetPointer(block.Pointer + plan.Offsets[index]);
        for (var index = 0; index < scratch.Count; index++) scratch[index].Pointer = block.Pointer + plan.Offsets[_placed.Count + index];
    }

    /// <summary>Requests with the offsets of the file's plan, if it has one and no two tensors that it places overlap. A plan is made for inputs that need not outlive their last use.</summary>
    private bool TryRequestOffline()
    {
        if (segment.First > 0 || _preservesAll || OfflinePlan.Read(runner.Interpreter.Model, runner.Index) is not { Length: > 0 } offsets) return false;
        (_microRanges, _offline) = (new(runner.Subgraph, inputsStay: false), offsets);
        RequestAll();
        return OfflinePlan.IsConsistent(_requests, runner.Interpreter.Options.MemoryLimitBytes);
    }

    private LiveRanges Ranges => _microRanges ?? ranges;

    private void RequestAll()
    {
        _requests.Clear();
        _placed.Clear();
        Array.Clear(_requestOf);
        if (segment.First == 0)
            foreach (var index in runner.Subgraph.Inputs) Request(tensors[index], -1);
        for (var op = segment.First; op < segment.End; op++)
            foreach (var output in nodes[op].Context.Outputs) Request(output, op);
    }

    private void Request(RuntimeTensor tensor, int op)
    {
        if (tensor.Memory != TensorMemory.Arena || _requestOf[tensor.Index] > 0) return;
        _requestOf[tensor.Index] = _requests.Count + 1;
        _placed.Add(tensor);
        var (first, last) = _preservesAll ? (0, nodes.Length) : (Ranges.First(tensor.Index), Ranges.Last(tensor.Index));
        var offset = tensor.Index < _offline.Length ? _offline[tensor.Index] : -1;
        _requests.Add(new(tensor.ByteCount, first, last, offset, offset < 0 && op >= 0 ? Host(tensor, op) : -1));
    }

    /// <summary>The request of the input whose memory an output may take over: one that ends here, of the same size.</summary>
    private int Host(RuntimeTensor output, int op)
    {
        var (kernel, context) = (nodes[op].Kernel, nodes[op].Context);
        if (_preservesAll || kernel.InPlaceInput < 0 || output != context.Output(0) || context.OutputCount > 1 || Ranges.First(output.Index) != op) return -1;
        return context.OptionalInput(kernel.InPlaceInput) is { Memory: TensorMemory.Arena, IsVariable: false } input && _requestOf[input.Index] - 1 is >= 0 and var host
            && Ranges.Last(input.Index) == op && input.ByteCount == output.ByteCount && _requests[host].FixedOffset < 0 ? host : -1;
    }

    private List<ScratchBuffer> RequestScratch()
    {
        var scratch = new List<ScratchBuffer>();
        for (var op = segment.First; op < segment.End; op++)
        {
            foreach (var buffer in nodes[op].Context.ScratchBuffers)
            {
                scratch.Add(buffer);
                _requests.Add(new(buffer.ByteCount, op, op));
            }
        }
        return scratch;
    }
}
