using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>The inputs of CONCATENATION fit together: the axis stands within the rank, all ranks are equal, all other dimensions too, and the sizes along the axis add up. <c>concatenates: true</c>.</summary>
internal sealed class ConcatenatesPredicate(Operand output) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(output) is not { Shape: var shape } || context.Option("axis") is not int axis) return Truth.Holds;
        if (axis < 0) axis += shape.Length;
        if (axis < 0 || axis >= shape.Length) return Truth.Fails;
        var total = 0L;
        foreach (var index in context.Operator.Inputs)
        {
            if (context.TensorAt(index) is not { Shape: var part }) continue;
            if (part.Length != shape.Length) return Truth.Fails;
            for (var at = 0; at < shape.Length; at++)
                if (at != axis && part[at] != shape[at]) return Truth.Fails;
            total += part[axis];
        }
        return From(total == shape[axis]);
    }

    public override string Found(OperatorContext context) =>
        $"inputs {Sentences.Join([.. context.Operator.Inputs.Select(context.TensorAt).OfType<Tensor>().Take(4).Select(Shapes.Text)], "and")} along axis {context.Option("axis")}, output {(context.Tensor(output) is { } tensor ? Shapes.Text(tensor) : "")}";
}

/// <summary>The output of PAD is the input and its paddings; paddings that are computed at run time fit. <c>padded_shape: true</c>.</summary>
internal sealed class PaddedShapePredicate(Operand input, Operand paddings, Operand output) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(input) is not { Shape: var shape } || context.Tensor(output) is not { Shape: var result } || context.Tensor(paddings) is not { } tensor) return Truth.Holds;
        if (!context.TryReadIntegers(tensor, out var added) || added.Length != 2 * shape.Length || result.Length != shape.Length) return Truth.Holds;
        for (var at = 0; at < shape.Length; at++)
            if (shape[at] + added[2 * at] + added[2 * at + 1] != result[at]) return Truth.Fails;
        return Truth.Holds;
    }

    public override string Found(OperatorContext context) => context.Tensor(input) is { } source && context.Tensor(output) is { } result ? $"input {Shapes.Text(source)}, output {Shapes.Text(result)}" : "";
}

/// <summary>The parts of SPLIT: as many outputs as <c>num_splits</c>, or an axis within the rank whose size they divide. <c>splits: outputs</c> or <c>splits: axis</c>.</summary>
internal sealed class SplitsPredicate(Operand input, Operand axis, bool countsOutputs) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Option("num_splits") is not int count) return Truth.Holds;
        if (countsOutputs) return From(count == context.Operator.Outputs.Length);
        if (context.Tensor(input) is not { Shape: var shape } || context.Tensor(axis) is not { } tensor || !context.TryReadIntegers(tensor, out var values) || values is not [var at, ..]) return Truth.Holds;
        if (at < 0) at += shape.Length;
        return From(at >= 0 && at < shape.Length && (count <= 0 || shape[(int)at] % count == 0));
    }

    public override string Found(OperatorContext context) => countsOutputs
        ? $"num_splits {context.Option("num_splits")}, {context.Operator.Outputs.Length} outputs"
        : $"num_splits {context.Option("num_splits")}, input {(context.Tensor(input) is { } tensor ? Shapes.Text(tensor) : "")}";

    public static SplitsPredicate Read(PredicateArgument argument) => new(argument.Operand("input"), argument.Operand("axis"), argument.Node.Text == "outputs");
}

/// <summary>The dimensions before the matrices of BATCH_MATMUL broadcast to those of the output, which has the larger rank of both sides. <c>matmul_broadcasts: true</c>.</summary>
internal sealed class MatmulBroadcastsPredicate(Operand lhs, Operand rhs, Operand output) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(lhs) is not { Shape: var left } || context.Tensor(rhs) is not { Shape: var right } || context.Tensor(output) is not { Shape: var result }) return Truth.Holds;
        if (left.Length < 2 || right.Length < 2 || result.Length != Math.Max(left.Length, right.Length)) return Truth.Fails;
        for (var back = 3; back <= result.Length; back++)
        {
            var (first, second) = (back <= left.Length ? left[^back] : 1, back <= right.Length ? right[^back] : 1);
            if ((first != second && first != 1 && second != 1) || result[^back] != Math.Max(first, second)) return Truth.Fails;
        }
        return Truth.Holds;
    }

    public override string Found(OperatorContext context) => context.Tensor(lhs) is { } left && context.Tensor(rhs) is { } right && context.Tensor(output) is { } result
        ? $"{Shapes.Text(left)} and {Shapes.Text(right)} to {Shapes.Text(result)}" : "";
}

/// <summary>Paddings add to some dimensions only: <c>pads_only: hw</c>, the last dimension but one and the one before it, or <c>hwc</c>, the last three; paddings that are computed at run time fit.</summary>
internal sealed class PadsOnlyPredicate(Operand paddings, bool padsChannels) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(paddings) is not { } tensor || !context.TryReadIntegers(tensor, out var added)) return Truth.Holds;
        for (var at = 0; at < added.Length; at++)
            if (added[at] != 0 && added.Length / 2 - at / 2 is var back && back is not (2 or 3) && !(back == 1 && padsChannels)) return Truth.Fails;
        return Truth.Holds;
    }

    public override string Found(OperatorContext context) => context.Tensor(paddings) is { } tensor && context.TryReadIntegers(tensor, out var added) ? $"paddings [{string.Join(", ", added)}]" : "";
}
