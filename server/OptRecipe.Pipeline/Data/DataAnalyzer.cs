using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using OptRecipe.Data;
using OptRecipe.Pipeline.Models;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Data;

/// <summary>What can be said about the data sets of a recipe while it is typed. Remembered per set as long as its text and its files are the same. Thread-safe.</summary>
internal sealed class DataAnalyzer(IFileSource files)
{
    private readonly RememberedByFiles<DataSetAnalysis> _known = new(files);

    public ImmutableArray<DataSetAnalysis> Analyze(string recipePath, BoundRecipe recipe, LoadedModel model, CancellationToken cancellation) => recipe.Data is not { } data ? [] :
    [
        .. data.Sets.Select(set =>
        {
            var key = Key(recipePath, set, recipe.Seed, model);
            var known = _known.Get(key, noting => Analyze(new SampleSets(noting), recipePath, set, recipe.Seed, model, cancellation));
            // The same text may have moved since.
            var distance = set.Span.Start - known.Bound.Span.Start;
            return distance == 0 ? known with { Bound = set } : known with { Bound = set, Problems = [.. known.Problems.Select(problem => problem.Moved(distance))] };
        }),
    ];

    private static DataSetAnalysis Analyze(SampleSets sets, string recipePath, BoundDataSet set, ulong seed, LoadedModel model, CancellationToken cancellation)
    {
        var result = sets.Open(recipePath, set, model.Model, seed, cancellation);
        if (result.Set is not { } opened) return new(set, null, result.Arrays, result.Problems, null, null);
        using (opened)
        {
            try
            {
                return new(set, opened.Summary, result.Arrays, result.Problems, DataFacts.Of(opened, cancellation), Classes(opened, model.Model, cancellation));
            }
            catch (DataFormatException error)
            {
                return new(set, opened.Summary, result.Arrays, result.Problems.Add(new(DataProblemKind.Broken, error.Message, set.Path.Span)), null, null);
            }
        }
    }

    /// <summary>Labels that are one number each, of as many samples as are looked at.</summary>
    private static ClassFacts? Classes(ISampleSet set, TFLite.Model model, CancellationToken cancellation)
    {
        const int MostLabels = 100_000;
        if (set.Labels is not { Shape.Length: 0, Type.Letter: 'i' or 'u' } form || model.Subgraphs is not [var main, ..] || main.Outputs is not [var output, ..] || main.Tensors[output].Shape is not [.., var outputs]) return null;
        var (lowest, highest) = (int.MaxValue, int.MinValue);
        for (var index = 0; index < set.Count && index < MostLabels; index++)
        {
            if (index % 1024 == 0) cancellation.ThrowIfCancellationRequested();
            var label = (int)new NumPyNumber(form.Type, set.ReadLabel(index)).Value;
            (lowest, highest) = (Math.Min(lowest, label), Math.Max(highest, label));
        }
        return set.Count == 0 ? null : new(set.ClassNames.Length, lowest, highest, outputs);
    }

    /// <summary>Everything about a set that its analysis depends on; places relative to the set's, so that an edit elsewhere changes nothing.</summary>
    private static string Key(string recipePath, BoundDataSet set, ulong seed, LoadedModel model)
    {
        var start = set.Span.Start;
        var key = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{recipePath}\0{model.Path}\0{model.Stamp}\0{seed}\0{set.Role}\0{set.Samples?.Value}\0{set.Shuffle}");
        Text(set.Path);
        Text(set.Labels);
        Text(set.ClassNames);
        foreach (var input in set.Inputs)
        {
            Text(input.Input);
            Text(input.Array);
        }
        if (set.PreprocessSpan is { } span) key.Append(CultureInfo.InvariantCulture, $"\0{span.Start - start}");
        foreach (var step in set.Preprocess)
        {
            key.Append('\0').Append(step with { Span = new(step.Span.Start - start, step.Span.Length) });
            if (step is BoundNormalize normalize) key.AppendJoin(',', normalize.Means).Append('/').AppendJoin(',', normalize.Deviations);
        }
        return key.ToString();

        void Text(BoundText? text) => key.Append(CultureInfo.InvariantCulture, $"\0{text?.Value}\0{text?.Span.Start - start}");
    }
}
