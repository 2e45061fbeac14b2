using System.Collections.Immutable;
using System.Text;
using OptRecipe.Data;
using OptRecipe.Data.NumPy;
using OptRecipe.Data.Samples;
using OptRecipe.Data.Tables;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Data;

/// <summary>Finds the labels of a data set: an array of it, a file beside it, or the folders that its files lie in.</summary>
internal sealed class LabelMatching(IFileSource files, string recipePath, BoundDataSet set, DataFiles found, ISampleSource source)
{
    private readonly List<string> _files = [];
    private ImmutableArray<string> _names = [];
    private DataProblem? _problem;

    /// <param name="Files">Files beside the samples that the labels come from.</param>
    internal sealed record Result(LabelSource? Labels, ImmutableArray<string> Files, ImmutableArray<DataProblem> Problems);

    /// <exception cref="DataFormatException">A file with labels is broken.</exception>
    public static Result Match(IFileSource files, string recipePath, BoundDataSet set, DataFiles found, ISampleSource source)
    {
        var matching = new LabelMatching(files, recipePath, set, found, source);
        var labels = matching.Find();
        return new(matching._problem is null ? labels : null, [.. matching._files], matching._problem is { } problem ? [problem] : []);
    }

    private LabelSource? Find()
    {
        if (set.ClassNames is { } named && FileAt(named) is { } path) _names = [.. Lines(path)];
        if (_problem is not null || source.Count == 0) return null;
        if (set.Labels is not { } labels) return found.Classes.IsEmpty ? null : Classes(index => found.Classes[index], set.Path);
        if (source.Arrays.Contains(labels.Value)) return OfArray(source, labels);
        var end = Path.GetExtension(labels.Value).ToLowerInvariant();
        if (end is not (".txt" or ".csv" or ".npy")) return Unknown(labels);
        if (FileAt(labels) is not { } file) return null;
        return end switch
        {
            ".txt" => OfLines(Lines(file), labels),
            ".csv" => OfTable(CsvTable.Read(Bytes(file)), labels),
            _ => OfRows(file, labels),
        };
    }

    private LabelSource? Unknown(BoundText labels)
    {
        Problem(labels, $"`{set.Path.Value}` holds no array `{labels.Value}` for the labels; it holds {InputMatching.Listed(source.Arrays)}; a file with labels ends in `.txt`, `.csv` or `.npy`");
        if (Spelling.Nearest(labels.Value, source.Arrays) is { } nearest && _problem is { } problem) _problem = problem with { Fixes = [new($"Write `{nearest}`", FixSafety.Unsafe, [new(labels.Span, nearest)])] };
        return null;
    }

    private LabelSource? OfArray(ISampleSource from, BoundText labels)
    {
        var array = from.Arrays is [""] ? "" : labels.Value;
        if (from.Details(array) is not { } details) return null;
        if (details.Type.IsText && details.Shape.IsEmpty) return Classes(index => from.Read(index, array).ToStrings()[0], labels);
        // Examples hold text as bytes.
        if (from.IsFlat && details is { Type: { Letter: 'u', Width: 1 }, Shape.Length: 1 }) return Classes(index => Encoding.UTF8.GetString(from.Read(index, array).Bytes), labels);
        if (details.Type.IsText || details.Type.Letter == 'c') return Problem(labels, $"the labels are {details}; numbers, or one name for each sample, are read");
        var isTable = from.Everything is not null && details.Shape.IsEmpty;
        if (isTable && Enumerable.Range(0, from.Count).All(index => from.Read(index, array).As<float>()[0] is var value && value == MathF.Truncate(value) && MathF.Abs(value) < 1 << 24))
            return Numbers(index => (int)from.Read(index, array).As<float>()[0]);
        return new(new(details.Type, details.Shape), index => from.Read(index, array).Bytes, _names);
    }

    private LabelSource? OfLines(List<string> lines, BoundText labels) => lines.Count != source.Count
        ? Problem(labels, $"`{labels.Value}` has {lines.Count} lines; there are {source.Count} samples")
        : Classes(index => lines[index], labels);

