using OptRecipe.TFLite;
using T = OptRecipe.TFLite.TensorType;

namespace OptRecipe.Engine.Tests.Differential;

/// <summary>Pools and resizing.</summary>
internal static class Windows
{
    public static void Pool(CaseWriter c, T[] types)
    {
        var type = c.Cycle(types);
        var (height, width) = (c.Next(1, 12), c.Next(1, 12));
        var isSame = c.Chance(0.5);
        c.Option("padding", isSame ? 0 : 1).Option("stride_h", Stride(c)).Option("stride_w", Stride(c));
        var (filterHeight, filterWidth) = isSame ? (c.Next(1, 6), c.Next(1, 6)) : (c.Next(1, height), c.Next(1, width));
        c.Option("filter_height", filterHeight).Option("filter_width", filterWidth);
        c.Activation();
        c.Tolerance = c.Operator == BuiltinOperator.MaxPool2D ? Tolerance.Exact : Tolerance.Sum(filterHeight * filterWidth, 4);
        var affine = c.Affine(type);
        c.Input(type, [c.Next(1, 2), height, width, c.Chance(0.2) ? c.Next(17, 70) : c.Next(1, 9)], affine);
        c.Output(type, affine);
    }

    public static void Resize(CaseWriter c, T[] types)
    {
        var type = c.Cycle(types);
        var mode = c.Next(0, 2);
        c.Option("align_corners", mode == 1).Option("half_pixel_centers", mode == 2);
        c.Tolerance = Tolerance.Sum(4, 16);
        var affine = c.Affine(type);
        var (height, width) = (c.Next(1, 9), c.Next(1, 9));
        c.Input(type, [c.Next(1, 2), height, width, c.Chance(0.3) ? c.Next(8, 33) : c.Next(1, 5)], affine);
        c.Parameter(c.Chance(0.2) ? [2 * height, 2 * width] : [c.Next(1, 16), c.Next(1, 16)]);
        c.Output(type, affine);
    }

    public static int Stride(CaseWriter c) => c.Chance(0.1) ? c.Pick(7, 100) : c.Next(1, 3);
}
