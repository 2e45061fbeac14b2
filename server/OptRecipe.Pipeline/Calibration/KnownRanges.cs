using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Calibration;

/// <summary>What became of reading a file of ranges: one of both is set.</summary>
/// <param name="Problem">The rest of a sentence about the file: "does not exist".</param>
public sealed record KnownRangesResult(TensorRanges? Ranges, string? Problem);

/// <summary>Files of ranges, read once per state of the file and model. Thread-safe.</summary>
public sealed class KnownRanges(IFileSource files)
{
    private readonly ConditionalWeakTable<Model, ConcurrentDictionary<(string Path, string? Key), (FileStamp Stamp, KnownRangesResult Result)>> _known = [];

    /// <param name="path">Absolute.</param>
    /// <param name="key">The entry of the file; null where it has none.</param>
    public KnownRangesResult Read(string path, string? key, Model model)
    {
        if (files.Refuses(path) is { } refusal) return new(null, $"may not be read: {refusal}");
        var stamp = files.Stamp(path);
        var entries = _known.GetValue(model, _ => new());
        if (entries.TryGetValue((path, key), out var known) && known.Stamp == stamp) return known.Result;
        var result = stamp switch
        {
            { Kind: FileKind.Missing } => new(null, "does not exist; write it with `optrecipe calibrate`"),
            { Kind: FileKind.Folder } => new(null, "is a folder; name a JSON file"),
            { Kind: FileKind.Unreadable } => new(null, "may not be read"),
            { Length: > RangesFile.MostBytes } => new(null, $"has {stamp.Length:#,0} bytes, more than a file of ranges takes"),
            _ => ReadFile(path, key, model),
        };
        entries[(path, key)] = (stamp, result);
        return result;
    }

    private KnownRangesResult ReadFile(string path, string? key, Model model)
    {
        try
        {
            return new(RangesFile.Read(files.ReadAll(path, RangesFile.MostBytes), key, model), null);
        }
        catch (RangesException unfit)
        {
            return new(null, $"does not fit: {unfit.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModelFormatException)
        {
            return new(null, $"cannot be read: {error.Message}");
        }
    }
}
