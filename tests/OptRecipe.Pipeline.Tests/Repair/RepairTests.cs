using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Comparing;
using OptRecipe.TFLite.Files;
using Xunit.Abstractions;

namespace OptRecipe.Pipeline.Tests.Repair;

/// <summary>Repairs of the seed tasks that quantization breaks.</summary>
public sealed class RepairTests(ITestOutputHelper output)
{
    [Fact]
    public void Equalize_proves_what_it_buys_and_wins_back_what_uneven_channels_lost()
    {
        if (SharedFolder.Require("seed", 1) is not { } seed) return;
        var run = new TaskRun(Path.GetDirectoryName(seed) ?? "", "tones_uneven");
        var (plain, broken) = run.Run("[{quantize: int8}]");
        Assert.Empty(plain.Repairs);
        var (result, repaired) = run.Run("[equalize, {quantize: int8}]");
        var (before, after) = (run.Score(broken, "accuracy").Optimized.Value, run.Score(repaired, "accuracy").Optimized.Value);
        output.WriteLine($"tones_uneven int8: {before:0.0000} → {after:0.0000}; {result.Repairs[0]}");
        Assert.Matches(@"^equalize: [-0-9.]+ → [0-9.]+ dB, agreement [0-9.]+ → [0-9.]+ %, applied$", Assert.Single(result.Repairs));
        Assert.Contains(result.Repairs[0], run.Report, StringComparison.Ordinal);
        Assert.True(before < 0.5 && after >= 0.96, $"{before} → {after}");
    }

    [Theory]
    [InlineData("digits_uneven", "{scheme: int8, weights: {granularity: tensor}}", "{scheme: int8, weights: {granularity: tensor}, bias_correction: true}", 0.25)]
    [InlineData("tones_uneven", "int8", "{scheme: int8, bias_correction: true}", 0.8)]
    [InlineData("digits_uneven", "{scheme: int8, weights: {granularity: tensor}}", "{scheme: int8, weights: {granularity: tensor, algorithm: adaround}}", 0.85)]
    [InlineData("digits_uneven", "{scheme: dynamic, weights: {granularity: tensor}}", "{scheme: dynamic, weights: {granularity: tensor, algorithm: gptq}}", 0.6)]
    [InlineData("digits_cnn", "{scheme: int8, weights: {granularity: tensor}}", "{scheme: int8, weights: {granularity: tensor, algorithm: adaround}}", 0.95)]
    [InlineData("tones_dscnn", "{scheme: int8, weights: {granularity: tensor}}", "{scheme: int8, weights: {granularity: tensor, algorithm: gptq}}", 0.95)]
    public void A_repair_is_applied_only_where_it_brings_the_outputs_nearer(string task, string plain, string repaired, double least)
    {
        if (SharedFolder.Require("seed", 1) is not { } seed) return;
        var run = new TaskRun(Path.GetDirectoryName(seed) ?? "", task);
        var (_, before) = run.Run($"[{{quantize: {plain}}}]");
        var bytes = run.Written;
        var (result, after) = run.Run($"[{{quantize: {repaired}}}]");
        var (without, with) = (run.Score(before, "accuracy").Optimized.Value, run.Score(after, "accuracy").Optimized.Value);
        output.WriteLine($"{task} {repaired}: {without:0.0000} → {with:0.0000}; {Assert.Single(result.Repairs)}");
        Assert.Equal(bytes.Length, run.Written.Length);
        Assert.Equal(result.Repairs[0].Contains("not applied", StringComparison.Ordinal), bytes.AsSpan().SequenceEqual(run.Written));
        Assert.True(with >= least, $"{without} → {with}");
    }

