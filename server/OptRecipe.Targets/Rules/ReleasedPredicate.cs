using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Targets.Rules;

/// <summary>The operator's version was in a release of TensorFlow, or before it: <c>released: tflite-2.6</c>. Custom operators and versions that nobody knows fit.</summary>
internal sealed class ReleasedPredicate(Runtime last) : Predicate
{
    public override Truth Test(OperatorContext context) => From(First(context) is not { } first || (first.Major, first.Minor).CompareTo((last.Major, last.Minor)) <= 0);

    private static RuntimeVersion? First(OperatorContext context) =>
        context.Code.Builtin == BuiltinOperator.Custom ? null : OperatorVersions.MinimumRuntime(context.Code.Builtin, context.Code.Version);

    public override string Found(OperatorContext context) => $"{context.Code.Name} version {context.Code.Version}, of TensorFlow {First(context)?.Major}.{First(context)?.Minor}";

    public static ReleasedPredicate Read(PredicateArgument argument) =>
        Runtime.TryParse(argument.Node.Text, out var runtime, out _) ? new(runtime) : throw new Tables.TableFormatException(argument.Node.Line, $"`{argument.Node.Text}` is no runtime");
}
