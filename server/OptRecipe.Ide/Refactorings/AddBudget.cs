using OptRecipe.Ide.Fixes;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Refactorings;

/// <summary>A limit for the file, a little above what the plan foretells: on the words <c>budget</c>, <c>steps</c> and <c>outputs</c>, while the budget has none.</summary>
internal static class AddBudget
{
    private static readonly string[] Places = ["budget", "steps", "outputs"];

    internal static IEnumerable<CodeAction> Offer(RefactoringContext context)
    {
        if (context.Analysis.Plan is not { } plan || context.Section is not { } here || !Places.Contains(here.Key.Value) || !here.Key.Span.Contains(context.Range.Start)) yield break;
        var budget = context.Tree.Root["budget"];
        if (budget["file"].Exists || (budget.Exists && !budget.IsNull && !budget.IsMapping)) yield break;
        // 5 % above, in whole KiB: a limit nobody has to touch for a change of a few bytes.
        var limit = $"file: {Math.Max(1, (plan.FileBytes * 21 / 20 + 1023) / 1024)} KiB";
        if (Edit(context, here.Key.Span.Start, limit) is { } edit) yield return new($"Add the budget `{limit}` (forecast {SizeText.Of(plan.FileBytes)})", CodeActionKind.Rewrite, [edit]);
    }

    private static TextEdit? Edit(RefactoringContext context, int here, string limit)
    {
        var budget = context.Tree.Root["budget"];
        if (!budget.Exists) return Section.All(context.Tree) is [.., var last] sections ? NewSection(context, sections.First(section => section.Pair.Key.Span.Start == here), last, limit) : null;
        if (budget.IsMapping && budget.IsFlow) return new(new(budget.Span.Start + 1, 0), budget.Pairs.Count == 0 ? limit : $"{limit}, ");
        if (budget.IsMapping) return new(new(budget.Span.Start, 0), $"{limit}{context.Indentation(context.Column(budget.Span.Start))}");
        return budget.IsMissing ? new(new(context.Text.Lines.LineEnd(context.Text.Lines.LineOf(here)), 0), $"{context.Indentation(context.Style.Unit)}{limit}") : null;
    }

    /// <summary>Behind the steps, above the outputs.</summary>
    private static TextEdit NewSection(RefactoringContext context, Section here, Section last, string limit)
    {
        var section = $"budget:{context.Indentation(context.Style.Unit)}{limit}{context.Text.LineBreak}";
        if (here.Name == "outputs") return new(new(here.Span.Start, 0), section);
        var needsBreak = here == last && context.Text.Length > 0 && context.Text.Text[here.Span.End - 1] is not ('\n' or '\r');
        return new(new(here.Span.End, 0), needsBreak ? context.Text.LineBreak + section.TrimEnd() : section);
    }
}
