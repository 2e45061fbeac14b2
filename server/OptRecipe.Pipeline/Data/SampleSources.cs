using OptRecipe.Data;
using OptRecipe.Data.Samples;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Data;

/// <summary>The reader for the files of a data set.</summary>
internal static class SampleSources
{
    /// <exception cref="DataFormatException">A file is broken or cannot be opened.</exception>
    public static ISampleSource Open(IFileSource files, DataFiles found, BoundDataSet set, IReadOnlyList<ModelInput> inputs, CancellationToken cancellation)
    {
        return found.Files.Length == 1 ? One(0) : new JoinedSamples(found.Files.Length, One, cancellation);

        ISampleSource One(int index)
        {
            var bytes = DataBytes.Open(files, found.Files[index]);
            try
            {
                return ArraySamples.Open(found.NameOf(index), bytes, [.. set.Inputs.Select(input => input.Array.Value)], Rank(set, inputs));
            }
            catch (DataFormatException error)
            {
                bytes.Dispose();
                throw new DataFormatException($"`{found.NameOf(index)}` cannot be read: {error.Message}", error);
            }
        }
    }

    /// <summary>How one sample looks in a file; null where inputs differ, so that the first dimension has to count.</summary>
    private static SampleRank? Rank(BoundDataSet set, IReadOnlyList<ModelInput> inputs)
    {
        if (inputs.Count == 0 || inputs.Any(input => input.Rank != inputs[0].Rank)) return null;
        var rank = inputs[0].Rank;
        // Channels and layout change what stands last in the file.
        return set.Preprocess.Any(step => step is BoundChannels or BoundLayout) ? rank with { EndsInOne = false } : rank;
    }
}
