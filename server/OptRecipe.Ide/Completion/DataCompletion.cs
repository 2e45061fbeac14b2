using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Models;
using OptRecipe.Recipe.Schema;

namespace OptRecipe.Ide.Completion;

/// <summary>Inside a data set: names of the model's inputs, and of the arrays, columns or features that its files hold.</summary>
internal static class DataCompletion
{
    private const int MostNames = 500;

    private static readonly ScalarType LabelFiles = new(ScalarKind.Path, [], [], [new(".txt", "One label a line."), new(".csv", "File name and class."), new(".npy", "An array of labels.")]);

    internal static IEnumerable<CompletionItem> At(CompletionContext context)
    {
        if (context.Place.Schema.Path is not ["data", var role, ..] || context.Analysis.Model?.Model?.Model is not { } model) return [];
        var rest = context.Place.Schema.Path.AsSpan()[2..];
        if (context.Place.Schema.IsKey)
            return rest is ["inputs"] ? ModelSummary.Of(model).Inputs.Select((input, index) => Item(context, InputNames.Of(model)[index], context.Place.HasColon ? "" : ": ", CompletionKind.Key, input.TypeAndShape, index)) : [];
        // A whole word is wanted, not the first key of a mapping below.
        if (context.Place.IsOwnLine || rest is not (["inputs", ..] or ["labels"])) return [];
        var arrays = context.Analysis.DataSets.FirstOrDefault(data => data.Bound.Key == role)?.Arrays ?? [];
        var named = arrays.Where(name => name.Length > 0).Take(MostNames).Select((name, index) => Item(context, name, "", CompletionKind.Value, "in the files", index));
        return rest is ["labels"] ? named.Concat(PathCompletion.Entries(context, LabelFiles, withFiles: true)) : named;
    }

    private static CompletionItem Item(CompletionContext context, string name, string behind, CompletionKind kind, string detail, int rank) =>
        context.Item(name, kind, context.Written(name) + behind, detail, "", rank);
}
