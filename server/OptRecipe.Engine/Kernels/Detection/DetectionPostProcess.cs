using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>TFLite_Detection_PostProcess. Input 0 holds boxes relative to the anchors of input 2 [n, 4] (both center y, x, height, width; float32 or uint8), input 1 scores
/// [1, n, classes], with or without a background class in front. A box has its center at anchor + offset × anchor size / scale, and half the size exp(size / scale) × anchor size / 2,
/// in float64. The fast suppression goes by the best class of each box and gives its best few classes, the regular one selects in each class and merges. Outputs, float32:
/// corners [1, m, 4], classes, scores, their number; what is not filled is 0, where the runtimes leave what was there.</summary>
internal sealed class DetectionPostProcess : Kernel
{
    private DetectionOptions? _options;
    private int _boxes, _scores, _classScores, _order, _isDropped, _selected, _classes, _merged, _mergedScores;

    public override void Prepare(KernelContext context)
    {
        var options = _options = DetectionOptions.Of(context);
        var (boxes, predictions, anchors) = (context.Input(0), context.Input(1), context.Input(2));
        if (boxes.Type is not (TensorType.Float32 or TensorType.UInt8)) throw context.UnsupportedType(boxes);
        if (predictions.Type is not (TensorType.Float32 or TensorType.UInt8)) throw context.UnsupportedType(predictions);
        if (anchors.Type != boxes.Type) throw context.Refusal($"the anchors are {anchors.Type.Name()}, expected the boxes' {boxes.Type.Name()}");
        if (boxes.Rank != 3 || boxes.Dim(0) != 1 || boxes.Dim(2) < BoxOverlap.Numbers) throw context.Refusal($"the boxes are {boxes}, expected [1,n,4]");
        var count = boxes.Dim(1);
        if (predictions.Rank != 3 || predictions.Dim(0) != 1 || predictions.Dim(1) != count || predictions.Dim(2) != options.ClassCount && predictions.Dim(2) - 1 != options.ClassCount)
            throw context.Refusal($"the scores are {predictions}, expected [1,{count},{options.ClassCount}] or one class more");
        if (anchors.Rank != 2 || anchors.Dim(1) != BoxOverlap.Numbers || anchors.Dim(0) < count) throw context.Refusal($"the anchors are {anchors}, expected [{count},4]");
        for (var index = 0; index < 4; index++)
            if (context.Output(index).Type != TensorType.Float32) throw context.Refusal($"output {index} is {context.Output(index).Type.Name()}, expected FLOAT32");

        var detections = checked(options.MaxDetections * options.MaxClassesPerDetection);
        context.Resize(context.Output(0), 1, detections, BoxOverlap.Numbers);
        context.Resize(context.Output(1), 1, detections);
        context.Resize(context.Output(2), 1, detections);
        context.Resize(context.Output(3), 1);
        _boxes = context.RequestScratch((long)count * BoxOverlap.Numbers * sizeof(float));
        _scores = context.RequestScratch(predictions.Type == TensorType.UInt8 ? (long)predictions.Count * sizeof(float) : 0);
        _classScores = context.RequestScratch((long)count * sizeof(float));
        _order = context.RequestScratch((long)count * sizeof(int));
        _isDropped = context.RequestScratch(count);
        _selected = context.RequestScratch((long)count * sizeof(int));
        _classes = context.RequestScratch((long)options.ClassCount * sizeof(int));
        var merged = options.UsesRegularSuppression ? (long)options.MaxDetections + 1 : 0;
        _merged = context.RequestScratch(merged * sizeof(int));
        _mergedScores = context.RequestScratch(merged * sizeof(float));
    }

    public override void Run(KernelContext context)
    {
        if (_options is not { } options) return;
        for (var index = 0; index < 4; index++) context.Output(index).Write<float>().Clear();
        var boxes = context.Scratch<float>(_boxes);
        DecodeBoxes(context, options, boxes);
        ReadOnlySpan<float> scores = context.Input(1).Type == TensorType.UInt8 ? Dequantized(context.Input(1), context.Scratch<float>(_scores)) : context.Input(1).Read<float>();
        var selection = new BoxSelection(boxes, options.ScoreThreshold, options.OverlapThreshold, context.Scratch<int>(_order), context.Scratch<byte>(_isDropped));
        context.Output(3).Write<float>()[0] = options.UsesRegularSuppression ? SelectRegularly(context, options, boxes, scores, selection) : SelectFast(context, options, boxes, scores, selection);
    }

