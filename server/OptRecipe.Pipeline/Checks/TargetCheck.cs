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
            yield return new(Coverage, target.Span, $"`{target.Id}`: {CoverageText.Of(target.After)}") { IsSummary = true };
            var refusals = Refusal.Of(target).ToArray();
            foreach (var refusal in refusals.Where(refusal => refusal.Since == 0))
                yield return RemedyEdits.With(context, new(Refused, target.Span, $"`{target.Id}` refuses {refusal.What}: {refusal.Why.Reason}") { Related = RelatedTo(target, refusal.Operators, target.After) }, target, refusal.Remedies, mayRemove: true);
            var falling = target.After.Operators.Where(o => o.Verdict.Kind == VerdictKind.FallsBack).ToImmutableArray();
            if (falling.IsEmpty || refusals.Length > 0) continue;
            var worst = falling.MaxBy(o => o.MultiplyAccumulates)?.Verdict;
            yield return RemedyEdits.With(context, new(FallsBack, target.Span,
                $"on `{target.Id}` {SizeText.Count(falling.Length, "operator")} {(falling.Length == 1 ? "falls" : "fall")} back ({CoverageText.Names(falling)}): {worst?.Reason}")
            {
                Related = [.. target.Advice.Select(advice => new RelatedInformation(target.Span, CoverageText.Of(advice))), .. RelatedTo(target, falling, target.After)],
            }, target, worst?.Remedies ?? [], mayRemove: false);
        }
    }

    public static ImmutableArray<RelatedInformation> RelatedTo(PlannedTarget target, ImmutableArray<OperatorVerdict> operators, TargetVerdict of) =>
    [
        .. operators.Take(MostRelated)
            .Select(o => new RelatedInformation(target.Span, $"{CoverageText.Name(o)} {CoverageText.VerbOf(o.Verdict.Kind)} ({CoverageText.ShareOf(o, of)}): {o.Verdict.Reason} ({o.Verdict.Rule})")),
    ];
}
