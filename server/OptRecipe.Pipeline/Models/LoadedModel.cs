using System.Collections.Immutable;
using OptRecipe.Engine.Threading;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Facts;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Pipeline.Models;

/// <summary>A model that a recipe names, structure read, weights still in the file.</summary>
public sealed class LoadedModel(string path, FileStamp stamp, Model model)
{
    private readonly Lazy<ImmutableArray<Violation>> _violations = new(() => ModelVerifier.Verify(model));
    private readonly Lock _gate = new(), _soon = new();
    private long? _gzip;
    private Task<long?>? _measuring;
    // So much is compressed in a few milliseconds.
    internal const long SmallBytes = 512 << 10, MostBytes = 48 << 20;

    /// <summary>What can be said about the model before anything is done with it; computed as it is asked for.</summary>
    public ModelFacts Facts { get; } = new(model);

    /// <summary>Where the file departs from the format.</summary>
    public ImmutableArray<Violation> Violations => _violations.Value;

    public string Path => path;
    public FileStamp Stamp => stamp;
    public Model Model => model;
    public long FileBytes => stamp.Length;
    /// <summary>Bytes of the file after gzip; reads the whole file the first time it is asked for.</summary>
    public long GzipBytes => MeasureGzip(null);

    /// <summary>Whether gzip of the file takes less than a second or two: of larger ones nobody learns it in passing.</summary>
    public bool IsGzipKnownSoon => FileBytes <= MostBytes;

    /// <summary><see cref="GzipBytes"/> for somebody who does not wait: null for the largest files, while a large one is being measured beside, and when it cannot be read any more. Thread-safe.</summary>
    public long? GzipBytesSoFar
    {
        get
        {
            if (FileBytes <= SmallBytes) return GzipBytes;
            if (!IsGzipKnownSoon) return null;
            lock (_soon) _measuring ??= QuietThread.Run("gzip", TryMeasure);
            return _measuring.IsCompleted ? _measuring.GetAwaiter().GetResult() : null;
        }
    }

    private long? TryMeasure()
    {
        try
        {
            return MeasureGzip(null, threads: 1);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModelFormatException or ObjectDisposedException)
        {
            // Whoever opens the file again says what is wrong with it.
            return null;
        }
    }

    /// <summary><see cref="GzipBytes"/>.</summary>
    /// <param name="store">Where sizes of files are remembered by their contents; null for nowhere.</param>
    /// <param name="threads">Null: as many as there are processors.</param>
    public long MeasureGzip(ICacheStore? store, int? threads = null)
    {
        lock (_gate) return _gzip ??= store is null ? GzipSize.Of(model.Origin?.Source, threads) : GzipSize.Of(model.Origin?.Source, store);
    }
}
