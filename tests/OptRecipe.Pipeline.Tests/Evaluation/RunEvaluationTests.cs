using System.Text;
using System.Text.Json;
using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Pipeline.Tests.Evaluation;

/// <summary>What a run measures, on a model and samples in memory: labels are the float model's own answers, every fourth one turned wrong.</summary>
public sealed class RunEvaluationTests
{
    private const int Count = 20;
    private readonly Fixture _fixture = new();

    public RunEvaluationTests() => _fixture.Files["/w/labelled.npz"] = Labelled(_fixture.Files["/w/digits_cnn.tflite"]);

    [Fact]
    public void Float_and_optimized_are_measured_on_the_same_samples()
    {
        var result = Run("[{quantize: dynamic}]", "labels: y, metric: accuracy");
        Assert.True(result.Status == RunStatus.Succeeded, result.Message);
        var evaluation = Evaluated(result);
        Assert.Equal(("evaluation", Count, null), (evaluation.Data, evaluation.Samples, evaluation.Problem));
        Assert.Equal(["accuracy", "agreement", "sqnr", "cosine"], evaluation.Metrics.Select(metric => metric.Metric));
        Assert.Equal(0.75, evaluation.Metrics[0].Float.Value);
        Assert.Equal(1, evaluation.Metrics[1].Float.Value);
        Assert.Null(evaluation.Metrics[2].Float.Value);
        Assert.InRange(evaluation.Metrics[2].Optimized.Value ?? 0, 10, 100);
        Assert.All(evaluation.Metrics, metric => Assert.True(metric.Optimized.Low <= metric.Optimized.Value && metric.Optimized.Value <= metric.Optimized.High, metric.ToString()));
    }

    [Fact]
    public void Class_numbers_are_scored_by_accuracy_when_nothing_is_asked_for() => Assert.Equal("accuracy", Evaluated(Run("[{quantize: dynamic}]", "labels: y")).Metrics[0].Metric);

    [Fact]
    public void Without_labels_the_float_model_is_the_measure() =>
        Assert.Equal(["agreement", "sqnr", "cosine"], Evaluated(Run("[{quantize: dynamic}]", "metric: agreement")).Metrics.Select(metric => metric.Metric));

