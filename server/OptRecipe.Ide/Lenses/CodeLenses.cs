using System.Collections.Immutable;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Ide.Lenses;

/// <summary>Above the recipe: run it, show its last report and its plan. Above the model: its size, and its graph. Above a target that the steps change something for: before and after. Above the data that the
/// last run measured on: what it found.</summary>
public static class CodeLenses
{
    public static ImmutableArray<CodeLens> Of(RecipeAnalysis analysis)
    {
        // A preset is for every model and runs with none.
        if (analysis.Document.IsTarget || analysis.Document.Role == RecipeRole.Preset) return [];
        return [.. Head(analysis), .. Model(analysis), .. Targets(analysis), .. Data(analysis)];
    }

    private static IEnumerable<CodeLens> Head(RecipeAnalysis analysis)
    {
        yield return new(new(0, 0), "$(play) Run", LensCommand.Run);
        if (analysis.Recipe.Outputs.Any(output => output.Kind == OutputKind.Report)) yield return new(new(0, 0), "Run with Report", LensCommand.RunWithReport);
        if (analysis.LastRun is { } last) yield return new(new(0, 0), analysis.IsUpToDate ? "Report (up to date)" : last.RecipeHash == analysis.RecipeHash ? "Report (files have changed)" : "Report (of another text)", LensCommand.OpenReport);
        var plan = analysis.Plan is { } known ? $"Show Plan ({SizeText.Of(known.Source.FileBytes)} → {SizeText.Before(known.Size)}{SizeText.Of(known.FileBytes)})" : "Show Plan";
        yield return new(new(0, 0), plan, LensCommand.ShowPlan);
    }

    private static IEnumerable<CodeLens> Model(RecipeAnalysis analysis)
    {
        if (analysis is not { Recipe.Model: { } named, Model.Model: { } loaded } || !analysis.Document.IsHere(named.PathSpan)) yield break;
        yield return new(new(named.PathSpan.Start, 0), LensCommand.OpenGraph, () => $"{SizeText.Count(ModelSummary.Of(loaded.Model).OperatorTotal, "operator")} · {SizeText.Of(loaded.FileBytes)} · open graph");
    }

    private static IEnumerable<CodeLens> Targets(RecipeAnalysis analysis) =>
        from target in analysis.Plan?.Targets ?? []
        where analysis.Document.IsHere(target.Span) && IsChanged(target)
        select new CodeLens(new(target.Span.Start, 0), LensCommand.Compare, () => $"{VisibleText.Of(target.Id)}: {CoverageText.Short(target.Before)} before the steps → {CoverageText.Short(target.After)} after · compare");

    private static bool IsChanged(PlannedTarget target) =>
        target.Verdicts.Length > 1 && (target.Before.RunningCount != target.After.RunningCount || target.Before.Worst != target.After.Worst || target.Before.Partitions.Length != target.After.Partitions.Length);

    private static IEnumerable<CodeLens> Data(RecipeAnalysis analysis)
    {
        if (MeasuredText.Of(analysis) is { } measured && analysis.Document.IsHere(measured.Data.Path.Span)) yield return new(new(measured.Data.Path.Span.Start, 0), measured.Line, LensCommand.None);
    }
}
