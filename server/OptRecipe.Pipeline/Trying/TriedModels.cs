using System.Collections.Immutable;
using System.Text;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Trying;

/// <summary>The models that are compared: the one that a recipe names, and the one that its last run wrote. A model alone is a recipe with nothing in it.</summary>
/// <param name="Optimized">Null when there is none.</param>
/// <param name="Note">Why there is none, or that it is of an older text; empty otherwise.</param>
public sealed record TriedModels(RecipeAnalysis Analysis, LoadedModel Float, WrittenModel? Optimized, string Note)
{
    private const int MostRecipeBytes = 1 << 24;

    /// <param name="text">The recipe's text when it is not the one on disk.</param>
    /// <exception cref="EvaluationException">There is no model that can be read.</exception>
    public static TriedModels Open(IFileSource files, string path, string? text, CancellationToken cancellation)
    {
        var isModel = path.EndsWith(".tflite", StringComparison.OrdinalIgnoreCase);
        // Never written: its folder is where paths start.
        var recipe = isModel ? Path.Combine(Path.GetDirectoryName(path) ?? "/", "one-model.optrecipe.yaml") : path;
        var analysis = new RecipeAnalyzer(files).Analyze(recipe, isModel ? TextOf(path) : text ?? Read(files, path), cancellation);
        var model = analysis.Plan?.Source ?? analysis.Model?.Model ?? throw new EvaluationException(analysis.FirstError?.Message ?? "the recipe names no model");
        if (isModel) return new(analysis, model, null, "");
        var written = WrittenModel.Find(files, analysis);
        return new(analysis, model, written, written is null ? "There is no optimized model to compare with yet: run the recipe"
            : analysis.LastRun?.RecipeHash != analysis.RecipeHash ? "The recipe has changed since the run that wrote the optimized model" : "");
    }

    public ImmutableArray<TrialModel> Named => Optimized is { } written
        ? [new(false, Float.Path, Float.FileBytes), new(true, written.Path, written.Loaded.FileBytes)] : [new(false, Float.Path, Float.FileBytes)];

    internal ImmutableArray<LoadedModel> Loaded => Optimized is { } written ? [Float, written.Loaded] : [Float];

    private static string TextOf(string model) => $"recipe: 1\nmodel: {ScalarQuoting.Quoted(Path.GetFileName(model))}\n";

    private static string Read(IFileSource files, string path)
    {
        if (files.Refuses(path) is { } refusal) throw new EvaluationException($"`{path}` may not be read: {refusal}");
        if (files.Stamp(path) is not { Kind: FileKind.File, Length: < MostRecipeBytes }) throw new EvaluationException($"`{path}` is no recipe that can be read");
        try
        {
            return Encoding.UTF8.GetString(files.ReadAll(path, MostRecipeBytes));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"`{path}` cannot be read: {error.Message}");
        }
    }
}
