namespace OptRecipe.Targets;

/// <summary>A change of the recipe (or, where there is none, of the model) that would take a verdict away.</summary>
public enum RemedyKind
{
    /// <summary>Quantize activations too: needs calibration data.</summary>
    FullInt8,
    /// <summary>Leave this operator, or the model, in float32.</summary>
    StayFloat32,
    /// <summary>One scale for the weights of FULLY_CONNECTED.</summary>
    PerTensorFullyConnected,
    /// <summary>One scale for the weights of this operator.</summary>
    PerTensorWeights,
    /// <summary>float16 weights instead of int8 ones.</summary>
    Float16Weights,
    /// <summary>int8 instead of int4 or int2 weights.</summary>
    Int8Weights,
    /// <summary>int8 instead of int16 activations.</summary>
    Int8Activations,
    /// <summary>A newer <c>runtime</c>, if the devices have it; <see cref="Remedy.Detail"/> names the oldest that will do.</summary>
    NewerRuntime,
    /// <summary>No sparse encoding of the weights.</summary>
    DenseWeights,
    /// <summary>Inputs whose size is known before the model runs.</summary>
    FixedShapes,
    /// <summary>Convert the model again with another operator; <see cref="Remedy.Detail"/> says which.</summary>
    OtherOperator,
}

/// <summary>A remedy and its parameter.</summary>
/// <param name="Detail">For <see cref="RemedyKind.NewerRuntime"/> a version, for <see cref="RemedyKind.OtherOperator"/> a sentence; else empty.</param>
public sealed record Remedy(RemedyKind Kind, string Detail = "")
{
    /// <summary>As the title of a quick fix.</summary>
    public string Title => Kind switch
    {
        RemedyKind.FullInt8 => "Use full int8 (needs calibration)",
        RemedyKind.StayFloat32 => "Stay float32",
        RemedyKind.PerTensorFullyConnected => "Use per-tensor weights for FULLY_CONNECTED",
        RemedyKind.PerTensorWeights => "Use per-tensor weights",
        RemedyKind.Float16Weights => "Use float16 weights",
        RemedyKind.Int8Weights => "Use int8 weights",
        RemedyKind.Int8Activations => "Use int8 activations",
        RemedyKind.NewerRuntime => $"Ask for runtime {Detail} or newer",
        RemedyKind.FixedShapes => "Fix the shapes of the inputs",
        RemedyKind.DenseWeights => "Keep the weights dense",
        _ => Detail,
    };
}
