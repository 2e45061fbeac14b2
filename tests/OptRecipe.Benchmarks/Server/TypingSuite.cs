using System.Text;
using OptRecipe.Disk;
using OptRecipe.Ide.Completion;
using OptRecipe.Ide.Hover;
using OptRecipe.Pipeline;

namespace OptRecipe.Benchmarks.Server;

/// <summary>What a keystroke, a hover and a completion cost inside the server, without the wire: time and managed memory, in recipes as `npm run bench -- server` makes them.</summary>
internal static class TypingSuite
{
    private const int Rounds = 151, WarmUps = 60;
    private static readonly (int Lines, int Operators)[] Cells = [(20, 10), (200, 100), (2000, 10), (2000, 1000)];

    /// <param name="words">Cells, as <c>200/100</c>; none for all.</param>
    public static BenchmarkTable Run(IReadOnlyList<string> words)
    {
        var folder = Directory.CreateTempSubdirectory("optrecipe-typing-").FullName;
        try
        {
            ServerModels.Write(folder, withLarge: false);
            var table = new BenchmarkTable();
            foreach (var (lines, operators) in Cells)
                if (words.Count == 0 || words.Contains($"{lines}/{operators}")) Add(table, folder, lines, operators);
            table.Note($"Medians of {Rounds} after {WarmUps} that do not count, the thread's processor time, just in time compiled; keys change the recipe's name.");
            return table;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Add(BenchmarkTable table, string folder, int lines, int operators)
    {
        var files = new DiskFiles([folder]);
        var analyzer = new RecipeAnalyzer(files);
        var path = Path.Combine(folder, "bench.optrecipe.yaml");
        var texts = new[] { Recipe(lines, operators, "bench"), Recipe(lines, operators, "benchx") };
        var read = texts.Select(text => RecipeAnalyzer.AnalyzeText(path, new(text))).ToArray();
        var full = read.Select(analysis => analyzer.AddModel(analysis, default)).ToArray();
        var title = $"{lines:#,0} lines, {operators:#,0} operators:";
        var edit = 0;
        Row(table, $"{title} a key, text alone", round => RecipeAnalyzer.AnalyzeText(path, new(texts[round % 2])));
        Row(table, $"{title} a key, model added", round => analyzer.AddModel(read[round % 2], default));
        Row(table, $"{title} a key in a rule's glob, all of it", _ => analyzer.Analyze(path, Recipe(lines, operators, "bench", $"block_{edit++}/*"), default));
        foreach (var word in (string[])["model_", "xnnpack", "scheme", "quantize"])
            Row(table, $"{title} a hover on {word}", round => HoverInfo.At(full[round % 2], texts[round % 2].IndexOf(word, StringComparison.Ordinal) + 1));
        Row(table, $"{title} a hover on the last where", round => HoverInfo.At(full[round % 2], texts[round % 2].LastIndexOf("where", StringComparison.Ordinal) + 1));
        Row(table, $"{title} a completion of a tensor", round => Completions.At(full[round % 2], texts[round % 2].LastIndexOf("block_", StringComparison.Ordinal) + 1, files));
        Row(table, $"{title} a completion of a key", round => Completions.At(full[round % 2], texts[round % 2].Length, files));
    }

    private static void Row(BenchmarkTable table, string title, Func<int, object?> action)
    {
        var times = new List<double>(Rounds);
        var (before, collections, full) = (0L, 0, 0);
        for (var round = -WarmUps; round < Rounds; round++)
        {
            if (round == 0) (before, collections, full) = (GC.GetAllocatedBytesForCurrentThread(), GC.CollectionCount(0), GC.CollectionCount(2));
            var start = ThreadClock.Milliseconds;
            GC.KeepAlive(action(round + WarmUps));
            var milliseconds = ThreadClock.Milliseconds - start;
            if (round >= 0) times.Add(milliseconds);
        }
        var kilobytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1024.0 / Rounds;
        (collections, full) = (GC.CollectionCount(0) - collections, GC.CollectionCount(2) - full);
        var median = Measure.Median(times);
        table.Add($"{title} (ms)", median, null, $"at most {Columns.Number(times[^1])}, {kilobytes:#,0} KB allocated, {collections} collections, {full} of everything");
    }

    private static string Recipe(int lines, int operators, string name, string? lastGlob = null)
    {
        var text = new StringBuilder($"recipe: 1\nname: {name}\nmodel: model_{operators}.tflite\ntargets:\n  - xnnpack: {{runtime: tflite-2.9}}\nsteps:\n  - quantize:\n      scheme: dynamic\n      rules:\n");
        var blocks = (operators + 2) / 3;
        for (var rule = 0; rule * 2 < lines - 14; rule++)
            text.Append($"        - where: {{tensors: \"{(rule * 2 >= lines - 16 && lastGlob is not null ? lastGlob : $"block_{rule % blocks}/*")}\"}}   # rule {rule}\n          scheme: float32\n");
        return text.Append("outputs:\n  - tflite: out/bench.tflite\nbudgt:\n  file: 100 KiB\n").ToString();
    }
}
