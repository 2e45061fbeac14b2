using OptRecipe.TFLite;
using T = OptRecipe.TFLite.TensorType;

namespace OptRecipe.Engine.Tests.Differential;

internal static class Reduction
{
    /// <summary>Axes in any order, negative, repeated, none or all; small products so that no float overflows.</summary>
    public static void Reduce(CaseWriter c, T[] types, bool isSum = false, bool isProduct = false)
    {
        var type = c.Cycle(types);
        var shape = c.Shape(0, 4, isProduct ? 3 : 9);
        // Vectors and what is left of them.
        if (shape.Length > 0 && c.Chance(0.3) && !isProduct) shape[^1] = c.Next(8, 150);
        c.Option("keep_dims", c.Chance(0.5));
        var axes = Enumerable.Range(0, shape.Length).Where(_ => c.Chance(0.5)).Select(axis => c.Chance(0.3) ? axis - shape.Length : axis).ToArray();
        if (axes.Length > 1 && c.Chance(0.3)) Array.Reverse(axes);
        if (axes.Length > 0 && c.Chance(0.15)) axes = [.. axes, axes[0]];
        // The means over height and width have kernels of their own.
        if (isSum && c.Chance(0.2)) (shape, axes) = ([c.Next(1, 2), c.Next(1, 9), c.Next(1, 9), c.Next(1, 90)], c.Chance(0.5) ? [1, 2] : [2, 1]);
        var count = Math.Max(CaseWriter.Count(shape), 1);
        c.Tolerance = isSum ? Tolerance.Sum(count, 2.0 * count) : isProduct ? Tolerance.Product(count) : Tolerance.Exact;
        var affine = c.Affine(type);
        c.Input(type, shape, affine, !isSum && !isProduct && c.Chance(0.3) ? Fill.Specials : default);
        if (axes.Length == 1 && c.Chance(0.3)) c.Parameter(axes, isScalar: true); else c.Parameter(axes);
        c.Output(type, isSum && c.Chance(0.5) ? c.Affine(type) : affine);
    }

    public static void CumSum(CaseWriter c)
    {
        var type = c.Cycle(T.Float32, T.Int32, T.Int64);
        var shape = c.Shape(1, 4);
        c.Option("exclusive", c.Chance(0.5)).Option("reverse", c.Chance(0.5));
        c.Tolerance = Tolerance.Sum(6, 12);
        c.Input(type, shape);
        c.Parameter([c.Next(-shape.Length, shape.Length - 1)], isScalar: true);
        c.Output(type);
    }

    public static void Arg(CaseWriter c)
    {
        var type = c.Cycle(T.Float32, T.Int8, T.UInt8, T.Int32, T.Bool);
        var output = c.Pick(T.Int32, T.Int64);
        var shape = c.Shape(1, 4, 9, mayBeEmpty: false);
        c.Option("output_type", (int)output);
        c.Input(type, shape, c.Affine(type), c.Chance(0.3) ? Fill.Specials : c.Chance(0.5) ? Fill.Of(-3, 3) : default);
        c.Parameter([c.Next(-shape.Length, shape.Length - 1)], isScalar: true, mayBeInt64: true);
        c.Output(output);
    }

    public static void TopK(CaseWriter c)
    {
        var type = c.Cycle(T.Float32, T.UInt8, T.Int8, T.Int32, T.Int64);
        var shape = c.Shape(1, 3, 12, mayBeEmpty: false);
        var affine = c.Affine(type);
        c.Input(type, shape, affine, type == T.Float32 ? default : Fill.Of(-4, 4));
        c.Parameter([c.Next(0, shape[^1])], isScalar: true);
        c.Output(type, affine);
        c.Output(T.Int32);
    }
}
