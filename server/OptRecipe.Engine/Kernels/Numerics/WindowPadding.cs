using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>How a window slides along one dimension.</summary>
/// <param name="Output">Number of positions.</param>
/// <param name="Before">Elements of padding in front of the first.</param>
public readonly record struct WindowPadding(int Output, int Before)
{
    /// <summary>SAME: ceil(input / stride) positions, the odd element of padding behind. VALID: positions that lie inside.</summary>
    public static WindowPadding Of(Padding padding, int input, int filter, int stride, int dilation = 1)
    {
        var reach = checked((filter - 1) * dilation + 1);
        var output = stride <= 0 ? 0 : padding == Padding.Same ? (int)(((long)input + stride - 1) / stride) : (int)(((long)input + stride - reach) / stride);
        return new(output, (int)Math.Max(0, (((long)output - 1) * stride + reach - input) / 2));
    }
}
