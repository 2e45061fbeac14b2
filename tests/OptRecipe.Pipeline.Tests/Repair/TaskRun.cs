using OptRecipe.Data.NumPy;
using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Running;
using OptRecipe.Pipeline.Tests.Evaluation;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Pipeline.Tests.Repair;

/// <summary>A seed task, optimized by a recipe as a user would write it, and scored on the task's test set.</summary>
internal sealed class TaskRun
{
    private readonly MemoryFiles files = new();
    private readonly string task;
    private readonly string folder;

    public TaskRun(string shared, string task)
    {
        (this.task, folder) = (task, Path.Combine(shared, "seed", task));
        files["/w/model.tflite"] = File.ReadAllBytes(Path.Combine(folder, $"{task}.tflite"));
        files["/w/calibration.npz"] = File.ReadAllBytes(Path.Combine(folder, "calibration.npz"));
        files["/w/test.npz"] = File.ReadAllBytes(Path.Combine(folder, "test.npz"));
    }

    /// <param name="steps">The steps in flow style: <c>[equalize, {quantize: int8}]</c>.</param>
    public (RunResult Result, Model Model) Run(string steps, int samples = 100)
    {
        var isBytes = NumPyFile.ReadArchive(Path.Combine(folder, "calibration.npz"))["x"].Type == new NumPyType('u', 1);
        var preprocess = isBytes ? ", preprocess: [{normalize: {mean: 127.5, std: 127.5}}]" : "";
        var recipe = $"recipe: 1\nmodel: model.tflite\ndata:\n  calibration: {{path: calibration.npz, inputs: x, samples: {samples}{preprocess}}}\n  evaluation: {{path: test.npz, inputs: x, labels: y, metric: {Metric}, samples: {EvaluationSamples}{preprocess}}}\n"
            + $"steps: {steps}\noutputs:\n  - tflite: out.tflite\n  - report: report.md\n  - report: report.json\n";
        var analysis = new RecipeAnalyzer(files).Analyze(Fixture.RecipePath, recipe, default);
        var result = new RecipeRunner(files, files, TimeProvider.System).Run(analysis, true, null, default);
        Assert.True(result.Status == RunStatus.Succeeded, $"{result.Message}\n{Fixture.Problems(analysis)}");
        return (result, ModelReader.Read(new MemoryByteSource(files["/w/out.tflite"])));
    }

    /// <summary>The task's metric as recipes write it.</summary>
    private string Metric => AccuracyPage.Metrics[task] is { Score: { } score, Metric: var name } ? $"{{{name}: {{score: {score}}}}}" : AccuracyPage.Metrics[task].Metric;

    public int EvaluationSamples { get; init; } = 20;

    public byte[] Written => files["/w/out.tflite"];

    public string Report => System.Text.Encoding.UTF8.GetString(files["/w/report.md"]);

    /// <summary>The task's metric of a model on the first samples, beside the float model's.</summary>
    public MetricResult Score(Model model, string metric, string? score = null, int count = 500)
    {
        var test = NumPyFile.ReadArchive(Path.Combine(folder, "test.npz"));
        var reference = ModelReader.Read(new MemoryByteSource(files["/w/model.tflite"]));
        var how = MetricTable.Find(metric, score) ?? throw new ArgumentException(metric);
        return Evaluator.Evaluate(new(reference, Samples(reference)), new(model, Samples(model)), [how], Environment.ProcessorCount, null, default).Metrics[0];

        ISampleSet Samples(Model of)
        {
            var all = new TaskSamples(test["x"], test["y"], of);
            return new SampleSelection(all, [.. Enumerable.Range(0, Math.Min(count, all.Count))]);
        }
    }
}
