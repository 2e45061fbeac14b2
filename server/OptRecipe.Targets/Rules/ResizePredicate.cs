using System.Globalization;

namespace OptRecipe.Targets.Rules;

/// <summary>How far a resize enlarges height and width. <c>resize: {factors: [2, 4, 8], alike: true}</c>: height and width grow alike by one of the factors, or one of them stays 1; an input of 1×1 and a
/// resize to the same size fit; <c>strict: true</c> refuses the same size and a height or width that stays 1. <c>{largest: 1024}</c>: whole part of the factor. <c>{power_of_two: true}</c>: both are powers of two, an input of 1×1 fits.</summary>
/// <remarks>A factor is output over input; with <c>align_corners</c> it is (output − 1) over (input − 1).</remarks>
internal sealed class ResizePredicate(ValueSet? alike, bool isStrict, int? largest, bool isPowerOfTwo) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (Find(context) is not { } size) return Truth.Holds;
        if (alike is { } factors) return From(FitsAlike(size, factors));
        if (largest is { } most) return From(Whole(size.High, size.HighOf) <= most && Whole(size.Wide, size.WideOf) <= most);
        return From(!isPowerOfTwo || size.IsPoint || (IsPower(size.High, size.HighOf) && IsPower(size.Wide, size.WideOf)));
    }

    private bool FitsAlike(Sizes size, ValueSet factors)
    {
        if (size.IsPoint) return true;
        if (size.IsSame) return !isStrict;
        var (height, width) = ((double)size.High / Math.Max(1, size.HighOf), (double)size.Wide / Math.Max(1, size.WideOf));
        if (height != width && isStrict) return false;
        if (height != width && !(size.IsHeightOne && height == 1) && !(size.IsWidthOne && width == 1)) return false;
        return factors.Contains(Math.Max(height, width));
    }

    private static int Whole(int size, int of) => of <= 0 || size <= 0 ? int.MaxValue : size / of;

    private static bool IsPower(int size, int of) => of > 0 && size > 0 && size % of == 0 && int.IsPow2(size / of);

    private static Sizes? Find(OperatorContext context)
    {
        if (context.Operator is not { Inputs: [var source, ..], Outputs: [var target, ..] }) return null;
        if (context.TensorAt(source) is not { Shape: [_, var height, var width, _] } || context.TensorAt(target) is not { Shape: [_, var rows, var columns, _] }) return null;
        var isAligned = context.Option("align_corners") is true;
        var (high, highOf) = isAligned && height > 1 ? (rows - 1, height - 1) : (rows, height);
        var (wide, wideOf) = isAligned && width > 1 ? (columns - 1, width - 1) : (columns, width);
        return new(high, highOf, wide, wideOf, height == 1 && width == 1, height == rows && width == columns, rows == 1, columns == 1);
    }

    public override string Found(OperatorContext context) => Find(context) is { } size
        ? $"height × {Text(size.High, size.HighOf)}, width × {Text(size.Wide, size.WideOf)}" : "";

    private static string Text(int size, int of) => ((double)size / of).ToString("G4", CultureInfo.InvariantCulture);

    public static ResizePredicate Read(PredicateArgument argument) => new(
        argument.Node["factors"] is { } factors ? ValueSet.Read(factors) : null,
        argument.Node["strict"]?.Text == "true",
        argument.Node["largest"] is { } largest ? int.Parse(largest.Text) : null,
        argument.Node["power_of_two"]?.Text == "true");

    private readonly record struct Sizes(int High, int HighOf, int Wide, int WideOf, bool IsPoint, bool IsSame, bool IsHeightOne, bool IsWidthOne);
}
