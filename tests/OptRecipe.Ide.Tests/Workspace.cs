using OptRecipe.Data.NumPy;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Running;
using OptRecipe.Pipeline.Variants;
using OptRecipe.Recipe.Text;
using OptRecipe.Testing;
using OptRecipe.TFLite;

namespace OptRecipe.Ide.Tests;

/// <summary>A workspace in memory at <c>/w</c> with the quick start's model and a few files for paths. Texts have the cursor as <c>$0</c>.</summary>
internal sealed class Workspace : IFileSource
{
    public const string RecipePath = "/w/test.optrecipe.yaml";
    private readonly Dictionary<string, byte[]> _files = new()
    {
        ["/w/digits_cnn.tflite"] = File.ReadAllBytes(SharedFolder.InRepository("examples", "quickstart", "digits_cnn.tflite")),
        ["/w/.hidden/dscnn_int8.tflite"] = File.ReadAllBytes(SharedFolder.InRepository("tests", "corpus", "tflite", "converter", "tones_dscnn__int8.tflite")),
        ["/w/notes.txt"] = [1],
        ["/w/models/a.tflite"] = [1],
        ["/w/models/it's b.tflite"] = [1],
        ["/w/models/base.optrecipe.yaml"] = [.. "recipe: 1\nsteps: [quantize: float16]\n"u8],
        ["/w/.hidden/x.tflite"] = [1],
        ["/w/.data/digits.npz"] = Digits(),
        ["/w/.data/examples.tfrecord"] = ExampleWriter.File(("image", ExampleWriter.Floats(new float[784])), ("label", ExampleWriter.Ints(3))),
    };

    /// <summary>As if the last run of a text had left this.</summary>
    public Workspace WithRecord(string text, RecordedEvaluation? measured, ModelSizes? after = null, Pipeline.Evaluation.LatencyResult? latency = null)
    {
        new RunRecord(RunRecord.CurrentVersion, RunRecord.HashOf(text), after, after, []) { Measured = measured, Latency = latency }.Write(this, new Store(_files), RecipePath);
        return this;
    }

    /// <summary>Runs the variants of a recipe.</summary>
    public void Compare(string text) => new VariantRunner(this, new Store(_files), TimeProvider.System).Run(Analyze(text), new(), null, default);

    public Workspace With(string path, byte[] bytes)
    {
        _files[path] = bytes;
        return this;
    }

    public RecipeAnalysis Analyze(string text) => new RecipeAnalyzer(this).Analyze(RecipePath, text, default);

    private static byte[] Digits()
    {
        using var stream = new MemoryStream();
        var pictures = new byte[3 * 784];
        new Random(1).NextBytes(pictures);
        NpzArchive.Write(stream, [new("x", new(new('u', 1), [3, 28, 28, 1], pictures)), new("y", new(new('u', 1), [3], [4, 0, 7]))]);
        return stream.ToArray();
    }

    /// <summary>The text without the cursor, and where it was.</summary>
    public static (string Text, int Offset) Cursor(string text)
    {
        var offset = text.IndexOf("$0", StringComparison.Ordinal);
        Assert.True(offset >= 0, "the text has no cursor $0");
        return (text.Remove(offset, 2), offset);
    }

    public FileStamp Stamp(string path) => _files.TryGetValue(path, out var bytes) ? new(FileKind.File, bytes.Length, 1)
        : new(_files.Keys.Any(name => name.StartsWith(path + "/", StringComparison.Ordinal)) ? FileKind.Folder : FileKind.Missing, 0, 0);

    public IByteSource Open(string path) => _files.TryGetValue(path, out var bytes) ? new MemoryByteSource(bytes) : throw new FileNotFoundException(path);

    public IReadOnlyList<string> List(string folder) => [.. _files.Keys.Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal)).Select(name => name[(folder.Length + 1)..])
        .Select(name => name.IndexOf('/') is var slash and >= 0 ? name[..(slash + 1)] : name).Distinct().Order(StringComparer.Ordinal)];

    public string? Refuses(string path) => path == "/w" || path.StartsWith("/w/", StringComparison.Ordinal) ? null : "it lies outside the workspace";

    private sealed class Store(Dictionary<string, byte[]> files) : IOutputStore
    {
        public void Write(string path, Action<Stream> content)
        {
            using var stream = new MemoryStream();
            content(stream);
            files[path] = stream.ToArray();
        }

        public string? Refuses(string path) => null;
    }
}
