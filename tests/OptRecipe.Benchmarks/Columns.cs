using System.Globalization;

namespace OptRecipe.Benchmarks;

/// <summary>Rows of cells, printed in columns.</summary>
internal static class Columns
{
    /// <param name="toTheRight">Columns whose cells end at the same place.</param>
    public static void Print(TextWriter writer, IReadOnlyList<int> toTheRight, IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            writer.WriteLine(string.Join("  ", row.Select((cell, column) => toTheRight.Contains(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
    }

    /// <summary>Three digits or so; nothing for null.</summary>
    public static string Number(double? value) =>
        value?.ToString(value < 0.1 ? "0.0000" : value < 1 ? "0.000" : value < 10 ? "0.00" : value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture) ?? "";
}
