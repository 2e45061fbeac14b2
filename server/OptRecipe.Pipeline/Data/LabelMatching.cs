using System.Collections.Immutable;
using OptRecipe.Data.NumPy;
using OptRecipe.Data.Samples;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Data;

/// <summary>Where the labels of a data set are.</summary>
/// <param name="Files">Files beside the samples that the labels come from.</param>
internal sealed record LabelMatching(LabelSource? Labels, ImmutableArray<string> Files, ImmutableArray<DataProblem> Problems)
{
    private static readonly LabelMatching None = new(null, [], []);

    /// <exception cref="OptRecipe.Data.DataFormatException">A file with labels is broken.</exception>
    public static LabelMatching Match(IFileSource files, string recipePath, BoundDataSet set, DataFiles found, ISampleSource source)
    {
        _ = (files, recipePath, found);
        if (set.Labels is not { } named) return None;
        if (source.Arrays.Contains(named.Value)) return OfArray(source, named.Value);
        var fixes = Spelling.Nearest(named.Value, source.Arrays) is { } nearest ? ImmutableArray.Create(new Fix($"Write `{nearest}`", FixSafety.Unsafe, [new(named.Span, nearest)])) : [];
        return new(null, [], [new(DataProblemKind.NoLabels, $"`{set.Path.Value}` holds no array `{named.Value}` for the labels; it holds {InputMatching.Listed(source.Arrays)}", named.Span) { Fixes = fixes }]);
    }

    private static LabelMatching OfArray(ISampleSource source, string array) => source.Details(array) is { } details
        ? new(new(new(details.Type, details.Shape), index => source.Read(index, array).Bytes, []), [], [])
        : None;
}
