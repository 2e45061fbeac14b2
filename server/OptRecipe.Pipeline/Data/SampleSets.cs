using System.Collections.Immutable;
using OptRecipe.Data;
using OptRecipe.Data.Samples;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Data;

/// <summary>What became of opening a data set.</summary>
/// <param name="Set">Null when a problem keeps it from being read. The caller disposes it.</param>
/// <param name="Problems">Problems, and notes about what was done to have the samples fit.</param>
public sealed record SampleSetResult(SampleSet? Set, ImmutableArray<DataProblem> Problems)
{
    /// <summary>Names of the arrays, columns or features that the files hold, as far as they could be opened.</summary>
    public ImmutableArray<string> Arrays { get; init; } = [];

    /// <summary>Why there is no set; null when there is one.</summary>
    public DataProblem? Problem => Set is null ? Problems.FirstOrDefault(problem => !problem.IsNote) : null;
}

/// <summary>Opens the data sets of recipes against the inputs of a model. Thread-safe; never throws for what a user, a file or the disk did.</summary>
public sealed class SampleSets(IFileSource files)
{
    /// <summary>Shared with whoever hashes the same files.</summary>
    internal FileHashes Hashes { get; init; } = new(files);

    /// <summary>A set with samples in it, for who cannot go on without; the caller disposes it.</summary>
    /// <returns>Null and a sentence that says why there is none.</returns>
    public (SampleSet? Set, string Problem) OpenFilled(string recipePath, BoundDataSet set, Model model, ulong seed, CancellationToken cancellation)
    {
        var result = Open(recipePath, set, model, seed, cancellation);
        if (result.Set is { Count: > 0 } filled) return (filled, "");
        result.Set?.Dispose();
        return (null, result.Problem?.Message ?? $"`{set.Path.Value}` holds no samples");
    }

    /// <param name="recipePath">Absolute; paths start at its folder.</param>
    /// <param name="model">Its first subgraph's inputs are what is fed.</param>
    /// <param name="seed">The recipe's; fixes the order of a shuffled set.</param>
    public SampleSetResult Open(string recipePath, BoundDataSet set, Model model, ulong seed, CancellationToken cancellation)
    {
        var inputs = ModelInput.Of(model);
        var (found, problem) = DataFiles.Find(files, recipePath, set.Path);
        if (found is null) return new(null, problem is null ? [] : [problem]);
        ISampleSource? source = null;
        try
        {
            source = SampleSources.Open(files, found, set, inputs, cancellation);
            var matched = InputMatching.Match(set, inputs, source);
            var labels = LabelMatching.Match(files, recipePath, set, found, source);
            var problems = matched.Problems.AddRange(labels.Problems);
            if (problems.FirstOrDefault(other => !other.IsNote) is not null || inputs.IsEmpty)
            {
                source.Dispose();
                return new(null, problems) { Arrays = source.Arrays };
            }
            var count = Math.Min(set.Samples?.Value ?? int.MaxValue, source.Count);
            var order = set.Shuffle ? SampleOrder.Shuffled(source.Count, count, seed) : null;
            return new(new(source, matched.Feeds, order, count, labels.Labels, () => SampleFingerprint.Of(Hashes, found, labels.Files, matched.Feeds, order, count)), problems) { Arrays = source.Arrays };
        }
        catch (DataFormatException error)
        {
            source?.Dispose();
            var words = error.Message.StartsWith('`') ? error.Message : $"`{set.Path.Value}` cannot be read: {error.Message}";
            return new(null, [new(DataProblemKind.Broken, words, set.Path.Span)]);
        }
    }
}
