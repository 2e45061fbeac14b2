using System.Collections.Immutable;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Lenses;

public enum LensCommand { Run, ShowPlan }

/// <param name="Span">An empty range at the line it stands above.</param>
public sealed record CodeLens(TextSpan Span, string Title, LensCommand Command);

/// <summary>Above the recipe: run it, show its plan.</summary>
public static class CodeLenses
{
    public static ImmutableArray<CodeLens> Of(RecipeAnalysis analysis)
    {
        var at = new TextSpan(0, 0);
        var plan = analysis.Plan is { } known ? $"Show Plan ({SizeText.Of(known.Source.FileBytes)} → {SizeText.Of(known.FileBytes)})" : "Show Plan";
        return [new(at, "$(play) Run", LensCommand.Run), new(at, plan, LensCommand.ShowPlan)];
    }
}
