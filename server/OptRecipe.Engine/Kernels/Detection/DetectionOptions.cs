using OptRecipe.FlatBuffers;

namespace OptRecipe.Engine.Kernels;

/// <summary>Options of TFLite_Detection_PostProcess: a FlexBuffer map.</summary>
internal sealed record DetectionOptions
{
    public int MaxDetections { get; private init; }
    public int MaxClassesPerDetection { get; private init; }
    /// <summary>Of the regular suppression; 100 where the file has none.</summary>
    public int DetectionsPerClass { get; private init; }
    public bool UsesRegularSuppression { get; private init; }
    public float ScoreThreshold { get; private init; }
    public float OverlapThreshold { get; private init; }
    public int ClassCount { get; private init; }
    /// <summary>Of y, x, height and width.</summary>
    public float[] Scales { get; private init; } = [];

    /// <summary>Refuses what is no FlexBuffer and numbers that the operator cannot work with.</summary>
    public static DetectionOptions Of(KernelContext context)
    {
        try
        {
            var map = FlexValue.Root(context.CustomOptions);
            var options = new DetectionOptions
            {
                MaxDetections = map["max_detections"].Int32,
                MaxClassesPerDetection = map["max_classes_per_detection"].Int32,
                DetectionsPerClass = map["detections_per_class"] is { IsNull: false } value ? value.Int32 : 100,
                UsesRegularSuppression = map["use_regular_nms"].IsTrue,
                ScoreThreshold = map["nms_score_threshold"].Single,
                OverlapThreshold = map["nms_iou_threshold"].Single,
                ClassCount = map["num_classes"].Int32,
                Scales = [map["y_scale"].Single, map["x_scale"].Single, map["h_scale"].Single, map["w_scale"].Single],
            };
            options.Check(context);
            return options;
        }
        catch (FlatBufferException error)
        {
            throw context.Refusal($"its options are no FlexBuffer: {error.Message}");
        }
    }

    private void Check(KernelContext context)
    {
        if (MaxDetections < 1 || MaxClassesPerDetection < 1 || ClassCount < 1)
            throw context.Refusal($"max_detections {MaxDetections}, max_classes_per_detection {MaxClassesPerDetection} and num_classes {ClassCount} are not all positive");
        if (UsesRegularSuppression && DetectionsPerClass < 1) throw context.Refusal($"detections_per_class is {DetectionsPerClass}, expected at least 1");
        if (!(OverlapThreshold > 0 && OverlapThreshold <= 1)) throw context.Refusal($"nms_iou_threshold is {OverlapThreshold}, expected above 0 up to 1");
    }
}
