using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.Data.NumPy;
using OptRecipe.Data.Tables;

namespace OptRecipe.Data.Samples;

/// <summary>Rows of a table: a column is an array of one number, and a pattern stands for the row of all columns that match.</summary>
/// <param name="file">Name for messages.</param>
/// <param name="label">A column that is no input; null for none.</param>
/// <param name="matches">Whether a column's name fits a pattern.</param>
public sealed class CsvSamples(string file, CsvTable table, string? label, Func<string, string, bool> matches) : ISampleSource
{
    private readonly Dictionary<string, int[]> _columns = new(StringComparer.Ordinal);

    public int Count => table.RowCount;
    public ImmutableArray<string> Arrays => table.Columns;
    public bool IsFlat => true;
    public string? Everything => "*";

    public bool HasArray(string name) => ColumnsOf(name).Length > 0;

    public NumPyArrayDetails? Details(string array)
    {
        if (Count == 0) return null;
        var columns = Found(array);
        if (columns.Length == 1 && table.IsText(columns[0])) return new(new('U', 1), []);
        foreach (var column in columns) table.Numbers(column);
        return new(new('f', 4), IsOne(array) ? [] : [columns.Length]);
    }

    public NumPyArray Read(int index, string array)
    {
        var columns = Found(array);
        if (columns.Length == 1 && table.IsText(columns[0])) return NumPyArray.OfStrings([table.Texts(columns[0])[index]], []);
        var values = new float[columns.Length];
        for (var at = 0; at < values.Length; at++) values[at] = table.Numbers(columns[at])[index];
        return new(new('f', 4), IsOne(array) ? [] : [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
    }

    public string NameOf(int index) => $"row {index} of `{file}`";

    public void Dispose()
    {
    }

    private bool IsOne(string array) => table.Columns.Contains(array);

    private int[] Found(string array) => ColumnsOf(array) is { Length: > 0 } columns ? columns : throw new DataFormatException($"it holds no column `{array}`");

    private int[] ColumnsOf(string name)
    {
        lock (_columns)
        {
            if (_columns.TryGetValue(name, out var known)) return known;
            var own = table.Columns.IndexOf(name);
            int[] found = own >= 0 ? [own] : [.. Enumerable.Range(0, table.Columns.Length).Where(column => table.Columns[column] != label && matches(table.Columns[column], name))];
            return _columns[name] = found;
        }
    }
}
