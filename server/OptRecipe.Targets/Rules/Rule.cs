using System.Collections.Immutable;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>What happens when a rule does not hold.</summary>
/// <param name="Kind">Falls back, refused or stops. Results that are wrong without an error count as <see cref="VerdictKind.Stops"/>: it is worse than being refused.</param>
/// <param name="IsFirst">Asked before all other rules: what a compiler checks of every operator of a file before it looks for those that it can take (<c>first: true</c>).</param>
internal sealed record Consequence(VerdictKind Kind, VerdictStage Stage, bool IsFirst = false)
{
    public static Consequence Read(TableNode? node, Consequence otherwise)
    {
        var onFail = node?["on_fail"];
        var stage = node?["stage"];
        return new(
            onFail?.Text switch
            {
                null => otherwise.Kind,
                "falls-back" => VerdictKind.FallsBack,
                "refused" => VerdictKind.Refused,
                "stops" or "wrong-results" => VerdictKind.Stops,
                "not-judged" => VerdictKind.NotJudged,
                _ => throw new TableFormatException(onFail.Line, $"`{onFail.Text}` is no consequence"),
            },
            stage is null ? otherwise.Stage : Enum.TryParse<VerdictStage>(stage.Text, ignoreCase: true, out var named) ? named : throw new TableFormatException(stage.Line, $"`{stage.Text}` is no stage"),
            node?["first"]?.Text == "true");
    }

    /// <summary>In which order a runtime comes to it: what it leaves to the CPU, then what is refused while the model is compiled or converted, loaded, prepared and run.</summary>
    public int Order => IsFirst ? -1 : Kind == VerdictKind.FallsBack ? 0 : Stage == VerdictStage.Compile ? 1 : 1 + (int)Stage;
}

/// <summary>A rule of a table, bound to one operator.</summary>
/// <param name="Id">Complete: <c>xnnpack.CONV_2D.bias</c>.</param>
/// <param name="When">The cases that it speaks of; null for all.</param>
internal sealed record Rule(string Id, Predicate? When, Predicate Check, Consequence Consequence, string Sentence, ImmutableArray<Remedy> Remedies)
{
    /// <summary>Where this holds, an operator that breaks the rule only falls back (<c>falls_back_when</c>): what stops one version of a compiler, another leaves to the CPU.</summary>
    public Predicate? FallsBackWhen { get; init; }

    /// <summary>Null when the rule holds or does not speak of this operator.</summary>
    public SupportVerdict? Ask(OperatorContext context)
    {
        var when = When?.Test(context) ?? Truth.Holds;
        if (when == Truth.Fails) return null;
        var check = Check.Test(context);
        if (check == Truth.Holds) return null;
        if (when == Truth.Unknown || check == Truth.Unknown)
            return new(VerdictKind.NotJudged, VerdictStage.None, Id, $"{Sentence}; whether this is so for this runtime is not known", $"runtime {context.Selection.Runtime}");
        var kind = FallsBackWhen?.Test(context) == Truth.Holds ? VerdictKind.FallsBack : Consequence.Kind;
        return new(kind, Consequence.Stage, Id, Sentence, Check.Found(context)) { Remedies = Remedies };
    }

    public static Rule Read(TableNode node, string prefix, string operatorName, Operands operands, Consequence defaults) => new(
        $"{prefix}.{node.Require("id")}",
        node["when"] is { } when ? PredicateTable.Bind(when, operands) : null,
        PredicateTable.Bind(node["check"] ?? throw new TableFormatException(node.Line, "the key `check` is missing"), operands),
        Consequence.Read(node, defaults),
        node.Require("text").Replace("{op}", $"`{operatorName}`", StringComparison.Ordinal),
        ReadRemedies(node["remedies"]))
    {
        FallsBackWhen = node["falls_back_when"] is { } softer ? PredicateTable.Bind(softer, operands) : null,
    };

    public static ImmutableArray<Remedy> ReadRemedies(TableNode? node) => node is null ? [] : [.. node.AsList().Select(item => item.Kind == TableNodeKind.Map
        ? new Remedy(KindOf(item.Fields[0].Key, item), item.Fields[0].Value.Text)
        : new Remedy(KindOf(item.Text, item)))];

    private static RemedyKind KindOf(string text, TableNode node) =>
        Enum.TryParse<RemedyKind>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var kind) ? kind : throw new TableFormatException(node.Line, $"`{text}` is no remedy");
}