    private static void DecodeBoxes(KernelContext context, DetectionOptions options, Span<float> boxes)
    {
        var (input, anchors) = (context.Input(0), context.Input(2));
        var (stride, scales) = (input.Dim(2), options.Scales);
        for (var box = 0; box < input.Dim(1); box++)
        {
            var corners = boxes.Slice(box * BoxOverlap.Numbers, BoxOverlap.Numbers);
            for (var axis = 0; axis < 2; axis++)
            {
                double size = Number(anchors, box * BoxOverlap.Numbers + axis + 2);
                var center = (float)((double)Number(input, box * stride + axis) / scales[axis] * size + Number(anchors, box * BoxOverlap.Numbers + axis));
                var half = (float)(0.5 * Math.Exp((double)Number(input, box * stride + axis + 2) / scales[axis + 2]) * size);
                (corners[axis], corners[axis + 2]) = (center - half, center + half);
                if (corners[axis] > corners[axis + 2]) throw context.Refusal($"box {box} has a negative size");
            }
        }
    }

    private static float Number(RuntimeTensor tensor, int index) =>
        tensor.Type == TensorType.UInt8 ? ((float)tensor.Read<byte>()[index] - tensor.ZeroPoint) * tensor.Scale : tensor.Read<float>()[index];

    private static Span<float> Dequantized(RuntimeTensor tensor, Span<float> numbers)
    {
        var values = tensor.Read<byte>();
        for (var index = 0; index < values.Length; index++) numbers[index] = tensor.Scale * (values[index] - tensor.ZeroPoint);
        return numbers;
    }

    private int SelectFast(KernelContext context, DetectionOptions options, ReadOnlySpan<float> boxes, ReadOnlySpan<float> scores, BoxSelection selection)
    {
        var bestScores = context.Scratch<float>(_classScores);
        var classes = context.Scratch<int>(_classes);
        var selected = context.Scratch<int>(_selected);
        var perBox = context.Input(1).Dim(2);
        var label = perBox - options.ClassCount;
        var kept = Math.Min(options.MaxClassesPerDetection, options.ClassCount);
        for (var box = 0; box < bestScores.Length; box++)
        {
            var ofBox = scores.Slice(box * perBox + label, options.ClassCount);
            BestClasses(ofBox, kept, classes);
            bestScores[box] = ofBox[classes[0]];
        }
        var count = selection.Select(bestScores, options.MaxDetections, selected);
        for (var index = 0; index < count; index++)
        {
            var ofBox = scores.Slice(selected[index] * perBox + label, options.ClassCount);
            BestClasses(ofBox, kept, classes);
            for (var rank = 0; rank < kept; rank++)
                Write(context, index * options.MaxClassesPerDetection + rank, boxes.Slice(selected[index] * BoxOverlap.Numbers, BoxOverlap.Numbers), classes[rank], ofBox[classes[rank]]);
        }
        return count;
    }

    private static void BestClasses(ReadOnlySpan<float> scores, int count, Span<int> classes)
    {
        for (var index = 0; index < classes.Length; index++) classes[index] = index;
        if (count == 1) IndexHeap.PartialSort(classes, 1, new Falling<float>(scores));
        else IndexHeap.PartialSort(classes, count, new FallingLoosely(scores));
    }

    private int SelectRegularly(KernelContext context, DetectionOptions options, ReadOnlySpan<float> boxes, ReadOnlySpan<float> scores, BoxSelection selection)
    {
        var classScores = context.Scratch<float>(_classScores);
        var selected = context.Scratch<int>(_selected);
        var merged = context.Scratch<int>(_merged);
        var mergedScores = context.Scratch<float>(_mergedScores);
        var perBox = context.Input(1).Dim(2);
        var (label, total) = (perBox - options.ClassCount, 0);
        for (var type = 0; type < options.ClassCount; type++)
        {
            for (var box = 0; box < classScores.Length; box++) classScores[box] = scores[box * perBox + label + type];
            var count = selection.Select(classScores, Math.Min(options.DetectionsPerClass, options.MaxDetections), selected);
            for (var index = 0; index < count; index++)
            {
                var (score, place) = (classScores[selected[index]], total);
                for (; place > 0 && mergedScores[place - 1] < score; place--) (merged[place], mergedScores[place]) = (merged[place - 1], mergedScores[place - 1]);
                (merged[place], mergedScores[place]) = (selected[index] * perBox + label + type, score);
                total = Math.Min(total + 1, options.MaxDetections);
            }
        }
        for (var index = 0; index < total; index++)
        {
            var box = merged[index] / perBox;
            Write(context, index, boxes.Slice(box * BoxOverlap.Numbers, BoxOverlap.Numbers), merged[index] % perBox - label, mergedScores[index]);
        }
        return total;
    }

    private static void Write(KernelContext context, int place, ReadOnlySpan<float> box, int type, float score)
    {
        box.CopyTo(context.Output(0).Write<float>()[(place * BoxOverlap.Numbers)..]);
        context.Output(1).Write<float>()[place] = type;
        context.Output(2).Write<float>()[place] = score;
    }
}
