using OptRecipe.TFLite;

namespace OptRecipe.Engine.Tensors;

/// <summary>Affine quantization of a tensor at run time: real = scale × (q − zero point). Without scales the tensor holds plain numbers.</summary>
public sealed class TensorQuantization
{
    public static TensorQuantization None { get; } = new();

    private TensorQuantization() { }

    public static TensorQuantization Of(Quantization? quantization)
    {
        if (quantization is null || quantization.Details is null && (quantization.Scales.IsDefaultOrEmpty)) return None;
        var scales = quantization.Scales.IsDefault ? [] : quantization.Scales.AsSpan().ToArray();
        var zeroPoints = new int[scales.Length];
        for (var index = 0; index < zeroPoints.Length && !quantization.ZeroPoints.IsDefaultOrEmpty; index++)
            zeroPoints[index] = (int)Math.Clamp(quantization.ZeroPoints[Math.Min(index, quantization.ZeroPoints.Length - 1)], int.MinValue, int.MaxValue);
        return new()
        {
            Scales = scales,
            ZeroPoints = zeroPoints,
            QuantizedDimension = quantization.QuantizedDimension,
            Blockwise = quantization.Details as BlockwiseQuantization,
        };
    }

    public float[] Scales { get; private init; } = [];
    /// <summary>One for each scale, zeros where the file has none.</summary>
    public int[] ZeroPoints { get; private init; } = [];
    public int QuantizedDimension { get; private init; }
    public BlockwiseQuantization? Blockwise { get; private init; }
    public bool IsNone => Scales.Length == 0 && Blockwise is null;
    public bool IsPerChannel => Scales.Length > 1;
    /// <summary>Whether all scales are equal; true without any.</summary>
    public bool IsUniform
    {
        get
        {
            foreach (var scale in Scales)
                if (!scale.Equals(Scales[0])) return false;
            return true;
        }
    }

    /// <summary>The tensor's one scale, or its first; 0 without.</summary>
    public float Scale => Scales.Length > 0 ? Scales[0] : 0f;
    public int ZeroPoint => ZeroPoints.Length > 0 ? ZeroPoints[0] : 0;
}
