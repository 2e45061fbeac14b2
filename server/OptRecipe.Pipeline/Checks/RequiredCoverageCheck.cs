using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Pipeline.Checks;

/// <summary><c>require: 90 %</c>: a target's coverage is smaller than the recipe demands.</summary>
internal static class RequiredCoverageCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR4005", "Coverage below what is required", Severity.Error, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context) =>
        from target in context.Plan?.Targets ?? []
        where target.Selection.Require is { } required && target.After.Coverage < required
        select RemedyEdits.With(context, new(
            Descriptor, target.Span,
            $"`{target.Id}` computes {SizeText.Percent(target.After.Coverage)} of the multiply-accumulates, required are {target.Selection.Value("require")}; {CoverageText.Of(target.After)}"),
            target, target.After.Operators.SelectMany(o => o.Verdict.Remedies), mayRemove: false).WithFix(Lowered(context, target));

    private static Fix? Lowered(CheckContext context, PlannedTarget target)
    {
        var share = $"{Math.Floor(target.After.Coverage * 100):0} %";
        return TargetEdits.WithOption(context, target, $"Require `{share}`, which it computes", "require", share);
    }
}
