using OptRecipe.Targets;
using OptRecipe.Targets.Partitions;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>A target's answer in a sentence and in figures.</summary>
public static class CoverageText
{
    private const int MostNamed = 4;

    /// <summary><c>93 % of MACs, 3 partitions, 2 operators fall back: RESIZE_BILINEAR #14, SOFTMAX #20</c>.</summary>
    public static string Of(TargetVerdict verdict)
    {
        var running = verdict.RunningCount;
        var areAllRunning = running == verdict.Operators.Length;
        var parts = new List<string> { verdict.TotalMultiplyAccumulates > 0 ? $"{SizeText.Percent(verdict.Coverage)} of MACs" : $"{running} of {verdict.Operators.Length} operators" };
        if (verdict.Partitions.Length > 0 && !areAllRunning) parts.Add(verdict.Partitions.Length < verdict.PossiblePartitions ? $"{verdict.Partitions.Length} of {verdict.PossiblePartitions} partitions" : SizeText.Count(verdict.Partitions.Length, "partition"));
        foreach (var (kind, words) in areAllRunning ? [] : Groups)
        {
            var operators = verdict.Operators.Where(o => o.Verdict.Kind == kind).ToArray();
            if (operators.Length == 0) continue;
            parts.Add($"{SizeText.Count(operators.Length, "operator")} {(operators.Length == 1 ? words.One : words.Many)}: {Names(operators)}");
        }
        if (areAllRunning) parts.Add(verdict.Operators.Length == 1 ? "its one operator runs" : $"all {verdict.Operators.Length} operators run");
        return string.Join(", ", parts);
    }

    /// <summary><c>97 % of MACs, 2 partitions</c>: without the operators' names.</summary>
    public static string Short(TargetVerdict verdict)
    {
        var partitions = verdict.Partitions.Length > 0 && verdict.RunningCount < verdict.Operators.Length ? $", {SizeText.Count(verdict.Partitions.Length, "partition")}" : "";
        return $"{Share(verdict)}{partitions}";
    }

    /// <summary><c>97 % of MACs</c>; <c>refused</c> where the model does not run at all.</summary>
    public static string Share(TargetVerdict verdict) => verdict.Worst switch
    {
        VerdictKind.Stops => "does not run",
        VerdictKind.Refused => "refused",
        _ => verdict.TotalMultiplyAccumulates > 0 ? $"{SizeText.Percent(verdict.Coverage)} of MACs" : $"{verdict.RunningCount} of {verdict.Operators.Length} operators",
    };

    /// <summary><c>CONV_2D #3, CONV_2D #5 and 2 more</c>.</summary>
    public static string Names(IReadOnlyList<OperatorVerdict> operators)
    {
        var named = operators.Take(MostNamed).Select(Name);
        return string.Join(", ", named) + (operators.Count > MostNamed ? $" and {operators.Count - MostNamed} more" : "");
    }

    /// <summary><c>CONV_2D #3</c>; with the subgraph's number where it is not the first.</summary>
    public static string Name(OperatorVerdict verdict) => Name(verdict.OperatorName, verdict.Address);

    private static string Name(string operatorName, OperatorAddress address) => $"{operatorName} {Number(address)}";

    private static string Number(OperatorAddress address) => address.Subgraph == 0 ? $"#{address.Index}" : $"#{address.Subgraph}.{address.Index}";

    /// <summary><c>replace RESIZE_BILINEAR #57 and 2 partitions become 1: 41 % → 97 % of MACs</c>.</summary>
    public static string Of(TargetAdvice advice)
    {
        var what = advice.Operators.Length == 1 ? Name(advice.OperatorName, advice.Operators[0])
            : $"the {advice.Operators.Length} {advice.OperatorName} ({string.Join(", ", advice.Operators.Take(MostNamed).Select(Number))}{(advice.Operators.Length > MostNamed ? " …" : "")})";
        var merge = advice.PartitionsAfter < advice.PartitionsBefore ? $" and {SizeText.Count(advice.PartitionsBefore, "partition")} become {advice.PartitionsAfter}" : "";
        var (before, after) = (SizeText.Percent(advice.CoverageBefore), SizeText.Percent(advice.CoverageAfter));
        return $"replace {what}{merge}: {(before == after ? $"{after} of MACs as before" : $"{before} → {after} of MACs")}";
    }

    /// <summary><c>41 % of MACs</c>.</summary>
    public static string ShareOf(OperatorVerdict verdict, TargetVerdict of) =>
        of.TotalMultiplyAccumulates == 0 ? "no MACs" : $"{SizeText.Percent((double)verdict.MultiplyAccumulates / of.TotalMultiplyAccumulates)} of MACs";

    /// <summary>What one operator does: <c>falls back</c>.</summary>
    public static string VerbOf(VerdictKind kind) => kind == VerdictKind.Runs ? "runs" : Groups.First(group => group.Kind == kind).Words.One;

    private static readonly (VerdictKind Kind, (string One, string Many) Words)[] Groups =
    [
        (VerdictKind.Stops, ("stops the model", "stop the model")),
        (VerdictKind.Refused, ("is refused", "are refused")),
        (VerdictKind.FallsBack, ("falls back", "fall back")),
        (VerdictKind.NotJudged, ("is not judged yet", "are not judged yet")),
    ];
}
