using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Facts;

namespace OptRecipe.Pipeline.Models;

/// <summary>A model that a recipe names, structure read, weights still in the file.</summary>
public sealed class LoadedModel(string path, FileStamp stamp, Model model)
{
    private readonly Lazy<long> _gzip = new(() => GzipSize.Of(model.Origin?.Source));

    /// <summary>What can be said about the model before anything is done with it; computed as it is asked for.</summary>
    public ModelFacts Facts { get; } = new(model);

    public string Path => path;
    public FileStamp Stamp => stamp;
    public Model Model => model;
    public long FileBytes => stamp.Length;
    /// <summary>Bytes of the file after gzip; reads the whole file the first time it is asked for.</summary>
    public long GzipBytes => _gzip.Value;
}
