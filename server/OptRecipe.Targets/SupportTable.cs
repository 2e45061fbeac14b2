using System.Collections.Immutable;
using OptRecipe.Targets.Rules;

namespace OptRecipe.Targets;

/// <summary>A rule as people read it.</summary>
/// <param name="Id">Complete: <c>xnnpack.CONV_2D.bias</c>.</param>
/// <param name="Sentence">The rule with its limits.</param>
/// <param name="OtherwiseKind">What happens to an operator that breaks it.</param>
public sealed record SupportRule(string Id, string Sentence, VerdictKind OtherwiseKind, VerdictStage OtherwiseStage);

/// <summary>What a target takes of one operator.</summary>
/// <param name="Types">The combinations of types, one line each; empty when any will do.</param>
public sealed record SupportRow(string OperatorName, ImmutableArray<string> Types, ImmutableArray<SupportRule> Rules);

/// <summary>A target's rules as a table to print: the same rows that judge.</summary>
/// <param name="Limits">Sentences about the target as a whole.</param>
/// <param name="Partitions">What limits the partitions that the target takes; empty when nothing does.</param>
public sealed record SupportTable(TargetDescription Target, ImmutableArray<SupportRow> Rows, ImmutableArray<SupportRule> Partitions, ImmutableArray<string> Limits)
{
    /// <summary>The table of a target that is available; without rows for one that is not.</summary>
    public static SupportTable Of(TargetSelection selection)
    {
        if (!selection.Target.IsAvailable) return new(selection.Target, [], [], []);
        var table = TargetTable.Of(selection);
        return new(selection.Target, [.. table.OperatorNames.Order(StringComparer.Ordinal).Select(name => Row(name, table.Rules(name)))], table.Partitions.Sentences(selection), table.Limits);
    }

    private static SupportRow Row(string operatorName, OperatorRules? rules) => rules is null ? new(operatorName, [], []) : new(
        operatorName,
        [.. rules.Types.Select(row => row.Text).Where(text => text.Length > 0).Distinct()],
        [.. rules.NotAccepted.Concat(rules.Rules).Select(rule => new SupportRule(rule.Id, rule.Sentence, rule.Consequence.Kind, rule.Consequence.Stage))]);
}
