using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SEGMENT_SUM: the sum of the rows of each segment. The ids, one for each row, begin with 0 and rise by one at most.</summary>
internal sealed class SegmentSum : MovingKernel
{
    private static readonly int[] SegmentInput = [1];
    private RowCombiner _combiner = static (_, _) => { };

    protected override ReadOnlySpan<int> ShapeInputs => SegmentInput;

    protected override void Check(KernelContext context)
    {
        var (data, segments) = (context.Input(0), context.Input(1));
        if (data.Type is not (TensorType.Int32 or TensorType.Float32)) throw context.UnsupportedType(data);
        _combiner = RowCombiners.Of(data.Type, Combination.Add) ?? throw context.UnsupportedType(data);
        context.RequireType(context.Output(0), data.Type);
        context.RequireType(segments, TensorType.Int32);
        if (data.Rank == 0 || segments.Rank != 1 || segments.Count != data.Dim(0)) throw context.Refusal($"the segments {segments} are not one for each row of {data}");
    }

    protected override void Plan(KernelContext context)
    {
        var segments = context.Integers(1);
        var last = -1L;
        for (var row = 0; row < segments.Count; row++)
        {
            if (segments[row] != last + 1 && (row == 0 || segments[row] != last)) throw context.Refusal($"segment {segments[row]} follows {last}");
            last = segments[row];
        }
        context.Resize(context.Output(0), [(int)last + 1, .. context.Input(0).Shape.AsSpan(1)]);
    }

    protected override void Move(KernelContext context)
    {
        var (data, output) = (context.Input(0), context.Output(0));
        var segments = context.Integers(1);
        var target = output.Write<byte>();
        target.Clear();
        if (data.Count == 0) return;
        var length = data.ByteCount / data.Dim(0);
        for (var row = 0; row < segments.Count; row++) _combiner(target.Slice((int)segments[row] * length, length), data.Bytes.Slice(row * length, length));
    }
}
