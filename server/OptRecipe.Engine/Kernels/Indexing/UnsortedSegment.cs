using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>UNSORTED_SEGMENT_SUM, _PROD, _MAX and _MIN: the rows of each segment combined, beginning with 0, 1, the lowest or the highest finite number. The ids (second input) have the
/// shape of the first dimensions of the data; rows with a negative id are left out. The third input is the number of segments.</summary>
internal sealed class UnsortedSegment(Combination combination) : MovingKernel
{
    private static readonly int[] CountInput = [2];
    private RowCombiner _combiner = static (_, _) => { };

    protected override ReadOnlySpan<int> ShapeInputs => CountInput;

    protected override void Check(KernelContext context)
    {
        var (data, segments, count) = (context.Input(0), context.Input(1), context.Input(2));
        if (data.Type is not (TensorType.Int32 or TensorType.Float32)) throw context.UnsupportedType(data);
        _combiner = RowCombiners.Of(data.Type, combination) ?? throw context.UnsupportedType(data);
        context.RequireType(context.Output(0), data.Type);
        context.RequireType(segments, TensorType.Int32);
        context.RequireType(count, TensorType.Int32);
        if (count.Count != 1 || count.Rank > 1) throw context.Refusal($"the number of segments is {count}, one value is expected");
        if (segments.Rank > data.Rank || !data.Shape.AsSpan(0, segments.Rank).SequenceEqual(segments.Shape)) throw context.Refusal($"the segments {segments} do not fit the data {data}");
    }

    protected override void Plan(KernelContext context) =>
        context.Resize(context.Output(0), [context.Integers(2).Int32(0), .. context.Input(0).Shape.AsSpan(context.Input(1).Rank)]);

    protected override void Move(KernelContext context)
    {
        var (data, output) = (context.Input(0), context.Output(0));
        var segments = context.Integers(1);
        var target = output.Write<byte>();
        FillWithNeutral(output);
        var length = output.Rank == 0 || output.Dim(0) == 0 ? 0 : output.ByteCount / output.Dim(0);
        for (var row = 0; row < segments.Count; row++)
        {
            var segment = segments[row];
            if (segment >= output.Dim(0)) throw context.Refusal($"segment {segment} is outside {output.Dim(0)} segments");
            if (segment >= 0) _combiner(target.Slice((int)segment * length, length), data.Bytes.Slice(row * length, length));
        }
    }

    private void FillWithNeutral(RuntimeTensor output)
    {
        if (output.Type == TensorType.Float32)
            output.Write<float>().Fill(combination switch { Combination.Add => 0, Combination.Multiply => 1, Combination.Maximum => float.MinValue, _ => float.MaxValue });
        else output.Write<int>().Fill(combination switch { Combination.Add => 0, Combination.Multiply => 1, Combination.Maximum => int.MinValue, _ => int.MaxValue });
    }
}
