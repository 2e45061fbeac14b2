using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace OptRecipe.Data.Tables;

/// <summary>A table from comma separated text: columns of float32 numbers, or of text where one cell is no number. Kept in memory, four bytes a number.</summary>
public sealed class CsvTable
{
    /// <summary>Text of a table in memory; what is longer belongs into arrays.</summary>
    private const int MostBytes = 1 << 29;

    private readonly List<float>?[] _numbers;
    private readonly List<string>[] _texts;

    private CsvTable(ImmutableArray<string> columns)
    {
        Columns = columns;
        _numbers = [.. columns.Select(_ => new List<float>())];
        _texts = [.. columns.Select(_ => new List<string>())];
    }

    /// <summary>As the first line names them where no cell of it is a number; else <c>0</c>, <c>1</c> …</summary>
    public ImmutableArray<string> Columns { get; }
    public int RowCount { get; private set; }
    public bool HasHeader { get; private init; }

    /// <exception cref="DataFormatException">The rows have different lengths, or it is no text.</exception>
    public static CsvTable Read(byte[] bytes)
    {
        if (bytes.Length > MostBytes) throw new DataFormatException($"it is {bytes.Length} bytes long; save tables of more than {MostBytes} as `.npy`");
        var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        if (text.AsSpan(0, Math.Min(text.Length, 4096)).Contains('\0')) throw new DataFormatException("it is no text in UTF-8");
        CsvTable? table = null;
        var line = 0;
        // Which columns are text has to be known before numbers are kept.
        CsvText.Read(text, cells =>
        {
            line++;
            if (table is null)
            {
                var hasHeader = cells.All(cell => cell.Length > 0 && Number(cell) is null);
                table = new(hasHeader ? Unique(cells) : [.. Enumerable.Range(0, cells.Count).Select(index => index.ToString(CultureInfo.InvariantCulture))]) { HasHeader = hasHeader };
                if (hasHeader) return;
            }
            if (cells.Count != table.Columns.Length) throw new DataFormatException($"row {line} has {cells.Count} cells, the first {table.Columns.Length}");
            table.RowCount++;
            for (var column = 0; column < cells.Count; column++)
                if (table._numbers[column] is { } numbers && Number(cells[column]) is { } number) numbers.Add(number);
                else table._numbers[column] = null;
        });
        if (table is null) throw new DataFormatException("it is empty");
        var isFirst = table.HasHeader;
        if (table._numbers.Contains(null))
            CsvText.Read(text, cells =>
            {
                if (!isFirst)
                    for (var column = 0; column < cells.Count; column++) if (table._numbers[column] is null) table._texts[column].Add(cells[column]);
                isFirst = false;
            });
        return table;
    }

    public bool IsText(int column) => _numbers[column] is null;

    /// <summary>The numbers of a column.</summary>
    /// <exception cref="DataFormatException">The column holds text.</exception>
    public IReadOnlyList<float> Numbers(int column) => _numbers[column] ?? throw new DataFormatException($"column `{Columns[column]}` holds text, for example `{_texts[column].FirstOrDefault(cell => Number(cell) is null)}`");

    /// <summary>The cells of a column that holds text.</summary>
    public IReadOnlyList<string> Texts(int column) => _texts[column];

    private static float? Number(string cell) => float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static ImmutableArray<string> Unique(List<string> names) => names.Distinct(StringComparer.Ordinal).Count() == names.Count ? [.. names] : throw new DataFormatException("two columns have the same name");
}
