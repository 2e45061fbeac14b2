using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>What a newer runtime takes: <c>{from: litert-2.3, not: tflite-2.9}</c>. Holds from the first on and where no runtime is asked for; fails up to the second; in between nobody has looked.</summary>
/// <remarks><c>{until: tflite-2.9, not: litert-2.3}</c> is the other way round: what only older runtimes do.</remarks>
internal sealed class RuntimePredicate(Runtime newer, Runtime older, bool holdsWhenNewer) : Predicate
{
    public Runtime Newer => newer;

    public override Truth Test(OperatorContext context)
    {
        var asked = context.IsRuntimeIgnored ? Runtime.Newest : context.Selection.Runtime ?? Runtime.Newest;
        if (asked >= newer) return From(holdsWhenNewer);
        return asked.CompareTo(older) <= 0 || SameMinor(asked, older) ? From(!holdsWhenNewer) : Truth.Unknown;
    }

    private static bool SameMinor(Runtime left, Runtime right) => (left.Family, left.Major, left.Minor) == (right.Family, right.Major, right.Minor);

    public override string Found(OperatorContext context) => $"runtime {context.Selection.Runtime}";

    public static RuntimePredicate Read(PredicateArgument argument)
    {
        var from = argument.Node["from"];
        var first = Parse(from ?? argument.Node["until"], argument);
        var second = Parse(argument.Node["not"], argument);
        return from is not null ? new(first, second, true) : new(second, first, false);
    }

    private static Runtime Parse(TableNode? node, PredicateArgument argument) =>
        node is not null && Runtime.TryParse(node.Text, out var runtime, out _) ? runtime : throw new TableFormatException(argument.Node.Line, "`from` or `until`, and `not` name a runtime each");
}
