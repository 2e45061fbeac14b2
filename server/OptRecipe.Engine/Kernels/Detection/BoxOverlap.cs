namespace OptRecipe.Engine.Kernels;

/// <summary>Boxes as four numbers (y, x of two opposite corners).</summary>
internal static class BoxOverlap
{
    public const int Numbers = 4;

    /// <summary>Area of the intersection / area of the union of two boxes in float32; 0 where one has no area.</summary>
    public static float Of(ReadOnlySpan<float> boxes, int first, int second)
    {
        var a = Sorted(boxes.Slice(first * Numbers, Numbers));
        var b = Sorted(boxes.Slice(second * Numbers, Numbers));
        var (areaA, areaB) = ((a.Bottom - a.Top) * (a.Right - a.Left), (b.Bottom - b.Top) * (b.Right - b.Left));
        if (areaA <= 0 || areaB <= 0) return 0;
        var common = Larger(Smaller(a.Bottom, b.Bottom) - Larger(a.Top, b.Top), 0) * Larger(Smaller(a.Right, b.Right) - Larger(a.Left, b.Left), 0);
        return common / (areaA + areaB - common);
    }

    private static (float Top, float Left, float Bottom, float Right) Sorted(ReadOnlySpan<float> box) =>
        (Smaller(box[0], box[2]), Smaller(box[1], box[3]), Larger(box[0], box[2]), Larger(box[1], box[3]));

    private static float Smaller(float a, float b) => b < a ? b : a;
    private static float Larger(float a, float b) => a < b ? b : a;
}
