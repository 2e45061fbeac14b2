using System.Collections.Concurrent;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Pipeline.Models;

/// <summary>What became of opening a model: either <see cref="Model"/> or <see cref="Problem"/> is set.</summary>
public sealed record ModelResult(LoadedModel? Model, ModelProblem? Problem);

public enum ModelProblemKind { Missing, Folder, Unreadable, Refused, Foreign, Empty, Broken }

/// <param name="Detail">The rest of a sentence: a format's name, a reader's reason, a system's message.</param>
public sealed record ModelProblem(ModelProblemKind Kind, string Detail);

/// <summary>Models by path, read once per state of the file. Thread-safe. The only place where bad bytes become a problem instead of an exception.</summary>
/// <param name="opensUnsound">Whether models open whose indices lead nowhere or whose operators stand in the wrong order: for showing them, never for passes.</param>
public sealed class ModelStore(IFileSource files, bool opensUnsound = false)
{
    private readonly ConcurrentDictionary<string, (FileStamp Stamp, ModelResult Result)> _models = new(StringComparer.Ordinal);

    public IFileSource Files => files;

    public ModelResult Open(string path)
    {
        if (files.Refuses(path) is { } refusal) return Failed(ModelProblemKind.Refused, refusal);
        var stamp = files.Stamp(path);
        if (_models.TryGetValue(path, out var known) && known.Stamp == stamp) return known.Result;
        var result = Read(path, stamp);
        // Somebody may have been writing it while it was read; once more then, and no third time.
        if (files.Stamp(path) is var after && after != stamp)
        {
            (stamp, result) = (after, Read(path, after));
            if (files.Stamp(path) != stamp) return Failed(ModelProblemKind.Unreadable, "it changes while it is read; save this recipe again when it is complete");
        }
        _models[path] = (stamp, result);
        return result;
    }

    private ModelResult Read(string path, FileStamp stamp)
    {
        switch (stamp.Kind)
        {
            case FileKind.Missing: return Failed(ModelProblemKind.Missing, "");
            case FileKind.Unreadable: return Failed(ModelProblemKind.Unreadable, "it may not be read");
            case FileKind.Folder:
                return files.List(path).Contains("saved_model.pb") ? Failed(ModelProblemKind.Foreign, "a TensorFlow SavedModel folder") : Failed(ModelProblemKind.Folder, "");
        }
        try
        {
            if (stamp.Length == 0) return Failed(ModelProblemKind.Empty, "");
            var source = files.Open(path);
            if (source.Length == 0) return Failed(ModelProblemKind.Empty, "");
            var head = new byte[Math.Min(source.Length, ForeignFormat.HeadLength)];
            source.Read(0, head);
            if (ForeignFormat.Recognize(head, path) is { } format) return Failed(ModelProblemKind.Foreign, format);
            var model = ModelReader.Read(source);
            return !opensUnsound && ModelVerifier.Unsoundness(model) is { } violation ? Failed(ModelProblemKind.Broken, violation.Message) : new(new(path, stamp, model), null);
        }
        catch (ModelFormatException broken)
        {
            return Failed(ModelProblemKind.Broken, broken.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Failed(ModelProblemKind.Unreadable, error.Message);
        }
    }

    private static ModelResult Failed(ModelProblemKind kind, string detail) => new(null, new(kind, detail));
}
