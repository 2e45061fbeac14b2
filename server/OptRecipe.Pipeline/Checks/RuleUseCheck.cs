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
            var sentences = new Dictionary<(int Operators, bool IsLeftOut), string>();
            foreach (var selector in planned.Selectors)
            {
                if (selector is { Rule: < 0 } or { Match.Operators.IsEmpty: true }) continue;
                var rule = quantize.Rules[selector.Rule];
                var use = settings.UseOf(selector.Rule);
                // What no scheme looks at has been said on the text already.
                if (use.Won > 0 || (use.Touched > 0 && !use.IsOverridden) || rule.Fields == Nothing) continue;
                var said = (Operators: selector.Match.Operators.Length, IsLeftOut: use.Touched == 0);
                if (!sentences.TryGetValue(said, out var sentence)) sentences.Add(said, sentence = Sentence(said.Operators, said.IsLeftOut));
                // More than are ever shown need no places and no fixes.
                var isShown = ++told <= Suppressions.MaximumPublished;
                yield return new(Descriptor, isShown ? FirstLine(context.Text, rule.Span) : new(rule.Span.Start, 0), sentence)
                {
                    IsUnnecessary = true,
                    Related = !isShown || use.Touched == 0 ? [] : [.. settings.OverridersOf(selector.Rule, MostRelated).Select(other => new RelatedInformation(FirstLine(context.Text, quantize.Rules[other].Span), $"Rule {other + 1} comes later"))],
                    Fixes = isShown && quantize.Rules.Length > 1 && rule.Span.End <= context.Text.Length ? [new("Remove the rule", FixSafety.Unsafe, [Removal.Of(context.Text, rule.Span)])] : [],
                };
            }
        }
    }

    private static string Sentence(int operators, bool isLeftOut)
    {
        var count = SizeText.Count(operators, "operator");
        if (isLeftOut) return $"the rule is for {count} that the step's `where` leaves out";
        return $"the rule says nothing in the end: later rules override it on {(operators == 1 ? "its one operator" : $"all its {count}")}";
    }

    private static TextSpan FirstLine(SourceText text, TextSpan span) => TextSpan.Between(span.Start, Math.Min(span.End, text.Lines.LineEnd(text.Lines.LineOf(span.Start))));
}
