using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using OptRecipe.Data.NumPy;
using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Pipeline.Tests.Evaluation;

public sealed class EvaluationTests
{
    /// <summary>Scores that TensorFlow's tools printed for the same files and samples: floats to the last digit, int8 ones within two samples (XNNPACK rounds in its own way).</summary>
    [Theory]
    [InlineData("digits_cnn", "accuracy", "int8")]
    [InlineData("tones_dscnn", "accuracy", "int8")]
    [InlineData("tones_dscnn", "accuracy", "int8_io")]
    [InlineData("machine_ae", "auc", "int8")]
    [InlineData("shapes_unet", "miou", "int8")]
    [InlineData("shapes_mnv3", "accuracy", "int8")]
    public void Scores_of_the_seed_tasks_are_those_of_the_reference_tools(string task, string metric, string form)
    {
        if (SharedFolder.Require("", 1) is not { } shared) return;
        var (seed, golden) = (Path.Combine(shared, "seed", task), Path.Combine(shared, "golden", "converter", task));
        var result = Evaluate(Read(Path.Combine(seed, $"{task}.tflite")), Read(Path.Combine(golden, $"{form}.tflite")), seed, metric);
        using var description = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(seed, "task.json")));
        using var scores = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(golden, "result.json")));
        var count = result.SampleCount;
        var tolerance = metric == "accuracy" ? 1e-9 : 2e-5;
        Assert.Equal(description.RootElement.GetProperty("float").GetDouble(), result.Metrics[0].Float.Value, tolerance);
        Assert.Equal(scores.RootElement.GetProperty(form).GetProperty("score").GetDouble(), result.Metrics[0].Optimized.Value, metric == "accuracy" ? 3.001 / count : 0.002);
        Assert.InRange(result.Metrics[0].Float.Value, result.Metrics[0].Float.Low, result.Metrics[0].Float.High);
        Assert.InRange(result.Metrics[0].Difference.Value, result.Metrics[0].Difference.Low, result.Metrics[0].Difference.High);
    }

    [Fact]
    public void Boxes_hit_as_often_as_the_task_says()
    {
        if (SharedFolder.Require("seed/shapes_detect", 1) is not { } seed) return;
        var model = Read(Path.Combine(seed, "shapes_detect.tflite"));
        var result = Evaluate(model, model, seed, "hit");
        Assert.Equal(0.508, result.Metrics[0].Float.Value, 1e-9);
        Assert.Equal(0, result.Metrics[0].Difference.Value);
    }

    [Fact]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        if (SharedFolder.Require("seed/tones_dscnn", 1) is not { } seed) return;
        var (first, second) = (Read(Path.Combine(seed, "tones_dscnn.tflite")), Read(Path.Combine(seed, "..", "..", "golden", "converter", "tones_dscnn", "int8.tflite")));
        Assert.Equal(Text(1), Text(3));

        string Text(int threads) => string.Join(';', Evaluate(first, second, seed, "accuracy", threads).Metrics);
    }

    [Fact]
    public void A_model_whose_answers_are_remembered_is_not_run_again()
    {
        var builder = new ModelBuilder();
        var model = builder.Output(builder.Add(BuiltinOperator.Sqrt, "y", TensorType.Float32, [4], [builder.Input("x", TensorType.Float32, 4)])).Build();
        var (samples, memory) = (new CountedSamples(9), new AnswerMemory());
        var results = Enumerable.Range(0, 3).Select(_ => Evaluator.Evaluate(new(model, samples) { Memory = memory }, new(model, new CountedSamples(9)), [Find("agreement")], 2, null, default).Metrics[0]).ToArray();
        Assert.Equal((9, 9), (samples.Reads, memory.Count));
        Assert.All(results, result => Assert.Equal(results[0].ToString(), result.ToString()));
        Assert.Equal(1, results[2].Optimized.Value);
    }

    private static EvaluationResult Evaluate(Model first, Model second, string seed, string metric, int threads = 2)
    {
        using var archive = new NpzArchive(File.OpenRead(Path.Combine(seed, "test.npz")));
        var (x, y) = (archive.Read("x"), archive.Read("y"));
        IMetric[] metrics = [Find(metric), .. MetricTable.WithoutLabels.Select(Find)];
        return Evaluator.Evaluate(new(first, new TaskSamples(x, y, first)), new(second, new TaskSamples(x, y, second)), metrics, threads, null, default);
    }

    private static IMetric Find(string name) => MetricTable.Find(name, name == "auc" ? MetricTable.ReconstructionScore : null) ?? throw new InvalidOperationException(name);

    private static Model Read(string path) => ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(path)));

    private sealed class CountedSamples(int count) : ISampleSet
    {
        private int _reads;

        public int Reads => _reads;
        public int Count => count;
        public string Fingerprint => "";
        public LabelForm? Labels => null;

        public ImmutableArray<ReadOnlyMemory<byte>> Read(int index)
        {
            Interlocked.Increment(ref _reads);
            return [MemoryMarshal.AsBytes(Enumerable.Range(0, 4).Select(value => index + (float)value).ToArray().AsSpan()).ToArray()];
        }

        public ReadOnlyMemory<byte> ReadLabel(int index) => default;
    }
}
