using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Rules that say nothing in the end: later ones override every field on every operator, or the step leaves their operators out (user problem 12).</summary>
internal static class RuleUseCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR5022", "Rule without effect", Severity.Hint, "0.2");

    private const int MostRelated = 10;
    private static readonly QuantizeFields Nothing = new();

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        foreach (var planned in context.Plan?.Steps ?? [])
        {
            if (planned.Settings is not { } settings || context.Recipe.Steps.FirstOrDefault(step => step.KindSpan == planned.Span) is not BoundQuantize quantize) continue;
            var told = 0;
            foreach (var selector in planned.Selectors.Where(selector => selector is { Rule: >= 0, Match.Operators.IsEmpty: false }))
            {
                var rule = quantize.Rules[selector.Rule];
                var (touched, won) = settings.UseOf(selector.Rule);
                if (won > 0 || rule.Fields == Nothing) continue;
                var count = SizeText.Count(selector.Match.Operators.Length, "operator");
                // What no scheme looks at has been said on the text already.
                if (touched > 0 && !settings.IsOverridden(selector.Rule)) continue;
                // More than are ever shown need no places and no fixes.
                var isShown = ++told <= Suppressions.MaximumPublished;
                yield return new(Descriptor, FirstLine(context.Text, rule.Span), touched == 0
                    ? $"the rule is for {count} that the step's `where` leaves out"
                    : $"the rule says nothing in the end: later rules override it on {(selector.Match.Operators.Length == 1 ? "its one operator" : $"all its {count}")}")
                {
                    IsUnnecessary = true,
                    Related = !isShown || touched == 0 ? [] : [.. settings.OverridersOf(selector.Rule, MostRelated).Select(other => new RelatedInformation(FirstLine(context.Text, quantize.Rules[other].Span), $"Rule {other + 1} comes later"))],
                    Fixes = isShown && quantize.Rules.Length > 1 && rule.Span.End <= context.Text.Length ? [new("Remove the rule", FixSafety.Unsafe, [Removal.Of(context.Text, rule.Span)])] : [],
                };
            }
        }
    }

    private static TextSpan FirstLine(SourceText text, TextSpan span) => TextSpan.Between(span.Start, Math.Min(span.End, text.Lines.LineEnd(text.Lines.LineOf(span.Start))));
}