    [Theory]
    [InlineData("accuracy: 70 %", true)]
    [InlineData("accuracy: 0.8", false)]
    [InlineData("accuracy_drop: 1 point", true)]
    [InlineData("accuracy_drop: 1 %", true)]
    public void A_budget_of_accuracy_is_kept_or_broken(string budget, bool isKept)
    {
        var result = Run("[{quantize: float16}]", "labels: y, metric: accuracy", $"budget: {{{budget}}}\n");
        Assert.True(result.Status == (isKept ? RunStatus.Succeeded : RunStatus.BudgetBroken), result.Message);
        Assert.Equal((budget[..budget.IndexOf(':', StringComparison.Ordinal)], isKept), (Assert.Single(result.Budget).Key, result.Budget[0].Kept));
        Assert.Contains(isKept ? "kept" : "**broken**", Text("/w/out/report.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("accuracy_drop: 5 points", "points")]
    [InlineData("accuracy_drop: 5 %", "%")]
    public void A_model_that_lost_its_weights_breaks_the_drop(string budget, string unit)
    {
        var result = Run("[{prune: {sparsity: 99 %}}]", "labels: y, metric: agreement", $"budget: {{{budget}}}\n");
        Assert.Equal((RunStatus.BudgetBroken, false), (result.Status, Assert.Single(result.Budget).Kept));
        Assert.EndsWith(unit, result.Budget[0].Measured, StringComparison.Ordinal);
        Assert.Contains("`accuracy_drop` is", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_lists_the_errors_of_all_operators_worst_first_and_twice_the_same()
    {
        const string Steps = "[{quantize: int8}]";
        var first = Evaluated(Run(Steps, "labels: y, metric: accuracy", "", "  calibration: {path: labelled.npz, inputs: x}\n"));
        var (page, json) = (Text("/w/out/report.md"), Text("/w/out/report.json"));
        Assert.Contains("| accuracy | 75 % (", page, StringComparison.Ordinal);
        Assert.Contains("### Error of each operator\n\nWorst first, on 20 samples.", page, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(json);
        Assert.Equal(first.Operators.Length, report.RootElement.GetProperty("evaluation").GetProperty("operators").GetArrayLength());
        Assert.True(first.Operators.Length >= 8, $"{first.Operators.Length}");
        var own = first.Operators.Select(row => row.RmseByScale).OfType<double>().ToArray();
        Assert.Equal(own.OrderDescending(), own);
        Assert.True(own.Length >= 7 && own.All(error => error is > 0 and < 5), string.Join(' ', own));
        Run(Steps, "labels: y, metric: accuracy", "", "  calibration: {path: labelled.npz, inputs: x}\n");
        Assert.Equal((page, json), (Text("/w/out/report.md"), Text("/w/out/report.json")));
    }

    [Fact]
    public void Calibration_data_stand_in_where_a_report_is_asked_for_and_no_evaluation_data_is_there()
    {
        const string Recipe = "recipe: 1\nmodel: digits_cnn.tflite\ndata: {calibration: {path: digits.npz}}\nsteps: [{quantize: int8}]\noutputs:\n  - tflite: out/small.tflite\n";
        Assert.Null(_fixture.Run(Recipe).Evaluation);
        var evaluation = Evaluated(_fixture.Run(Recipe + "  - report: out/report.md\n"));
        Assert.Equal(("calibration", 32), (evaluation.Data, evaluation.Samples));
        Assert.Equal(["agreement", "sqnr", "cosine"], evaluation.Metrics.Select(metric => metric.Metric));
        Assert.Contains("## Evaluation on 32 calibration samples", Text("/w/out/report.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("labels: y, metric: mse", "`mse` compares 10 output values with a label of 1 numbers")]
    [InlineData("labels: y, metric: {auc: {score: reconstruction-mse}}", "`reconstruction-mse` compares the first output with the first input")]
    [InlineData("labels: y, metric: auc", "an autoencoder's score is `auc: {score: reconstruction-mse}`")]
    public void A_metric_that_does_not_fit_fails_the_run_before_anything_is_written(string metric, string words)
    {
        var result = Run("[{quantize: dynamic}]", metric);
        Assert.Equal((RunStatus.Failed, 0), (result.Status, _fixture.Files.Writes));
        Assert.Contains(words, result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "accuracy: 90 %", "OR5050 «accuracy: 90 %» `accuracy` needs samples")]
    [InlineData("labels: y, metric: mse", "accuracy: 90 %", "OR5050 «accuracy: 90 %» `accuracy` is a least share and `mse` is none")]
    [InlineData("labels: y, metric: mse", "accuracy_drop: 1 point", "OR5050 «accuracy_drop: 1 point» `accuracy_drop` in points needs a share")]
    [InlineData("labels: y, metric: mse", "accuracy_drop: 1 %", null)]
    [InlineData("labels: y, metric: top-5-error", "accuracy: 90 %", "OR5050 «accuracy: 90 %» `accuracy` is a least share and `top-5-error` is an error")]
    [InlineData("labels: y, metric: top-5-error", "accuracy_drop: 1 point", null)]
    [InlineData("metric: sqnr", "accuracy_drop: 1 %", "OR5050 «accuracy_drop: 1 %» `accuracy_drop` cannot be judged by `sqnr`")]
    [InlineData("metric: top-5", "file: 1 MiB", "OR5051 «top-5» `top-5` compares with labels, and `labelled.npz` has none")]
    [InlineData("metric: cosine", "file: 1 MiB", null)]
    public void What_cannot_be_judged_is_said_before_the_run(string data, string budget, string? expected)
    {
        var evaluation = data.Length == 0 ? "" : $"data: {{evaluation: {{path: labelled.npz, inputs: x, {data}}}}}\n";
        var analysis = _fixture.Analyze($"recipe: 1\nmodel: digits_cnn.tflite\n{evaluation}steps: [{{quantize: dynamic}}]\nbudget: {{{budget}}}\n");
        var found = analysis.Diagnostics.Where(d => d.Descriptor.Code is "OR5050" or "OR5051" or "OR1110").Select(d => Fixture.Line(analysis, d).Replace(" Error", "", StringComparison.Ordinal)).ToArray();
        if (expected is null) Assert.Empty(found);
        else Assert.StartsWith(expected, Assert.Single(found), StringComparison.Ordinal);
    }

    /// <summary>The float scores are those of the tools that made the tasks, on all their test samples.</summary>
    [Theory]
    [InlineData("digits_cnn", "accuracy", "[{normalize: {mean: 127.5, std: 127.5}}]", 1e-9, 0.005)]
    [InlineData("machine_ae", "{auc: {score: reconstruction-mse}}", "[]", 2e-5, 0.01)]
    public void Seed_tasks_run_as_recipes_score_as_their_makers_say(string task, string metric, string preprocess, double tolerance, double mostLost)
    {
        if (SharedFolder.Require($"seed/{task}", 1) is not { } seed) return;
        _fixture.Files["/w/task.tflite"] = File.ReadAllBytes(Path.Combine(seed, $"{task}.tflite"));
        foreach (var name in new[] { "calibration.npz", "test.npz" }) _fixture.Files[$"/w/{name}"] = File.ReadAllBytes(Path.Combine(seed, name));
        var result = _fixture.Run($"recipe: 1\nmodel: task.tflite\ndata:\n  calibration: {{path: calibration.npz, inputs: x}}\n  evaluation: {{path: test.npz, inputs: x, labels: y, metric: {metric}}}\n  preprocess: {preprocess}\nsteps: [{{quantize: int8}}]\noutputs: {{tflite: out/small.tflite}}\n");
        Assert.True(result.Status == RunStatus.Succeeded, result.Message);
        using var description = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(seed, "task.json")));
        var score = Evaluated(result).Metrics[0];
        Assert.Equal(metric == "accuracy", Evaluated(result).Metrics.Any(beside => beside.Metric == "agreement"));
        Assert.Equal(description.RootElement.GetProperty("float").GetDouble(), score.Float.Value ?? 0, tolerance);
        Assert.InRange(score.Optimized.Value ?? 0, (score.Float.Value ?? 1) - mostLost, 1);
    }

    private RunResult Run(string steps, string evaluation, string budget = "", string data = "") => _fixture.Run(
        $"recipe: 1\nmodel: digits_cnn.tflite\ndata:\n{data}  evaluation: {{path: labelled.npz, inputs: x, {evaluation}}}\nsteps: {steps}\n{budget}outputs:\n  - tflite: out/small.tflite\n  - report: out/report.md\n  - report: out/report.json\n");

    private static EvaluationReport Evaluated(RunResult result) => result.Evaluation ?? throw new InvalidOperationException(result.Message);

    private string Text(string path) => Encoding.UTF8.GetString(_fixture.Files[path]);

    private static byte[] Labelled(byte[] file)
    {
        var random = new Random(11);
        using var interpreter = new Interpreter(ModelReader.Read(new MemoryByteSource(file)));
        interpreter.AllocateTensors();
        var (x, y) = (new List<byte>(), new List<byte>());
        for (var index = 0; index < Count; index++)
        {
            var sample = Enumerable.Range(0, 28 * 28).SelectMany(_ => BitConverter.GetBytes(random.NextSingle() * 2 - 1)).ToArray();
            interpreter.SetTensor(interpreter.GetInputDetails()[0].Index, sample);
            interpreter.Invoke();
            var scores = interpreter.Tensor(interpreter.GetOutputDetails()[0].Index).Read<float>().ToArray();
            x.AddRange(sample);
            var best = Array.IndexOf(scores, scores.Max());
            y.AddRange(BitConverter.GetBytes(index % 4 == 0 ? (best + 1) % 10 : best));
        }
        using var stream = new MemoryStream();
        NpzArchive.Write(stream, [new("x", new(new('f', 4), [Count, 28, 28, 1], [.. x])), new("y", new(new('i', 4), [Count], [.. y]))]);
        return stream.ToArray();
    }
}
