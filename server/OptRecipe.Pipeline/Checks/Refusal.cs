using System.Collections.Immutable;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Checks;

/// <summary>One reason why a target does not take the model after all steps, and since when.</summary>
/// <param name="Since">After which step it holds for good, counted from 1; 0 when it holds for the model itself.</param>
/// <param name="Operators">The operators concerned; empty when the file as a whole is.</param>
/// <param name="Why">The verdict whose reason is told.</param>
internal sealed record Refusal(int Since, ImmutableArray<OperatorVerdict> Operators, SupportVerdict Why)
{
    /// <summary><c>3 operators (CONV_2D #1 …)</c>, or the model.</summary>
    public string What => Operators.IsEmpty ? "the model" : $"{SizeText.Count(Operators.Length, "operator")} ({CoverageText.Names(Operators)})";

    public IEnumerable<Remedy> Remedies => Operators.Select(o => o.Verdict).Append(Why).SelectMany(verdict => verdict.Remedies);

    public static IEnumerable<Refusal> Of(PlannedTarget target)
    {
        var operators = Refused(target.After);
        if (operators.Length > 0)
            yield return new(StepOf(target, verdict => Refused(verdict).Length > 0), operators, operators.MaxBy(o => (o.Verdict.Kind, o.MultiplyAccumulates))?.Verdict ?? SupportVerdict.Runs);
        foreach (var whole in target.After.Model.Where(verdict => verdict.Kind >= VerdictKind.Refused))
            if (!operators.Any(o => o.Verdict.Rule == whole.Rule)) yield return new(StepOf(target, verdict => verdict.Model.Any(v => v.Rule == whole.Rule)), [], whole);
    }

    private static ImmutableArray<OperatorVerdict> Refused(TargetVerdict verdict) => [.. verdict.Operators.Where(o => o.Verdict.Kind >= VerdictKind.Refused)];

    private static int StepOf(PlannedTarget target, Func<TargetVerdict, bool> holds)
    {
        var index = target.Verdicts.Length;
        while (index > 0 && holds(target.Verdicts[index - 1])) index--;
        return index;
    }
}
