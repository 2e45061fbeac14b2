using System.Collections.Immutable;
using System.Globalization;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>The sizes of the dimensions that a reduction removes: <c>reduced_axes: {each: ..4096, product: ..65536}</c>. Axes that are computed at run time fit.</summary>
internal sealed class ReducedAxesPredicate(Operand input, Operand axes, ValueSet? each, ValueSet? product) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (Axes.Of(context, input, axes) is not { IsDefault: false } reduced || context.Tensor(input) is not { } tensor) return Truth.Holds;
        var all = 1d;
        foreach (var axis in reduced)
        {
            if (each?.Contains(tensor.Shape[axis]) is false) return Truth.Fails;
            all *= tensor.Shape[axis];
        }
        return From(product?.Contains(all) is not false);
    }

    public override string Found(OperatorContext context)
    {
        if (Axes.Of(context, input, axes) is not { IsDefault: false } reduced || context.Tensor(input) is not { } tensor) return "";
        return $"{reduced.Aggregate(1L, (product, axis) => product * tensor.Shape[axis]).ToString("N0", CultureInfo.InvariantCulture)} elements, axes [{string.Join(", ", reduced)}] of {Shapes.Text(tensor)}";
    }

    public static ReducedAxesPredicate Read(PredicateArgument argument) => new(argument.Operand("input"), argument.Operand("axes"), Set(argument.Node["each"]), Set(argument.Node["product"]));

    private static ValueSet? Set(TableNode? node) => node is null ? null : ValueSet.Read(node);
}

/// <summary>Which axes a reduction removes, counted from the end (-1 is the depth): <c>reduces_only: [-3, -2]</c>; axes that are computed at run time fit.</summary>
/// <remarks>With <c>flat: 3</c> any axes fit where one of so many innermost dimensions is 1. With <c>written: positive</c> negative axes do not fit.</remarks>
internal sealed class ReducesOnlyPredicate(Operand input, Operand axes, ImmutableArray<int> allowed, int flat, bool isWrittenPositive) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(input) is not { Shape: var shape }) return Truth.Holds;
        if (isWrittenPositive && context.Tensor(axes) is { } tensor && context.TryReadIntegers(tensor, out var written) && written.Any(axis => axis < 0)) return Truth.Fails;
        if (flat > 0 && (shape.Length < flat || shape.AsSpan()[^flat..].Contains(1))) return Truth.Holds;
        if (Axes.Of(context, input, axes) is not { IsDefault: false } reduced) return Truth.Holds;
        foreach (var axis in reduced)
            if (!allowed.Contains(axis - shape.Length)) return Truth.Fails;
        return Truth.Holds;
    }

    public override string Found(OperatorContext context) => context.Tensor(axes) is { } tensor && context.TryReadIntegers(tensor, out var written)
        ? $"axes [{string.Join(", ", written)}] of {(context.Tensor(input) is { } reduced ? Shapes.Text(reduced) : "")}" : "";

    public static ReducesOnlyPredicate Read(PredicateArgument argument) => new(
        argument.Operand("input"),
        argument.Operand("axes"),
        [.. (argument.Node["axes"] ?? argument.Node).AsList().Select(item => int.Parse(item.Text, CultureInfo.InvariantCulture))],
        argument.Node["flat"] is { } flat ? int.Parse(flat.Text) : 0,
        argument.Node["written"]?.Text == "positive");
}

internal static class Axes
{
    /// <summary>The axes as indices into the input's shape; default when they are not known or outside of it.</summary>
    public static ImmutableArray<int> Of(OperatorContext context, Operand input, Operand axes)
    {
        if (context.Tensor(input) is not { Shape: var shape } || context.Tensor(axes) is not { } tensor || !context.TryReadIntegers(tensor, out var written)) return default;
        var result = ImmutableArray.CreateBuilder<int>(written.Length);
        foreach (var axis in written)
        {
            var index = axis < 0 ? axis + shape.Length : axis;
            if (index < 0 || index >= shape.Length) return default;
            result.Add((int)index);
        }
        return result.ToImmutable();
    }
}