    private LabelSource? OfRows(string file, BoundText labels)
    {
        var rows = ArraySamples.Open(labels.Value, DataBytes.Open(files, file), [], null);
        return rows.Count != source.Count ? Problem(labels, $"`{labels.Value}` has {rows.Count} rows; there are {source.Count} samples") : OfArray(rows, labels);
    }

    /// <summary>File name and class: two columns, further ones are not looked at.</summary>
    private LabelSource? OfTable(CsvTable table, BoundText labels)
    {
        if (table.Columns.Length < 2 || !table.IsText(0)) return Problem(labels, $"`{labels.Value}` has no column of file names followed by one of classes");
        if (source is not FileSamples) return Problem(labels, $"`{labels.Value}` names files, and `{set.Path.Value}` holds many samples in one; name an array or a column of it");
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var row = 0; row < table.RowCount; row++)
            classes.TryAdd(RecipePath.Normalize(table.Texts(0)[row]), table.IsText(1) ? table.Texts(1)[row] : table.Numbers(1)[row].ToString("R", System.Globalization.CultureInfo.InvariantCulture));
        // Without a header the first row looks like one.
        if (table.HasHeader) classes.TryAdd(RecipePath.Normalize(table.Columns[0]), table.Columns[1]);
        var of = new string[source.Count];
        for (var index = 0; index < of.Length; index++)
        {
            var name = found.NameOf(index);
            if (!classes.TryGetValue(name, out var own) && !classes.TryGetValue(name[(name.LastIndexOf('/') + 1)..], out own)) return Problem(labels, $"`{labels.Value}` has no row for `{name}`");
            of[index] = own;
        }
        return Classes(index => of[index], labels);
    }

    /// <summary>Names as numbers: places among the class names, or in ordinal order of all names that there are. Names that are numbers stay what they are.</summary>
    private LabelSource? Classes(Func<int, string> nameOf, BoundText place)
    {
        if (_names.IsEmpty)
        {
            var all = Enumerable.Range(0, source.Count).Select(nameOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
            if (set.Labels is not null && all.All(name => int.TryParse(name, out _))) return Numbers(index => int.Parse(nameOf(index), System.Globalization.CultureInfo.InvariantCulture));
            _names = [.. all];
        }
        var numbers = _names.Select((name, number) => (name, number)).DistinctBy(row => row.name).ToDictionary(row => row.name, row => row.number, StringComparer.Ordinal);
        var of = new int[source.Count];
        for (var index = 0; index < of.Length; index++)
        {
            var name = nameOf(index);
            if (numbers.TryGetValue(name, out of[index]) || int.TryParse(name, out of[index])) continue;
            var near = Spelling.Nearest(name, _names) is { } nearest ? $"; did you mean `{nearest}`" : "";
            return Problem(set.ClassNames ?? place, $"the class `{name}` of {source.NameOf(index)} is not among the {_names.Length} class names{near}");
        }
        return Numbers(index => of[index]);
    }

    private LabelSource Numbers(Func<int, int> number) => new(new(new('i', 4), []), index => BitConverter.GetBytes(number(index)), _names);

    private LabelSource? Problem(BoundText at, string message)
    {
        _problem = new(DataProblemKind.NoLabels, message, at.Span);
        return null;
    }

    private string? FileAt(BoundText path)
    {
        if (RecipeFolder.Resolve(recipePath, path.Value) is not { } full) return null;
        if (files.Refuses(full) is { } refusal) Problem(path, $"`{path.Value}` may not be read: {refusal}");
        else if (files.Stamp(full).Kind != FileKind.File) Problem(path, $"`{path.Value}` does not exist; the path starts at the recipe's folder");
        if (_problem is not null) return null;
        _files.Add(full);
        return full;
    }

    private List<string> Lines(string path)
    {
        var lines = Encoding.UTF8.GetString(Bytes(path)).TrimStart('\uFEFF').Split('\n').Select(line => line.Trim()).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    private byte[] Bytes(string path)
    {
        using var bytes = DataBytes.Open(files, path);
        return SampleSources.Whole(bytes);
    }
}
