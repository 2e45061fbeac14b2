using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>A SPACE_TO_BATCH_ND or BATCH_TO_SPACE_ND that belongs to a dilated convolution: SPACE_TO_BATCH_ND, CONV_2D or DEPTHWISE_CONV_2D, BATCH_TO_SPACE_ND one behind the other, with no other reader
/// between them. One RESHAPE, SQUEEZE or EXPAND_DIMS that only adds or removes dimensions of 1 may stand on each side. <c>dilation_pattern: true</c>.</summary>
internal sealed class DilationPatternPredicate : Predicate
{
    public override Truth Test(OperatorContext context) => From(Problem(context).Length == 0);

    public override string Found(OperatorContext context) => Problem(context);

    private static string Problem(OperatorContext context)
    {
        var isFirst = context.Code.Builtin == BuiltinOperator.SpaceToBatchNd;
        var convolution = isFirst ? Next(context, context.Operator) : Previous(context, context.Operator);
        if (convolution < 0 || Builtin(context, convolution) is not (BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D)) return $"no convolution {(isFirst ? "behind" : "before")} it alone";
        var @operator = context.Subgraph.Operators[convolution];
        var other = isFirst ? Next(context, @operator) : Previous(context, @operator);
        var wanted = isFirst ? BuiltinOperator.BatchToSpaceNd : BuiltinOperator.SpaceToBatchNd;
        if (other < 0 || Builtin(context, other) != wanted) return $"no {wanted.Name()} on the other side of {context.CodeOf(@operator).Name} #{convolution}";
        // The one that is judged later knows the verdict on the convolution.
        return convolution < context.Verdicts.Length && context.Verdicts[convolution] is { Verdict.Kind: not VerdictKind.Runs and not VerdictKind.Stops } verdict
            ? $"{verdict.OperatorName} #{convolution} between them falls back" : "";
    }

    private static BuiltinOperator Builtin(OperatorContext context, int index) => context.CodeOf(context.Subgraph.Operators[index]).Builtin;

    private static int Next(OperatorContext context, Operator @operator)
    {
        var next = OnlyReader(context, @operator);
        return next >= 0 && IsRelabelling(context, next) ? OnlyReader(context, context.Subgraph.Operators[next]) : next;
    }

    private static int OnlyReader(OperatorContext context, Operator @operator) =>
        @operator.Outputs is [var output, ..] && context.TensorAt(output) is not null && !context.Subgraph.Outputs.Contains(output) && context.Uses.Consumers(output) is [var one] ? one : -1;

    private static int Previous(OperatorContext context, Operator @operator)
    {
        var previous = Writer(context, @operator);
        return previous >= 0 && IsRelabelling(context, previous) ? Writer(context, context.Subgraph.Operators[previous]) : previous;
    }

    private static int Writer(OperatorContext context, Operator @operator) =>
        @operator.Inputs is [var input, ..] && context.TensorAt(input) is not null && context.Uses.Consumers(input).Length == 1 ? context.Uses.Producer(input) : -1;

    private static bool IsRelabelling(OperatorContext context, int index) =>
        Builtin(context, index) is BuiltinOperator.Reshape or BuiltinOperator.Squeeze or BuiltinOperator.ExpandDims
        && context.Subgraph.Operators[index] is { Inputs: [var input, ..], Outputs: [var output, ..] } && context.TensorAt(input) is { } from && context.TensorAt(output) is { } to
        && from.Shape.Where(size => size != 1).SequenceEqual(to.Shape.Where(size => size != 1));
}
