using System.Collections.Immutable;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Checks;

/// <summary>One line per target: what runs there after the steps, what falls back, what is refused.</summary>
internal static class TargetCheck
{
    private const int MostRelated = 20;

    public static readonly DiagnosticDescriptor Coverage = new("OR4001", "Coverage of a target", Severity.Information, "0.1");
    public static readonly DiagnosticDescriptor FallsBack = new("OR4002", "Operators fall back", Severity.Warning, "0.1");
    public static readonly DiagnosticDescriptor Refused = new("OR4003", "Target refuses the model", Severity.Error, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        foreach (var target in context.Plan?.Targets ?? [])
        {
            var verdict = target.After;
            yield return new(Coverage, target.Span, $"`{target.Id}`: {CoverageText.Of(verdict)}") { IsSummary = true };
            if (verdict.Worst == VerdictKind.FallsBack) yield return Problem(FallsBack, target, "falls back", "fall back");
            else if (verdict.Worst >= VerdictKind.Refused && FirstRefusal(target) == 0) yield return Problem(Refused, target, "is refused", "are refused");
        }
    }

    private static Diagnostic Problem(DiagnosticDescriptor descriptor, PlannedTarget target, string one, string many)
    {
        var verdict = target.After;
        var operators = verdict.Operators.Where(o => o.Verdict.Kind == verdict.Worst).ToArray();
        var what = operators.Length == 0 ? "the model is refused"
            : $"{SizeText.Count(operators.Length, "operator")} {(operators.Length == 1 ? one : many)} ({CoverageText.Names(operators)})";
        return new(descriptor, target.Span, $"on `{target.Id}` {what}: {WhyOf(verdict)}") { Related = RelatedTo(target, verdict) };
    }

    /// <summary>After which step the target refuses for good; 0 when it refuses the model itself.</summary>
    public static int FirstRefusal(PlannedTarget target)
    {
        var index = target.Verdicts.Length;
        while (index > 0 && target.Verdicts[index - 1].Worst >= VerdictKind.Refused) index--;
        return index;
    }

    /// <summary>The reason that concerns most multiply-accumulates among the worst verdicts.</summary>
    public static string WhyOf(TargetVerdict verdict)
    {
        var worst = verdict.Worst;
        if (verdict.Model.FirstOrDefault(v => v.Kind == worst) is { } whole) return whole.Reason;
        return verdict.Operators.Where(o => o.Verdict.Kind == worst).OrderByDescending(o => o.MultiplyAccumulates).First().Verdict.Reason;
    }

    public static ImmutableArray<RelatedInformation> RelatedTo(PlannedTarget target, TargetVerdict verdict) =>
    [
        .. verdict.Operators.Where(o => o.Verdict.Kind > VerdictKind.NotJudged).Take(MostRelated)
            .Select(o => new RelatedInformation(target.Span, $"{CoverageText.Name(o)} {CoverageText.VerbOf(o.Verdict.Kind)} ({ShareOf(o, verdict)}): {o.Verdict.Reason} ({o.Verdict.Rule})")),
    ];

    /// <summary><c>41 % of MACs</c>.</summary>
    public static string ShareOf(OperatorVerdict verdict, TargetVerdict of) =>
        of.TotalMultiplyAccumulates == 0 ? "no MACs" : $"{SizeText.Percent((double)verdict.MultiplyAccumulates / of.TotalMultiplyAccumulates)} of MACs";
}
