namespace OptRecipe.Targets.Rules;

/// <summary>Strides of STRIDED_SLICE other than 1 stand at height and width only (the last dimension but one and the one before it) and are not negative: <c>slice_strides: hw</c>.
/// Strides that are computed at run time fit.</summary>
internal sealed class SliceStridesPredicate(Operand input, Operand strides) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(strides) is not { } tensor || !context.TryReadIntegers(tensor, out var steps) || context.Tensor(input) is not { Shape.Length: var rank }) return Truth.Holds;
        var (ellipsis, newAxes) = (Mask(context, "ellipsis_mask"), Mask(context, "new_axis_mask"));
        var axis = 0;
        for (var at = 0; at < steps.Length; at++)
        {
            if ((ellipsis >> at & 1) != 0)
            {
                axis = rank - (steps.Length - at - 1);
                continue;
            }
            if ((newAxes >> at & 1) == 0 && (steps[at] < 0 || (steps[at] != 1 && rank - axis is not (2 or 3)))) return Truth.Fails;
            axis++;
        }
        return Truth.Holds;
    }

    private static int Mask(OperatorContext context, string option) => context.Option(option) is int mask ? mask : 0;

    public override string Found(OperatorContext context) => context.Tensor(strides) is { } tensor && context.TryReadIntegers(tensor, out var steps)
        ? $"strides [{string.Join(", ", steps)}] on {(context.Tensor(input) is { } source ? Shapes.Text(source) : "")}" : "";

    public static SliceStridesPredicate Read(PredicateArgument argument) => new(argument.Operand("input"), argument.Operand("strides"));
}

/// <summary>Every end of STRIDED_SLICE, as written, is above its begin, but where a mask says that they do not count: <c>slice_ends: true</c>.</summary>
internal sealed class SliceEndsPredicate(Operand input, Operand begin, Operand end) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(begin) is not { } from || context.Tensor(end) is not { } to || context.Tensor(input) is not { Shape: var shape }) return Truth.Holds;
        if (!context.TryReadIntegers(from, out var begins) || !context.TryReadIntegers(to, out var ends)) return Truth.Holds;
        for (var at = 0; at < Math.Min(shape.Length, Math.Min(begins.Length, ends.Length)); at++)
        {
            var first = Masked(context, "begin_mask", at) ? 0 : Index(begins[at], shape[at]);
            var last = Masked(context, "end_mask", at) ? shape[at] : Index(ends[at], shape[at]);
            if (!Masked(context, "shrink_axis_mask", at) && !Masked(context, "new_axis_mask", at) && last <= first) return Truth.Fails;
        }
        return Truth.Holds;
    }

    private static long Index(long value, int size) => value < 0 ? value + size : value;

    private static bool Masked(OperatorContext context, string option, int at) => context.Option(option) is int mask && (mask >> at & 1) != 0;

    public override string Found(OperatorContext context) => context.Tensor(begin) is { } from && context.Tensor(end) is { } to && context.TryReadIntegers(from, out var begins)
        && context.TryReadIntegers(to, out var ends) ? $"begin [{string.Join(", ", begins)}], end [{string.Join(", ", ends)}]" : "";

    public static SliceEndsPredicate Read(PredicateArgument argument) => new(argument.Operand("input"), argument.Operand("begin"), argument.Operand("end"));
}
