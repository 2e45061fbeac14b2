using System.Collections.Concurrent;
using OptRecipe.Pipeline.Budgets;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Checks;
using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe;
using OptRecipe.Recipe.Presets;
using OptRecipe.Recipe.TargetFiles;
using OptRecipe.Recipe.Text;
using OptRecipe.Recipe.Using;

namespace OptRecipe.Pipeline;

/// <summary>From a recipe's text to everything that is known about it. Keeps opened models and plans between calls. Thread-safe.</summary>
public sealed class RecipeAnalyzer(IFileSource files)
{
    private readonly ModelStore _models = new(files);
    private readonly DataAnalyzer _data = new(files);
    private readonly Planner _planner = new();
    private readonly UseResolver _uses = new(files);
    private readonly OwnTargets _ownTargets = new(files);
    private readonly KnownRanges _ranges = new(files);
    private readonly ConcurrentDictionary<string, (FileStamp Stamp, RunRecord? Record)> _records = new(StringComparer.Ordinal);

    /// <summary>What the text alone says: no file is looked at. Fast enough for every keystroke.</summary>
    /// <param name="path">Absolute path of the recipe, also of one that was never saved.</param>
    /// <param name="isPreset">It is shown to be read: one of the product's presets. Files of users' own presets are known by their names.</param>
    public static RecipeAnalysis AnalyzeText(string path, SourceText text, bool isPreset = false)
    {
        var document = TargetFile.Is(path) ? RecipeDocument.ReadTarget(TargetFile.IdOf(path), text) : RecipeDocument.Read(text, isPreset || PresetCatalog.IsFile(path) ? RecipeRole.Preset : RecipeRole.Whole);
        return new() { Path = path, Document = document, Diagnostics = document.Publish([], isComplete: false) };
    }

    public RecipeAnalysis Analyze(string path, string text, CancellationToken cancellation) => AddModel(AnalyzeText(path, new(text)), cancellation);

    /// <summary>Adds what needs the model and other files.</summary>
    public RecipeAnalysis AddModel(RecipeAnalysis analysis, CancellationToken cancellation)
    {
        if (analysis.Document.IsTarget) return analysis;
        var document = _uses.Resolve(analysis.Document, analysis.Path);
        analysis = analysis with { Document = document with { Recipe = _ownTargets.Resolve(document.Recipe, analysis.Path) } };
        var model = analysis.Recipe.Model is { } named && RecipeFolder.Resolve(analysis.Path, named.Path) is { } file ? _models.Open(file) : null;
        // The data are looked at beside the planning: neither needs the other.
        var looking = model?.Model is { } fed && analysis.Recipe.Data is not null ? Task.Run(() => _data.Analyze(analysis.Path, analysis.Recipe, fed, cancellation), cancellation) : null;
        var plan = model?.Model is { } loaded ? _planner.Plan(analysis.Recipe, loaded, (step, before) => CalibrationTerms.FileOf(step, analysis.Path) is { } ranges ? _ranges.Read(ranges.Path, ranges.Key, before).Ranges : null, cancellation) : null;
        var outputs = from output in analysis.Recipe.Outputs
            let path = RecipeFolder.Resolve(analysis.Path, output.Path)
            where path is not null
            select new ResolvedOutput(output, path);
        var data = looking?.GetAwaiter().GetResult() ?? [];
        var full = analysis with { Model = model, Plan = plan, DataSets = data, Outputs = [.. outputs], LastRun = LastRun(analysis.Path), Planner = _planner };
        full = full with { Forecasts = [.. BudgetForecast.Of(full)], IsUpToDate = full.LastRun is { } record && RunInputs.AreUnchanged(files, full, record, readsContents: false) };
        var context = new CheckContext(full, files) { Ranges = _ranges };
        var found = CheckTable.All.SelectMany(check =>
        {
            cancellation.ThrowIfCancellationRequested();
            return check(context);
        });
        return full with { Diagnostics = analysis.Document.Publish([.. found], isComplete: plan is not null) };
    }

    /// <summary>The record beside a recipe, read once per state of its file: a keystroke looks at the file's stamp alone.</summary>
    private RunRecord? LastRun(string recipePath)
    {
        var path = RunRecord.PathFor(recipePath);
        var stamp = files.Refuses(path) is null ? files.Stamp(path) : default;
        if (_records.TryGetValue(path, out var known) && known.Stamp == stamp) return known.Record;
        var record = RunRecord.Read(files, recipePath);
        _records[path] = (stamp, record);
        return record;
    }
}
