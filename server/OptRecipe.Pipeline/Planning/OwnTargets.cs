using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.TargetFiles;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Planning;

/// <summary>Opens the files of own targets that recipes name. A file is read again only when it changed, so that a target stays the same object and what was judged for it stays known. Thread-safe.</summary>
public sealed class OwnTargets(IFileSource files)
{
    private const int MostBytes = 1 << 20;
    private readonly ConcurrentDictionary<string, (FileStamp Stamp, OwnTarget Target)> known = new(StringComparer.Ordinal);

    /// <summary>The recipe with its own targets in place: selections where the file could be used, else the problem.</summary>
    public BoundRecipe Resolve(BoundRecipe recipe, string recipePath) =>
        recipe.Targets.Any(target => target.Own is not null) ? recipe with { Targets = [.. recipe.Targets.Select(target => Resolve(target, recipePath))] } : recipe;

    private BoundTarget Resolve(BoundTarget target, string recipePath)
    {
        if (target.Own is not { } own) return target;
        if (RecipeFolder.Resolve(recipePath, own.Path) is not { } path) return target;
        var (read, problem) = Open(path);
        if (problem is not null) return target with { Own = own with { Problem = $"`{own.Path}` {problem}" } };
        if (read?.Target is not { } description)
        {
            var first = read?.Problems.FirstOrDefault();
            var more = read?.Problems.Length > 1 ? $", and {read.Problems.Length - 1} more" : "";
            return target with { Own = own with { Problem = $"`{own.Path}`, line {first?.Line}: {first?.Message}{more}" } };
        }
        var selection = TargetSelection.Of(description, own.Options.Select(option => new KeyValuePair<string, string>(option.Name, option.Value)), out var problems);
        return target with { Selections = [selection], Own = own with { OptionProblems = problems } };
    }

    private (OwnTarget? Target, string? Problem) Open(string path)
    {
        if (files.Refuses(path) is { } refusal) return (null, $"may not be read: {refusal}");
        var stamp = files.Stamp(path);
        if (stamp.Kind != FileKind.File) return (null, stamp.Kind switch { FileKind.Missing => "does not exist; the path starts at the recipe's folder", FileKind.Folder => "is a folder; name the file in it", _ => "may not be read" });
        if (stamp.Length > MostBytes) return (null, $"is larger than {MostBytes >> 20} MiB; a target table is a few KiB");
        if (known.TryGetValue(path, out var before) && before.Stamp == stamp) return (before.Target, null);
        try
        {
            var target = TargetFile.Read(TargetFile.IdOf(path), new SourceText(Encoding.UTF8.GetString(files.ReadAll(path, MostBytes))));
            known[path] = (stamp, target);
            return (target, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModelFormatException)
        {
            return (null, $"may not be read: {error.Message}");
        }
    }
}
