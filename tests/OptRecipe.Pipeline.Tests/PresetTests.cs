using System.Collections.Immutable;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Presets;
using OptRecipe.Targets;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Pipeline.Tests;

/// <summary>Each preset on three real models: it checks without errors, its plan holds, it runs, and its targets take the result.</summary>
public sealed class PresetTests
{
    /// <summary>Model and the shape of one sample.</summary>
    private static readonly (string Name, int[] Shape)[] Models = [("digits_cnn", [28, 28, 1]), ("tones_dscnn", [49, 10, 1]), ("machine_ae", [128])];

    /// <summary>The most that is left of the file, and after gzip.</summary>
    private static readonly Dictionary<string, (double File, double Gzip)> Left = new()
    {
        ["mobile-int8"] = (0.55, 0.5), ["mobile-gpu-fp16"] = (0.6, 0.6), ["mcu-int8"] = (0.55, 0.45), ["edge-tpu"] = (0.55, 0.5), ["ethos-u"] = (0.55, 0.5),
        ["hexagon"] = (0.55, 0.5), ["web"] = (0.6, 0.6), ["server"] = (1.001, 0.7), ["tensorrt"] = (0.6, 0.6), ["openvino"] = (0.55, 0.5),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var preset in PresetCatalog.All)
                foreach (var (model, _) in Models) cases.Add(preset.Name, model);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_preset_checks_plans_and_runs(string preset, string model)
    {
        if (FileOf(model) is not { } file) return;
        var fixture = new Fixture();
        // LiteRT.js takes fixed sizes only: the preset says so, and so has who exports a model for it.
        fixture.Files["/w/m.tflite"] = preset == "web" ? WithFixedBatch(file) : file;
        fixture.Files["/w/c.npz"] = Fixture.Samples(8, Models.First(known => known.Name == model).Shape);
        var needsData = !PresetCatalog.Find(preset)!.Description.EndsWith("eeds no data.", StringComparison.Ordinal);
        var recipe = $"recipe: 1\nmodel: m.tflite\nuse: {preset}\n{(needsData ? "data: {calibration: {path: c.npz}}\n" : "")}outputs: {{tflite: out.tflite}}\n";
        var analysis = fixture.Analyze(recipe);
        Assert.Empty(analysis.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => Fixture.Line(analysis, diagnostic)));
        Assert.All(analysis.Plan!.Targets, target => Assert.DoesNotContain(target.After.Operators, row => row.Verdict.Kind is VerdictKind.Refused or VerdictKind.Stops));
        var run = new RecipeRunner(fixture.Files, fixture.Files, TimeProvider.System) { ShowsGzip = true }.Run(analysis, false, null, default);
        Assert.Equal((RunStatus.Succeeded, (long)fixture.Files["/w/out.tflite"].Length), (run.Status, analysis.Plan.FileBytes));
        Assert.Null(PlanAgreement.Difference(analysis.Plan.Result, ModelReader.Read(new MemoryByteSource(fixture.Files["/w/out.tflite"]))));
        var (most, mostGzip) = Left[preset];
        Assert.InRange((double)run.After!.File / run.Before!.File, 0.1, most);
        Assert.InRange((double)run.After.Gzip! / run.Before.Gzip!.Value, 0.1, mostGzip);
    }

    [Fact]
    public void A_preset_that_lacks_data_says_so_on_its_entry_and_offers_to_name_them()
    {
        const string recipe = "recipe: 1\nmodel: digits_cnn.tflite\nuse: [mcu-int8]\n";
        var analysis = new Fixture().Analyze(recipe);
        var missing = Assert.Single(analysis.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        Assert.Equal(("OR5030", "mcu-int8"), (missing.Descriptor.Code, recipe.Substring(missing.Span.Start, missing.Span.Length)));
        Assert.Equal(("It stands here", "mcu-int8", null), (missing.Related[0].Message, missing.Related[0].File?.Name, missing.Related[0].File?.FullPath));
        var repaired = analysis.Text.WithEdits(Assert.Single(missing.Fixes).Edits).Text.Replace("data/calibration.npz", "digits.npz", StringComparison.Ordinal);
        Assert.DoesNotContain(new Fixture().Analyze(repaired).Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
    }

    [Fact]
    public void A_used_file_that_changed_makes_it_another_recipe()
    {
        var fixture = new Fixture();
        fixture.Files["/w/base.optrecipe.yaml"] = [.. "recipe: 1\nsteps: [quantize: dynamic]\n"u8];
        const string recipe = "recipe: 1\nmodel: digits_cnn.tflite\nuse: base.optrecipe.yaml\noutputs: {tflite: out.tflite}\n";
        Assert.Equal(RunStatus.Succeeded, fixture.Run(recipe).Status);
        var first = fixture.Analyze(recipe);
        Assert.Equal(first.RecipeHash, first.LastRun!.RecipeHash);
        fixture.Files["/w/base.optrecipe.yaml"] = [.. "recipe: 1\nsteps: [quantize: float16]\n"u8];
        var second = fixture.Analyze(recipe);
        Assert.NotEqual(second.RecipeHash, second.LastRun!.RecipeHash);
        Assert.Equal("quantize: float16", second.Plan!.Steps.Single().Title);
    }

    private static byte[]? FileOf(string model) => model == "digits_cnn"
        ? File.ReadAllBytes(SharedFolder.InRepository("examples", "quickstart", "digits_cnn.tflite"))
        : SharedFolder.Require("seed", 1) is { } seed ? File.ReadAllBytes(Path.Combine(seed, model, model + ".tflite")) : null;

    private static byte[] WithFixedBatch(byte[] file)
    {
        var model = ModelReader.Read(new MemoryByteSource(file));
        using var stream = new MemoryStream();
        ModelWriter.Write(model with { Subgraphs = [.. model.Subgraphs.Select(graph => graph with { Tensors = [.. graph.Tensors.Select(tensor => tensor with { ShapeSignature = ImmutableArray<int>.Empty })] })] }, stream);
        return stream.ToArray();
    }
}
