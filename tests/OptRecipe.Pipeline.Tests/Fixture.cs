using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Calibration;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Pipeline.Tests;

/// <summary>A cache in memory that remembers what was written to it.</summary>
internal sealed class MemoryCache : ICacheStore
{
    private readonly Dictionary<string, byte[]> _entries = [];

    public List<string> Writes { get; } = [];

    public byte[]? Read(string name) => _entries.GetValueOrDefault(name);

    public void Write(string name, byte[] bytes)
    {
        lock (_entries) _entries[name] = bytes;
        lock (Writes) Writes.Add(name);
    }
}

/// <summary>A workspace in memory with the models that tests and the examples of diagnostic pages speak of.</summary>
internal sealed class Fixture
{
    public const string RecipePath = "/w/test.optrecipe.yaml";

    public Fixture()
    {
        var digits = File.ReadAllBytes(SharedFolder.InRepository("examples", "quickstart", "digits_cnn.tflite"));
        Files["/w/digits_cnn.tflite"] = digits;
        Files["/w/cut.tflite"] = digits[..(digits.Length / 2)];
        Files["/w/writes_constant.tflite"] = WritingConstant(digits);
        Files["/w/empty.tflite"] = [];
        Files["/w/model.h5"] = [0x89, .. "HDF\r\n\u001a\n"u8, .. new byte[64]];
        Files["/w/folder/model.tflite"] = digits;
        Files["/w/folder.tflite/README"] = [1];
        Files["/w/locked/README"] = [1];
        Files["/w/cos.tflite"] = File.ReadAllBytes(SharedFolder.InRepository("tests", "corpus", "pipeline", "cos.tflite"));
        Files["/w/sqrt.tflite"] = File.ReadAllBytes(SharedFolder.InRepository("tests", "corpus", "pipeline", "sqrt.tflite"));
        Files["/w/complex_abs.tflite"] = File.ReadAllBytes(SharedFolder.InRepository("tests", "corpus", "pipeline", "complex_abs.tflite"));
        Files["/w/dscnn_int8.tflite"] = File.ReadAllBytes(SharedFolder.InRepository("tests", "corpus", "tflite", "converter", "tones_dscnn__int8.tflite"));
        Files["/w/whole.json"] = Ranges(digits, [0, 12, 13, 14, 15, 16, 17, 18]);
        Files["/w/input.json"] = Ranges(digits, [0]);
        Files["/w/digits.npz"] = Samples(40, 28, 28, 1);
        foreach (var (name, model) in FactModels.All) Files[$"/w/{name}.tflite"] = FactModels.Write(model);
        Files["/w/board.target.yaml"] = [.. System.Text.Encoding.UTF8.GetBytes(OwnTargetTests.Board)];
        Files["/w/phone.target.yaml"] = [.. "extends: xnnpack\ndescription: The CPU of our oldest phone\nimplied: {threads: 2}\n"u8];
        foreach (var (name, bytes) in Data.DataFiles.All) Files["/w/" + name] = bytes;
        Analyzer = new(Files);
    }

    public MemoryFiles Files { get; } = new();
    public RecipeAnalyzer Analyzer { get; }
    public MemoryCache Cache { get; } = new();

    public RecipeAnalysis Analyze(string recipe) => Analyzer.Analyze(RecipePath, recipe, default);

    public RunResult Run(string recipe, bool force = false, CancellationToken cancellation = default) =>
        new RecipeRunner(Files, Files, TimeProvider.System).Run(Analyze(recipe), force, null, cancellation);

    /// <summary>−4 … 4 for each of these tensors.</summary>
    private static byte[] Ranges(byte[] file, int[] tensors)
    {
        using var stream = new MemoryStream();
        RangesWriter.Write(stream, new(tensors.ToDictionary(tensor => (0, tensor), _ => new TensorRange(-4, 4))), ModelReader.Read(new MemoryByteSource(file)));
        return stream.ToArray();
    }

    /// <summary>An .npz file with noise in the array <c>x</c>.</summary>
    public static byte[] Samples(int count, params int[] shape)
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, count * shape.Aggregate(1, (product, size) => product * size)).SelectMany(_ => BitConverter.GetBytes(random.NextSingle() * 2 - 1)).ToArray();
        using var stream = new MemoryStream();
        NpzArchive.Write(stream, [new("x", new(new('f', 4), [count, .. shape], values))]);
        return stream.ToArray();
    }

    /// <summary>The last operator's result shares the first constant's buffer.</summary>
    private static byte[] WritingConstant(byte[] file)
    {
        var model = ModelReader.Read(new MemoryByteSource(file));
        var main = model.Subgraphs[0];
        var output = main.Operators[^1].Outputs[0];
        var constant = main.Tensors.First(tensor => tensor.Buffer < model.Buffers.Length && !model.Buffers[(int)tensor.Buffer].Data.IsEmpty).Buffer;
        using var stream = new MemoryStream();
        ModelWriter.Write(model with { Subgraphs = [main with { Tensors = main.Tensors.SetItem(output, main.Tensors[output] with { Buffer = constant }) }] }, stream);
        return stream.ToArray();
    }

    /// <summary>Code, severity, marked text and message of every diagnostic that is no summary.</summary>
    public static string Problems(RecipeAnalysis analysis) => string.Join('\n', analysis.Diagnostics.Where(d => !d.IsSummary).Select(d => Line(analysis, d)));

    public static string Line(RecipeAnalysis analysis, Diagnostic diagnostic) =>
        $"{diagnostic.Descriptor.Code} {diagnostic.Severity} «{analysis.Text.Text.Substring(diagnostic.Span.Start, diagnostic.Span.Length)}» {diagnostic.Message}";
}
