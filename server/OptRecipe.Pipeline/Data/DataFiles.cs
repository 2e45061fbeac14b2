using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Data;

/// <summary>The files that a data set's path names.</summary>
/// <param name="Files">Absolute paths in the order of samples.</param>
/// <param name="Root">The folder that names in messages start at.</param>
/// <param name="Classes">The sub-folder of each file where these are the labels; empty otherwise.</param>
internal sealed record DataFiles(ImmutableArray<string> Files, DataFormat Format, string Root, ImmutableArray<string> Classes)
{
    /// <summary>A file's name for messages.</summary>
    public string NameOf(int index) => Files[index].StartsWith(Root + "/", StringComparison.Ordinal) ? Files[index][(Root.Length + 1)..] : Files[index];

    /// <returns>The files, or why there are none.</returns>
    public static (DataFiles? Files, DataProblem? Problem) Find(IFileSource files, string recipePath, BoundText path)
    {
        var isPattern = PathPattern.IsPattern(path.Value);
        var (folder, pattern) = isPattern ? PathPattern.Split(path.Value) : (path.Value, "");
        if (isPattern && folder.Length == 0) folder = path.Value.StartsWith('/') ? "/" : ".";
        if (RecipeFolder.Resolve(recipePath, folder) is not { } native) return (null, null);
        var full = Separators(native);
        // Files behind links are looked at one by one.
        if (files.Refuses(full) is { } refusal) return Failed(DataProblemKind.Refused, $"`{path.Value}` may not be read: {refusal}");
        if (isPattern) return OfPattern();
        var root = Parent(full);
        switch (files.Stamp(full).Kind)
        {
            case FileKind.Missing: return Failed(DataProblemKind.Missing, $"`{path.Value}` does not exist; the path starts at the recipe's folder");
            case FileKind.Unreadable: return Failed(DataProblemKind.Refused, $"`{path.Value}` may not be read");
            case FileKind.Folder: return OfFolder();
        }
        return DataFormats.Of(full) is { } format
            ? (new([full], format, root, []), null)
            : Failed(DataProblemKind.UnknownFormat, $"`{path.Value}` is no file that samples are read from; expected {DataFormats.Names}");

        (DataFiles?, DataProblem?) OfPattern()
        {
            var all = PathPattern.Match(files, full, pattern).Where(file => files.Refuses(file) is null).ToArray();
            if (all.Length == 0) return Failed(DataProblemKind.Empty, $"0 files match `{path.Value}`; the pattern starts at the recipe's folder, `**` goes through folders");
            return OfMany(all, full, []);
        }

        (DataFiles?, DataProblem?) OfFolder()
        {
            var all = PathPattern.Match(files, full, "*/**").Where(file => DataFormats.Of(file) is not null && files.Refuses(file) is null).ToArray();
            if (all.Length > 0) return OfMany(all, full, [.. all.Select(file => file[(full.Length + 1)..file.IndexOf('/', full.Length + 1)])]);
            all = [.. PathPattern.Match(files, full, "*").Where(file => DataFormats.Of(file) is not null && files.Refuses(file) is null)];
            return all.Length > 0 ? OfMany(all, full, []) : Failed(DataProblemKind.Empty, $"the folder `{path.Value}` holds no samples; expected {DataFormats.Names}, or folders of them");
        }

        (DataFiles?, DataProblem?) OfMany(string[] all, string from, ImmutableArray<string> classes)
        {
            var known = all.Select(DataFormats.Of).Distinct().ToArray();
            if (known.Contains(null)) return Failed(DataProblemKind.UnknownFormat, $"`{path.Value}` meets `{Path.GetFileName(all.First(file => DataFormats.Of(file) is null))}`, which is no file that samples are read from; expected {DataFormats.Names}");
            if (known.Length > 1) return Failed(DataProblemKind.UnknownFormat, $"`{path.Value}` meets files of {known.Length} kinds ({string.Join(", ", all.Select(Path.GetExtension).Distinct().Take(4).Select(end => $"`{end}`"))}); name those of one kind");
            return (new([.. all], known[0] ?? default, from, classes), null);
        }

        (DataFiles?, DataProblem?) Failed(DataProblemKind kind, string message) => (null, new(kind, message, path.Span));
    }

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var at ? path[..at] : "/";

    private static string Separators(string path) => OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
}
