using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>What a check may look at.</summary>
internal sealed record CheckContext(RecipeAnalysis Analysis, IFileSource Files)
{
    public required KnownRanges Ranges { get; init; }
    public BoundRecipe Recipe => Analysis.Recipe;
    /// <summary>The recipe's text with what it takes in behind it: every span of <see cref="Recipe"/> lies in it.</summary>
    public SourceText Text => Analysis.Document.WholeText;
    public Plan? Plan => Analysis.Plan;
}

/// <summary>One check: looks, and says what it found. Never throws for what a user wrote.</summary>
internal delegate IEnumerable<Diagnostic> PipelineCheck(CheckContext context);
