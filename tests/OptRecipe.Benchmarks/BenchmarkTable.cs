using System.Globalization;

namespace OptRecipe.Benchmarks;

/// <param name="Peer">Of who does the same job, null when nobody does.</param>
/// <param name="Goal">What was promised, and whether it is kept; null without a promise.</param>
internal sealed record BenchmarkRow(string Title, double Ours, double? Peer, string PeerName, (string Words, bool IsKept)? Goal);

/// <summary>Rows of figures, ours beside a peer's.</summary>
internal sealed class BenchmarkTable
{
    private readonly List<BenchmarkRow> _rows = [];
    private readonly List<string> _notes = [];

    public void Add(string title, double ours, double? peer, string peerName, (string Words, bool IsKept)? goal = null) => _rows.Add(new(title, ours, peer, peerName, goal));

    public void Note(string sentence) => _notes.Add(sentence);

    public void Print(TextWriter writer)
    {
        string[][] cells =
        [
            ["", "ours", "peer", "", "peer / ours", "goal"],
            .. _rows.Select(row => new[]
            {
                row.Title, Number(row.Ours), row.Peer is { } peer ? Number(peer) : "", row.PeerName, row.Peer is { } other && row.Ours > 0 ? $"{other / row.Ours:0.00} ×" : "",
                row.Goal is var (words, isKept) ? $"{words}: {(isKept ? "kept" : "MISSED")}" : "",
            }),
        ];
        var widths = Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        foreach (var row in cells)
            writer.WriteLine(string.Join("  ", row.Select((cell, column) => column is 1 or 2 or 4 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        foreach (var note in _notes) writer.WriteLine(note);
    }

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);
}
