using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>NON_MAX_SUPPRESSION_V4 and V5. Boxes [n, 4] and scores [n] of float32, then scalars: the most boxes (int32), the overlap from which a box is dropped, the score that it has
/// to exceed; V5 adds σ. Boxes are taken by falling score; V5 with σ &gt; 0 first lowers a score by exp(−overlap² / 2σ) for each box taken. Outputs: indices, (V5) scores,
/// both filled with zeros, and their number.</summary>
internal sealed class NonMaxSuppression(bool isSoft) : Kernel
{
    private int _scores, _begins, _heap;

    public override void Prepare(KernelContext context)
    {
        var boxes = context.Input(0);
        if (boxes.Type != TensorType.Float32 || boxes.Rank != 2 || boxes.Dim(1) != BoxOverlap.Numbers) throw context.Refusal($"the boxes are {boxes}, expected FLOAT32[n,4]");
        var count = boxes.Dim(0);
        if (context.Input(1) is not { Type: TensorType.Float32, Rank: 1 } scores || scores.Dim(0) != count) throw context.Refusal($"the scores are {context.Input(1)}, expected FLOAT32[{count}]");
        CheckScalar(context, 2, TensorType.Int32);
        for (var index = 3; index < (isSoft ? 6 : 5); index++) CheckScalar(context, index, TensorType.Float32);
        for (var index = 0; index < (isSoft ? 3 : 2); index++)
        {
            var expected = isSoft && index == 1 ? TensorType.Float32 : TensorType.Int32;
            if (context.Output(index).Type != expected) throw context.Refusal($"output {index} is {context.Output(index).Type.Name()}, expected {expected.Name()}");
        }
        _scores = context.RequestScratch((long)count * sizeof(float));
        _begins = context.RequestScratch((long)count * sizeof(int));
        _heap = context.RequestScratch((long)count * sizeof(int));
        context.Resize(context.Output(isSoft ? 2 : 1));
        if (context.Input(2).IsKnown)
        {
            Resize(context);
            return;
        }
        context.MakeDynamic(context.Output(0));
        if (isSoft) context.MakeDynamic(context.Output(1));
    }

    public override void Run(KernelContext context)
    {
        if (context.Output(0).Memory == TensorMemory.Dynamic) Resize(context);
        var indices = context.Output(0).Write<int>();
        var scores = isSoft ? context.Output(1).Write<float>() : [];
        indices.Clear();
        scores.Clear();
        context.Output(isSoft ? 2 : 1).Write<int>()[0] = Select(context, indices, scores);
    }

    private void Resize(KernelContext context)
    {
        var count = context.Input(2).Read<int>()[0];
        if (count < 0) throw context.Refusal($"at most {count} boxes are asked for");
        context.Resize(context.Output(0), count);
        if (isSoft) context.Resize(context.Output(1), count);
    }

    private int Select(KernelContext context, Span<int> selected, Span<float> selectedScores)
    {
        var boxes = context.Input(0).Read<float>();
        var given = context.Input(1).Read<float>();
        var (overlapLimit, scoreLimit) = (context.Input(3).Read<float>()[0], context.Input(4).Read<float>()[0]);
        var sigma = isSoft ? context.Input(5).Read<float>()[0] : 0;
        if (sigma < 0) throw context.Refusal($"σ is {sigma}, expected at least 0");
        var scale = sigma > 0 ? (float)(-0.5 / sigma) : 0;
        var scores = context.Scratch<float>(_scores);
        var begins = context.Scratch<int>(_begins);
        var heap = context.Scratch<int>(_heap);
        given.CopyTo(scores);
        begins.Clear();
        var waiting = 0;
        for (var box = 0; box < given.Length; box++)
        {
            if (!(given[box] > scoreLimit)) continue;
            heap[waiting++] = box;
            IndexHeap.Push(heap[..waiting], new RisingLoosely(scores));
        }
        var (count, limit) = (0, Math.Min(waiting, selected.Length));
        while (count < limit && waiting > 0)
        {
            IndexHeap.Pop(heap[..waiting], new RisingLoosely(scores));
            var box = heap[--waiting];
            var (score, isDropped) = (scores[box], false);
            // A box that was lowered before has already met those selected until then.
            for (var index = count - 1; index >= begins[box]; index--)
            {
                var overlap = BoxOverlap.Of(boxes, box, selected[index]);
                isDropped = overlap >= overlapLimit;
                if (isDropped) break;
                if (sigma > 0) score *= (float)Math.Exp(scale * overlap * overlap);
                if (score <= scoreLimit) break;
            }
            begins[box] = count;
            if (isDropped) continue;
            if (score == scores[box])
            {
                selected[count] = box;
                if (isSoft) selectedScores[count] = score;
                count++;
            }
            // Also a box just taken comes back: it then meets itself, and is dropped unless it has no area.
            scores[box] = score;
            if (!(score > scoreLimit)) continue;
            heap[waiting++] = box;
            IndexHeap.Push(heap[..waiting], new RisingLoosely(scores));
        }
        return count;
    }

    private static void CheckScalar(KernelContext context, int index, TensorType type)
    {
        var input = context.Input(index);
        if (input.Type != type || input.Rank != 0) throw context.Refusal($"input {index} is {input}, expected a scalar of {type.Name()}");
    }
}
