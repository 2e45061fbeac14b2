using System.Collections.Immutable;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Recipe;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Trying;

/// <summary>The samples that a trial may take: the recipe's own, or a file that the user has picked, which goes through the recipe's preprocessing.</summary>
internal static class TrialData
{
    public static ImmutableArray<string> Sets(BoundRecipe recipe) => recipe.Data is { } data ? [.. Ordered(data).Select(set => set.Key)] : [];

    /// <exception cref="EvaluationException">There is nothing to take.</exception>
    public static BoundDataSet Find(BoundRecipe recipe, TrialRequest request)
    {
        var own = recipe.Data is { } data ? [.. Ordered(data)] : ImmutableArray<BoundDataSet>.Empty;
        var wanted = own.FirstOrDefault(set => request.Set is null || set.Key == request.Set);
        var found = request.File is { } file ? OfFile(file, wanted ?? own.FirstOrDefault())
            : wanted ?? throw new EvaluationException(own.IsEmpty ? "There are no data to take a sample from; pick a file, or write `data: {evaluation: …}`" : $"The recipe has no `{request.Set}` data");
        return request.Preprocess.IsDefaultOrEmpty ? found : found with { Preprocess = [.. Steps(request.Preprocess), .. found.Preprocess] };
    }

    /// <summary>Evaluation data first: they have the labels.</summary>
    private static IEnumerable<BoundDataSet> Ordered(BoundData data) => data.Sets.OrderBy(set => set.Role == DataRole.Evaluation ? 0 : 1);

    private static BoundDataSet OfFile(string file, BoundDataSet? like)
    {
        var path = new BoundText(file.Replace('\\', '/'), default);
        if (like is null) return new(DataRole.Evaluation, path, default);
        // The same kind of file has the same arrays in it; a picture has none.
        var isAlike = string.Equals(Path.GetExtension(file), Path.GetExtension(like.Path.Value), StringComparison.OrdinalIgnoreCase);
        return like with { Path = path, Samples = null, Shuffle = false, Inputs = isAlike ? like.Inputs : [], Labels = isAlike ? like.Labels : null };
    }

    private static ImmutableArray<BoundPreprocessing> Steps(ImmutableArray<string> steps)
    {
        var text = "recipe: 1\nmodel: m.tflite\ndata:\n  evaluation: {path: x.npy}\n  preprocess:\n" + string.Concat(steps.Select(step => $"    - {step.ReplaceLineEndings(" ")}\n"));
        var document = RecipeDocument.Read(new SourceText(text), RecipeRole.Whole);
        return document.Recipe.Data is { Evaluation: { } set } ? set.Preprocess : [];
    }
}
