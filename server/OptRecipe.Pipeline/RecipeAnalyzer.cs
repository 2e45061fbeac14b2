using System.Collections.Immutable;
using OptRecipe.Pipeline.Budgets;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Checks;
using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Running;
using OptRecipe.Pipeline.Variants;
using OptRecipe.Recipe;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Presets;
using OptRecipe.Recipe.TargetFiles;
using OptRecipe.Recipe.Text;
using OptRecipe.Recipe.Using;
using OptRecipe.Recipe.Variants;

namespace OptRecipe.Pipeline;

/// <summary>From a recipe's text to everything that is known about it. Keeps opened models and plans between calls. Thread-safe.</summary>
public sealed class RecipeAnalyzer(IFileSource files)
{
    /// <summary>Of a larger table so many variants are looked at while somebody types.</summary>
    public const int MostVariants = 24;
    private readonly ModelStore _models = new(files);
    private readonly DataAnalyzer _data = new(files);
    private readonly Planner _planner = new();
    private readonly UseResolver _uses = new(files);
    private readonly OwnTargets _ownTargets = new(files);
    private readonly KnownRanges _ranges = new(files);
    private readonly RememberedByStamp<RunRecord?> _records = new(files);
    private readonly RememberedByStamp<VariantsRecord?> _comparisons = new(files);

    internal IFileSource Files => files;

    /// <summary>What the text alone says: no file is looked at. Fast enough for every keystroke.</summary>
    /// <param name="path">Absolute path of the recipe, also of one that was never saved.</param>
    /// <param name="isPreset">It is shown to be read: one of the product's presets. Files of users' own presets are known by their names.</param>
    /// <param name="memory">For texts that are read again at every keystroke.</param>
    public static RecipeAnalysis AnalyzeText(string path, SourceText text, bool isPreset = false, ItemMemory? memory = null)
    {
        var role = isPreset || PresetCatalog.IsFile(path) ? RecipeRole.Preset : RecipeRole.Whole;
        var document = TargetFile.Is(path) ? RecipeDocument.ReadTarget(TargetFile.IdOf(path), text) : RecipeDocument.Read(text, role, memory);
        return new() { Path = path, Document = document, Diagnostics = document.Publish([], isComplete: false) };
    }

    public RecipeAnalysis Analyze(string path, string text, CancellationToken cancellation) => AddModel(AnalyzeText(path, new(text)), cancellation);

    /// <summary>Adds what needs the model and other files.</summary>
    public RecipeAnalysis AddModel(RecipeAnalysis analysis, CancellationToken cancellation)
    {
        if (analysis.Document.IsTarget) return analysis;
        var document = _uses.Resolve(analysis.Document, analysis.Path);
        var recipe = analysis.Variant is { } name ? VariantOutputNames.Of(document.Recipe, name) : document.Recipe;
        analysis = analysis with { Document = document with { Recipe = _ownTargets.Resolve(recipe, analysis.Path) } };
        var model = analysis.Recipe.Model is { } named && RecipeFolder.Resolve(analysis.Path, named.Path) is { } file ? _models.Open(file) : null;
        // The data are looked at beside the planning: neither needs the other.
        var looking = model?.Model is { } fed && analysis.Recipe.Data is not null ? Task.Run(() => _data.Analyze(analysis.Path, analysis.Recipe, fed, cancellation), cancellation) : null;
        var plan = model?.Model is { } loaded ? _planner.Plan(analysis.Recipe, loaded, (step, before) => CalibrationTerms.FileOf(step, analysis.Path) is { } ranges ? _ranges.Read(ranges.Path, ranges.Key, before).Ranges : null, cancellation) : null;
        var outputs = from output in analysis.Recipe.Outputs
            let path = RecipeFolder.Resolve(analysis.Path, output.Path)
            where path is not null
            select new ResolvedOutput(output, path);
        var data = looking?.GetAwaiter().GetResult() ?? [];
        var lastRun = _records.Get(RunRecord.PathFor(analysis.Path, analysis.Variant), _ => RunRecord.Read(files, analysis.Path, analysis.Variant));
        var full = analysis with { Model = model, Plan = plan, DataSets = data, Outputs = [.. outputs], LastRun = lastRun, Planner = _planner, Analyzer = this };
        full = full with { IsUpToDate = full.Variant is null && full.LastRun is { } record && RunInputs.AreUnchanged(files, full, record, readsContents: false) };
        full = full with { Forecasts = [.. BudgetForecast.Of(full)] };
        var context = new CheckContext(full, files) { Ranges = _ranges };
        var found = CheckTable.All.SelectMany(check =>
        {
            cancellation.ThrowIfCancellationRequested();
            return check(context);
        });
        ImmutableArray<Diagnostic> own = [.. found];
        full = full with { Diagnostics = analysis.Document.Publish(own, isComplete: plan is not null) };
        if (full.Recipe.Variants is null || plan is null || !full.Syntax.Problems.IsEmpty) return full;
        var variants = VariantTable.Sample(VariantTable.All(full.Recipe.Variants), MostVariants);
        full = full with { Variants = [.. variants.Select(variant => OfVariant(full, variant, cancellation))], LastComparison = _comparisons.Get(VariantsRecord.PathFor(analysis.Path), _ => VariantsRecord.Read(files, analysis.Path)) };
        ImmutableArray<Diagnostic> ofVariants = [.. VariantDiagnostics.Of(full)];
        return ofVariants.IsEmpty ? full : full with { Diagnostics = analysis.Document.Publish([.. own, .. ofVariants], isComplete: true) };
    }

    /// <param name="whole">The recipe with everything that it takes in.</param>
    internal VariantAnalysis OfVariant(RecipeAnalysis whole, Variant variant, CancellationToken cancellation)
    {
        var text = VariantText.Of(whole.Document, variant);
        return new(variant, text, AddModel(new() { Path = whole.Path, Document = whole.Document.OfVariant(text), Variant = variant.Name }, cancellation));
    }
}
