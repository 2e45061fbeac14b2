using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Benchmarks.Models;

/// <summary>Each operator of the chosen models as a model of its own, beside XNNPACK. Single operators bring XNNPACK of 2.9 down now and then, and the process with it: a child
/// measures one after the other, and another goes on behind the operator that was the end of the first.</summary>
internal static class LayerSuite
{
    private const string NoPeer = "no-peer";

    public static IPrintedTable Run(IReadOnlyList<string> words)
    {
        var table = new BenchmarkTable();
        if (words.Count == 0) table.Note("Name a model, as in `npm run bench -- layers resnet8_int8`.");
        else
            foreach (var file in ModelFiles.Chosen(words)) Add(table, file);
        table.Note("Microseconds of one invocation of the operator alone, one thread, least of many short batches in turn, with the interpreter around it.");
        return table;
    }

    /// <summary>In a child process: prints operator, our and the peer's microseconds line by line. Words: model, first operator, and whether the first is measured without the peer.</summary>
    public static IPrintedTable Child(IReadOnlyList<string> words)
    {
        var model = ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(words[0])));
        var first = int.Parse(words[1]);
        for (var index = first; index < model.Subgraphs[0].Operators.Length; index++)
        {
            if (Part(model, index) is not { } part) continue;
            Console.WriteLine($"start {index}");
            var times = Pair.Measure(part, asksOwnKernels: false, asksXnnPack: index > first || !words.Contains(NoPeer));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"end {index} {times.Ours * 1000} {times.XnnPack * 1000 ?? -1}"));
        }
        return new BenchmarkTable();
    }

    private static void Add(BenchmarkTable table, ModelFile file)
    {
        var model = ModelReader.Read(new MemoryByteSource(file.Read()));
        for (var (next, without) = (0, false); next >= 0;)
        {
            var (open, ended) = (-1, -1);
            foreach (var line in Lines(file.FullPath, next, without))
            {
                var cells = line.Split(' ');
                if (cells[0] == "start") open = int.Parse(cells[1]);
                if (cells[0] != "end") continue;
                ended = open;
                var (ours, peer) = (double.Parse(cells[2], CultureInfo.InvariantCulture), double.Parse(cells[3], CultureInfo.InvariantCulture));
                table.Add(Title(file, model, open), ours, peer < 0 ? null : peer, without && open == next ? "XNNPACK ends the process" : peer < 0 ? "XNNPACK does not prepare" : "XNNPACK");
            }
            if (open > ended && without && open == next) throw new InvalidOperationException($"{Title(file, model, open)} ends the process without a peer");
            (next, without) = open > ended ? (open, true) : (-1, false);
        }
    }

    private static string Title(ModelFile file, Model model, int index)
    {
        var (graph, op) = (model.Subgraphs[0], model.Subgraphs[0].Operators[index]);
        var shapes = string.Join(" ", op.Inputs.Where(tensor => tensor >= 0).Take(2).Select(tensor => string.Join("×", graph.Tensors[tensor].Shape)));
        return $"{file.Name} {index} {model.OperatorCodes[(int)op.OpcodeIndex].Name} {shapes} → {string.Join("×", graph.Tensors[op.Outputs[0]].Shape)}";
    }

    private static byte[]? Part(Model model, int index)
    {
        var (graph, op) = (model.Subgraphs[0], model.Subgraphs[0].Operators[index]);
        var inputs = op.Inputs.Where(tensor => tensor >= 0 && model.Buffers[(int)graph.Tensors[tensor].Buffer].Data.Length == 0).Distinct().ToImmutableArray();
        if (inputs.IsEmpty) return null;
        using var part = new MemoryStream();
        ModelWriter.Write(SubModel.Extract(model, 0, inputs, op.Outputs), part);
        return part.ToArray();
    }

    private static List<string> Lines(string file, int first, bool without)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet", [typeof(LayerSuite).Assembly.Location, "layers-child", file, $"{first}", without ? NoPeer : "peer"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("a child process does not start");
        // What the runtime says when it goes down is not for the table.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var lines = new List<string>();
        while (process.StandardOutput.ReadLine() is { } line) lines.Add(line);
        process.WaitForExit();
        return lines;
    }
}
