using System.Diagnostics;

namespace OptRecipe.Benchmarks.Models;

/// <summary>Inference of whole models: ours beside native TensorFlow Lite 2.9 with its own kernels and with XNNPACK. Asked for all, the ratios come once more from processes in
/// which instruction sets are switched off for us (the peer keeps them).</summary>
internal static class ModelSuite
{
    /// <summary>What processors lack, and the goal for 8-bit models on those that lack it.</summary>
    private static readonly (string Title, string[] Off, string Suite)[] Lesser =
    [
        ("without AVX-VNNI, as on servers that have AVX-512 VNNI alone", ["AVXVNNI"], "ratios-avx512"),
        ("without AVX-VNNI and AVX-512; XNNPACK has them still", ["AVXVNNI", "AVX512"], "ratios-avx2"),
    ];

    public static IPrintedTable Run(IReadOnlyList<string> words) => new ModelTable(Rows(words, isWhole: true), null, hasGoals: true);

    /// <summary>In a child process.</summary>
    public static IPrintedTable WithoutVnni(IReadOnlyList<string> words) => new ModelTable(Rows(words, isWhole: false), 0.8, hasGoals: false);
    public static IPrintedTable WithoutAvx512(IReadOnlyList<string> words) => new ModelTable(Rows(words, isWhole: false), null, hasGoals: false);

    /// <summary>Starts this program again for each lesser processor; it prints for itself.</summary>
    public static void RunLesser(IReadOnlyList<string> words)
    {
        foreach (var (title, off, suite) in Lesser)
        {
            Console.WriteLine($"\n{title}");
            var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet", [typeof(ModelSuite).Assembly.Location, suite, .. words]);
            foreach (var set in off) start.Environment[$"DOTNET_Enable{set}"] = "0";
            using var process = Process.Start(start);
            process?.WaitForExit();
        }
    }

    private static List<ModelRow> Rows(IReadOnlyList<string> words, bool isWhole)
    {
        var rows = new List<ModelRow>();
        foreach (var file in ModelFiles.Chosen(words))
        {
            var bytes = file.Read();
            rows.Add(new(file, Pair.Measure(bytes, asksOwnKernels: isWhole), isWhole ? Preparation.Of(bytes) : null));
        }
        return rows;
    }
}
