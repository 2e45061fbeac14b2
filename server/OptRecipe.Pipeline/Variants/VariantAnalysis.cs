using OptRecipe.Recipe.Variants;

namespace OptRecipe.Pipeline.Variants;

/// <summary>What is known about one variant of a recipe.</summary>
/// <param name="Text">The recipe that it is.</param>
/// <param name="Analysis">Of that recipe; its spans speak of <paramref name="Text"/>.</param>
public sealed record VariantAnalysis(Variant Variant, VariantText Text, RecipeAnalysis Analysis)
{
    public string Name => Variant.Name;

    /// <summary>Why it cannot run, one sentence; null when it can.</summary>
    public string? Obstacle => Analysis.CanRun ? null : Analysis.FirstError?.Message ?? "it cannot run yet";
}
