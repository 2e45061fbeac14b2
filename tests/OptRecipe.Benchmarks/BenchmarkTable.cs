namespace OptRecipe.Benchmarks;

/// <param name="Peer">Of who does the same job, null when nobody does.</param>
/// <param name="Goal">What was promised, and whether it is kept; null without a promise.</param>
internal sealed record BenchmarkRow(string Title, double Ours, double? Peer, string PeerName, (string Words, bool IsKept)? Goal);

/// <summary>Rows of figures, ours beside a peer's.</summary>
internal sealed class BenchmarkTable : IPrintedTable
{
    private readonly List<BenchmarkRow> _rows = [];
    private readonly List<string> _notes = [];

    public void Add(string title, double ours, double? peer, string peerName, (string Words, bool IsKept)? goal = null) => _rows.Add(new(title, ours, peer, peerName, goal));

    public void Note(string sentence) => _notes.Add(sentence);

    public void Print(TextWriter writer)
    {
        Columns.Print(writer, [1, 2, 4],
        [
            ["", "ours", "peer", "", "peer / ours", "goal"],
            .. _rows.Select(row => new[]
            {
                row.Title, Columns.Number(row.Ours), Columns.Number(row.Peer), row.PeerName, row.Peer is { } other && row.Ours > 0 ? $"{other / row.Ours:0.00} ×" : "",
                row.Goal is var (words, isKept) ? $"{words}: {(isKept ? "kept" : "MISSED")}" : "",
            }),
        ]);
        foreach (var note in _notes) writer.WriteLine(note);
    }
}