    [Theory]
    [InlineData("machine_ae", 4), InlineData("digits_lstm", 4), InlineData("tones_dscnn", 8), InlineData("tones_uneven", 4), InlineData("tones_transformer", 8), InlineData("tones_transformer", 4)]
    public void Gptq_in_ai_edge_quantizer_s_numerics_gives_that_tool_s_weights(string task, int bits)
    {
        if (SharedFolder.Require(Path.Combine("golden", "aeq", task, $"gptq_dynamic_wi{bits}.tflite"), 1) is not { } golden || SharedFolder.Path is not { } shared) return;
        var (result, ours) = new TaskRun(shared, task).Run($"[{{quantize: {{scheme: dynamic, numerics: ai-edge-quantizer, on_unsupported: float, weights: {{bits: {bits}, algorithm: gptq}}}}}}]", samples: 64);
        output.WriteLine(Assert.Single(result.Repairs));
        Assert.Matches(@"^gptq: .*, applied \(\d+ of \d+ operators?; in ai-edge-quantizer's form, which stays whatever it buys\)$", result.Repairs[0]);
        var theirs = ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(golden)));
        Assert.DoesNotContain(ModelComparer.Same(ours, theirs), difference => difference.Kind is not (DifferenceKind.OperatorVersion or DifferenceKind.Shape));
    }

    [Fact]
    public void Exempt_leaves_as_few_operators_in_float_as_keep_the_loss_within_the_limit()
    {
        if (SharedFolder.Require("seed", 1) is not { } seed) return;
        var run = new TaskRun(Path.GetDirectoryName(seed) ?? "", "digits_uneven") { EvaluationSamples = 200 };
        var (plain, model) = run.Run("[{quantize: {scheme: int8, weights: {granularity: tensor}}}]");
        var (result, repaired) = run.Run("[{quantize: {scheme: int8, weights: {granularity: tensor}, exempt: {auto: true, max: 4, keep: {accuracy_drop: 20 points}}}}]");
        output.WriteLine($"{run.Score(model, "accuracy").Optimized.Value:0.0000} → {run.Score(repaired, "accuracy").Optimized.Value:0.0000}, {plain.After?.File} → {result.After?.File} bytes; {result.Repairs[0]}");
        Assert.Matches("^exempt: .*, applied \\(.* in float32: accuracy .* before, .* now\\)$", Assert.Single(result.Repairs));
        Assert.True(result.After?.File > plain.After?.File);
        Assert.True(run.Score(repaired, "accuracy").Optimized.Value > run.Score(model, "accuracy").Optimized.Value + 0.2);
    }

    [Fact]
    public void Exempt_leaves_nothing_in_float_where_the_loss_is_within_the_limit()
    {
        if (SharedFolder.Require("seed", 1) is not { } seed) return;
        var run = new TaskRun(Path.GetDirectoryName(seed) ?? "", "tones_dscnn") { EvaluationSamples = 200 };
        run.Run("[{quantize: int8}]");
        var bytes = run.Written;
        var (result, _) = run.Run("[{quantize: {scheme: int8, exempt: {auto: true, keep: {accuracy_drop: 2 points}}}}]");
        Assert.Contains("not applied (not needed: accuracy", Assert.Single(result.Repairs), StringComparison.Ordinal);
        Assert.Equal(bytes, run.Written);
    }

    [Fact]
    public void Rescue_gives_boxes_and_probabilities_scales_of_their_own()
    {
        if (SharedFolder.Require("seed", 1) is not { } seed) return;
        var run = new TaskRun(Path.GetDirectoryName(seed) ?? "", "shapes_detect");
        var (_, before) = run.Run("[{quantize: int8}]");
        var (result, after) = run.Run("[{quantize: {scheme: int8, rescue: concat}}]");
        output.WriteLine($"{run.Score(before, "hit", count: 200).Optimized.Value:0.000} → {run.Score(after, "hit", count: 200).Optimized.Value:0.000}; {result.Repairs[0]}");
        Assert.Matches(@"^rescue: .*, applied \(CONCATENATION #\d+ in int16: [0-9.]+ → [0-9.]+ dB in the mean over channels\)$", Assert.Single(result.Repairs));
    }

    [Fact]
    public void Rescue_changes_nothing_where_no_inputs_are_unequal()
    {
        if (SharedFolder.Require("seed", 1) is not { } seed) return;
        var run = new TaskRun(Path.GetDirectoryName(seed) ?? "", "tones_dscnn");
        run.Run("[{quantize: int8}]");
        var bytes = run.Written;
        var (result, _) = run.Run("[{quantize: {scheme: int8, rescue: all}}]");
        Assert.Equal("rescue: not applied (no CONCATENATION or ADD has inputs whose ranges differ 8 times or more)", Assert.Single(result.Repairs));
        Assert.Equal(bytes, run.Written);
    }

    [Fact]
    public void Forms_that_turn_out_equal_while_running_are_no_failure()
    {
        if (SharedFolder.Require("seed", 1) is not { } seed) return;
        // The boxes' range is that of the concatenation: the QUANTIZE that was planned between them falls away.
        var (_, model) = new TaskRun(Path.GetDirectoryName(seed) ?? "", "shapes_detect").Run("[{quantize: int16x8}]", samples: 20);
        Assert.Equal(15, model.Subgraphs[0].Operators.Length);
    }
}
