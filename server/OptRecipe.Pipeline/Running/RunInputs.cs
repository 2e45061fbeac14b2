using System.Globalization;
using System.IO.Hashing;
using System.Text;
using OptRecipe.Data;
using OptRecipe.Pipeline.Data;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Running;

/// <summary>
/// What the last run of a recipe read, as lines of text beside its record: <c>file HASH LENGTH TIME PATH</c>, <c>folder HASH PATH</c>, <c>output TIME PATH</c>. With it a run that would do the same again is known without running.
/// </summary>
public static class RunInputs
{
    private const string Heading = "optrecipe inputs 1";
    private const int MostBytes = 1 << 25;

    /// <summary>Two builds of this program that may compute different things have different names.</summary>
    private static string Tool { get; } = string.Join('-', new[] { typeof(RunInputs), typeof(Engine.Passes.PassException), typeof(Targets.TargetDescription), typeof(Recipe.Binding.BoundRecipe), typeof(Model) }.Select(type => type.Module.ModuleVersionId.ToString("N")[..8]));

    private static string PathFor(RecipeAnalysis analysis) => Path.ChangeExtension(RunRecord.PathFor(analysis.Path, analysis.Variant), ".inputs");

    /// <summary>Whether a run would write what its outputs hold already: same recipe, same program, and every file as it was.</summary>
    /// <param name="readsContents">Look into files whose time alone has changed; without it they count as changed.</param>
    public static bool AreUnchanged(IFileSource files, RecipeAnalysis analysis, RunRecord record, bool readsContents)
    {
        if (record.RecipeHash != analysis.RecipeHash || !record.Outputs.Select(output => output.Path).SequenceEqual(analysis.Outputs.Select(output => output.FullPath))) return false;
        if (ReadLines(files, analysis) is not [var first, .. var lines] || first != HeadingOf(record.RecipeHash)) return false;
        var times = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.Split(' ', 3) is ["output", var time, var path]) times[path] = Number(time);
            else if (!IsUnchanged(files, analysis, line, readsContents)) return false;
        }
        return record.Outputs.All(output => IsAsWritten(files, record, output, times.GetValueOrDefault(output.Path, -1), readsContents));
    }

    /// <summary>Keeps what was read; nothing where a file changed meanwhile, so that the next run runs.</summary>
    /// <param name="others">Files that runs beside this one write: looking at them is no reason to depend on them.</param>
    internal static void Write(ReadFiles read, IFileSource files, FileHashes hashes, IOutputStore store, RecipeAnalysis analysis, RunRecord record, IEnumerable<string> others)
    {
        var lines = new StringBuilder(HeadingOf(record.RecipeHash)).Append('\n');
        var own = record.Outputs.Select(output => output.Path).Append(analysis.Path).Concat(others).ToHashSet(StringComparer.Ordinal);
        var records = Path.GetDirectoryName(RunRecord.PathFor(analysis.Path));
        foreach (var (path, stamp) in read.Opened.Where(file => !own.Contains(file.Key) && Path.GetDirectoryName(file.Key) != records).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (files.Stamp(path) != stamp || path.Contains('\n')) return;
            lines.Append(CultureInfo.InvariantCulture, $"file {HashOf(hashes, path)} {stamp.Length} {stamp.ModifiedTicks} {path}\n");
        }
        foreach (var folder in read.Listed.Order(StringComparer.Ordinal)) lines.Append(CultureInfo.InvariantCulture, $"folder {NamesHash(files, analysis, folder)} {folder}\n");
        foreach (var output in record.Outputs) lines.Append(CultureInfo.InvariantCulture, $"output {files.Stamp(output.Path).ModifiedTicks} {output.Path}\n");
        store.Write(PathFor(analysis), stream => stream.Write(Encoding.UTF8.GetBytes(lines.ToString())));
    }

    /// <summary>Keeps the times that files have now, so that their contents need not be looked into again.</summary>
    public static void Renew(IFileSource files, IOutputStore store, RecipeAnalysis analysis)
    {
        var old = ReadLines(files, analysis);
        var renewed = old.Select(line => line.Split(' ', 5) is ["file", var hash, var length, _, var path] ? $"file {hash} {length} {files.Stamp(path).ModifiedTicks} {path}"
            : line.Split(' ', 3) is ["output", _, var output] ? $"output {files.Stamp(output).ModifiedTicks} {output}" : line).ToArray();
        if (!renewed.SequenceEqual(old)) store.Write(PathFor(analysis), stream => stream.Write(Encoding.UTF8.GetBytes(string.Join('\n', renewed) + "\n")));
    }

    private static string HeadingOf(string recipeHash) => $"{Heading} {Tool} {recipeHash}";

    private static bool IsUnchanged(IFileSource files, RecipeAnalysis analysis, string line, bool readsContents)
    {
        if (line.Split(' ', 3) is ["folder", var names, var folder]) return NamesHash(files, analysis, folder) == names;
        if (line.Split(' ', 5) is not ["file", var hash, var length, var time, var path]) return false;
        if (!Path.IsPathFullyQualified(path) || files.Refuses(path) is not null) return false;
        var stamp = files.Stamp(path);
        if (stamp.Kind != FileKind.File) return false;
        var isSameTime = stamp.Length == Number(length) && stamp.ModifiedTicks == Number(time);
        return isSameTime || (readsContents && stamp.Length == Number(length) && HashOf(new(files), path) == hash);
    }

    private static bool IsAsWritten(IFileSource files, RunRecord record, RecordedOutput output, long time, bool readsContents)
    {
        var stamp = files.Stamp(output.Path);
        return stamp.Kind == FileKind.File && stamp.Length == output.Bytes && (stamp.ModifiedTicks == time || (readsContents && record.Wrote(files, output.Path)));
    }

    private static string[] ReadLines(IFileSource files, RecipeAnalysis analysis) =>
        files.ReadAllOrNull(PathFor(analysis), MostBytes) is { } bytes ? Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];

    private static long Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : -1;

    /// <summary>Of the names in a folder, without those that the run itself puts there.</summary>
    private static string NamesHash(IFileSource files, RecipeAnalysis analysis, string folder)
    {
        var own = analysis.Outputs.Select(output => Path.GetRelativePath(folder, output.FullPath).Split(Path.DirectorySeparatorChar)[0]).Append(".optrecipe").ToHashSet(StringComparer.Ordinal);
        var hash = new XxHash128();
        foreach (var name in files.List(folder))
            if (!own.Contains(name.TrimEnd('/'))) hash.Append(Encoding.UTF8.GetBytes(name + "\n"));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>XXH3 of a file; empty when it cannot be read.</summary>
    private static string HashOf(FileHashes hashes, string path)
    {
        try
        {
            return Convert.ToHexStringLower(hashes.Of(path));
        }
        catch (DataFormatException)
        {
            return "";
        }
    }
}
