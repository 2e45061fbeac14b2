using System.Collections.Immutable;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Lenses;

public enum LensCommand
{
    Run,
    ShowPlan,
    /// <summary>A text that can only be read.</summary>
    None,
}

/// <param name="Span">An empty range at the line it stands above.</param>
public sealed record CodeLens(TextSpan Span, string Title, LensCommand Command);

/// <summary>Above the recipe: run it, show its plan. Above the data that the last run measured on: what it found.</summary>
public static class CodeLenses
{
    public static ImmutableArray<CodeLens> Of(RecipeAnalysis analysis)
    {
        // A preset is for every model and runs with none.
        if (analysis.Document.Role == RecipeRole.Preset) return [];
        var at = new TextSpan(0, 0);
        var plan = analysis.Plan is { } known ? $"Show Plan ({SizeText.Of(known.Source.FileBytes)} → {SizeText.Before(known.Size)}{SizeText.Of(known.FileBytes)})" : "Show Plan";
        ImmutableArray<CodeLens> head = [new(at, "$(play) Run", LensCommand.Run), new(at, plan, LensCommand.ShowPlan)];
        return MeasuredText.Of(analysis) is { } measured && analysis.Document.IsHere(measured.Data.Path.Span) ? head.Add(new(new(measured.Data.Path.Span.Start, 0), measured.Line, LensCommand.None)) : head;
    }
}
