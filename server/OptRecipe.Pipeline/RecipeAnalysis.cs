using System.Collections.Immutable;
using OptRecipe.Pipeline.Budgets;
using OptRecipe.Pipeline.Checks;
using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Running;
using OptRecipe.Pipeline.Variants;
using OptRecipe.Recipe;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using OptRecipe.Recipe.Variants;
using OptRecipe.Targets;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline;

/// <summary>Everything known about one version of a recipe: what hovers, completions, diagnostics and runs read. Immutable.</summary>
public sealed record RecipeAnalysis
{
    /// <summary>Absolute path of the recipe.</summary>
    public required string Path { get; init; }
    /// <summary>What the text alone says.</summary>
    public required RecipeDocument Document { get; init; }
    public SourceText Text => Document.Text;
    public SyntaxTree Syntax => Document.Tree;
    public BoundRecipe Recipe => Document.Recipe;
    /// <summary>SHA-256 of the text and of all that it takes in: two runs of one hash are runs of one recipe.</summary>
    public string RecipeHash => RunRecord.HashOf(Document.WholeText.Text);
    /// <summary>What became of opening the model; null when the recipe names none.</summary>
    public ModelResult? Model { get; init; }
    /// <summary>Null when there is no model to plan for.</summary>
    public Plan? Plan { get; init; }
    /// <summary>What is known about the data sets; empty without a model to feed.</summary>
    public ImmutableArray<DataSetAnalysis> DataSets { get; init; } = [];
    /// <summary>The limits that the plan answers, and what it says to each.</summary>
    public ImmutableArray<BudgetForecast> Forecasts { get; init; } = [];
    public ImmutableArray<ResolvedOutput> Outputs { get; init; } = [];
    /// <summary>What the last run wrote, null when there is no record of one.</summary>
    public RunRecord? LastRun { get; init; }
    /// <summary>What gzip makes of the files of the last run, for somebody who does not wait; null where it is not known, or not yet.</summary>
    public LastGzip? LastGzip => Analyzer is { } analyzer ? LastGzip.SoFar(analyzer.Files, this) : null;
    /// <summary>A run would write what that one wrote, as far as the times of files tell.</summary>
    public bool IsUpToDate { get; init; }
    /// <summary>In the order of the text; suppressed ones are gone.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];
    internal Planner? Planner { get; init; }
    internal RecipeAnalyzer? Analyzer { get; init; }

    /// <summary>The variant of a recipe's table that this is; null for a recipe as it is written. Its outputs have this name in theirs.</summary>
    public string? Variant { get; init; }
    /// <summary>What the last comparison of the recipe's variants found; null without a table, or when there is no record of one.</summary>
    public VariantsRecord? LastComparison { get; init; }
    /// <summary>The variants of the recipe's table that were looked at: all, or of a large table as many as hold every value once.</summary>
    public ImmutableArray<VariantAnalysis> Variants { get; init; } = [];

    /// <summary>Every variant of the recipe's table, in its order; none without a table or a model, and none of a table that is too large.</summary>
    public ImmutableArray<VariantAnalysis> AllVariants(CancellationToken cancellation)
    {
        var all = VariantTable.All(Recipe.Variants);
        if (all.Length == Variants.Length || Analyzer is not { } analyzer) return Variants;
        var known = Variants.ToDictionary(variant => variant.Name, StringComparer.Ordinal);
        return [.. all.Select(variant => known.GetValueOrDefault(variant.Name) ?? analyzer.OfVariant(this, variant, cancellation))];
    }

    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>The first error that stops a run; a forecast that breaks the budget does not.</summary>
    public Diagnostic? FirstError => Diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error && !IsBudget(diagnostic));

    /// <summary>A forecast that breaks the budget: an error, but no reason not to run.</summary>
    public static bool IsBudget(Diagnostic diagnostic) => diagnostic.Descriptor == BudgetCheck.Descriptor;

    public bool CanRun => Plan is { CanRun: true } && FirstError is null;

    /// <summary>Each target's answer about another model than the planned one, for example the one that a run has made.</summary>
    public IEnumerable<TargetVerdict> Judge(Model model, CancellationToken cancellation) =>
        Plan is null || Planner is null ? [] : Plan.Targets.Select(target => Planner.Judge(model, target.Selection, cancellation));

    /// <summary>The answer of a target that the recipe does not name, with its default options, about the planned model; null without a plan.</summary>
    public TargetVerdict? JudgePlanned(TargetDescription target, CancellationToken cancellation = default) =>
        Plan is null || Planner is null ? null : Planner.Judge(Plan.Result, TargetSelection.Of(target, [], out _), cancellation);
}

/// <param name="FullPath">Absolute path.</param>
public sealed record ResolvedOutput(BoundOutput Output, string FullPath)
{
    /// <summary>The key in the recipe: <c>tflite</c>, <c>report</c>.</summary>
    public string Kind => Output.Kind == OutputKind.TFLite ? "tflite" : "report";
}
