using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

internal static class Shapes
{
    public static long Elements(Tensor tensor)
    {
        var count = 1L;
        foreach (var size in tensor.Shape) count *= size;
        return count;
    }

    /// <summary>As messages write a shape: <c>[1, 28, 28, 3]</c>.</summary>
    public static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.Shape)}]";
}
