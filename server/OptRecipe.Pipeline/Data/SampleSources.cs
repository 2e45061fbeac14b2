using OptRecipe.Data;
using OptRecipe.Data.Bytes;
using OptRecipe.Data.Examples;
using OptRecipe.Data.Images;
using OptRecipe.Data.Samples;
using OptRecipe.Data.Sounds;
using OptRecipe.Data.Tables;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Data;

/// <summary>The reader for the files of a data set.</summary>
internal static class SampleSources
{
    /// <exception cref="DataFormatException">A file is broken or cannot be opened.</exception>
    public static ISampleSource Open(IFileSource files, DataFiles found, BoundDataSet set, IReadOnlyList<ModelInput> inputs, CancellationToken cancellation)
    {
        if (found.Format is DataFormat.Picture or DataFormat.Sound)
        {
            string[] names = [.. Enumerable.Range(0, found.Files.Length).Select(found.NameOf)];
            return new FileSamples(names, index => DataBytes.Open(files, found.Files[index]), found.Format == DataFormat.Picture ? ImageFile.Read : WavFile.Read);
        }
        return found.Files.Length == 1 ? One(0) : new JoinedSamples(found.Files.Length, One, cancellation);

        ISampleSource One(int index)
        {
            var name = found.NameOf(index);
            IRandomBytes? bytes = null;
            try
            {
                bytes = DataBytes.Open(files, found.Files[index]);
                return found.Format switch
                {
                    DataFormat.Table => Table(name, bytes, set),
                    DataFormat.Examples => new ExampleSamples(name, new RecordFile(bytes)),
                    _ => ArraySamples.Open(name, bytes, [.. set.Inputs.Select(input => input.Array.Value)], Rank(set, inputs)),
                };
            }
            catch (DataFormatException error)
            {
                bytes?.Dispose();
                throw new DataFormatException($"`{name}` cannot be read: {error.Message}", error);
            }
        }
    }

    /// <summary>The whole of a file that is read at once.</summary>
    /// <exception cref="DataFormatException">It cannot be read, or is longer than an array.</exception>
    internal static byte[] Whole(IRandomBytes bytes)
    {
        if (bytes.Length > Array.MaxLength) throw new DataFormatException("it is longer than 2 GiB");
        var whole = new byte[bytes.Length];
        bytes.Read(0, whole);
        return whole;
    }

    private static CsvSamples Table(string name, IRandomBytes bytes, BoundDataSet set)
    {
        using (bytes) return new(name, CsvTable.Read(Whole(bytes)), set.Labels?.Value, (column, pattern) => PathPattern.Fits(column, pattern));
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
