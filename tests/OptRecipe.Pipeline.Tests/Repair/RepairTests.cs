using OptRecipe.Testing;
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
    [InlineData("digits_uneven", "{granularity: tensor}", "accuracy")]
    [InlineData("tones_uneven", "{granularity: channel}", "accuracy")]
    public void Bias_correction_is_applied_only_where_it_helps(string task, string weights, string metric)
    {
        if (SharedFolder.Require("seed", 1) is not { } seed) return;
        var run = new TaskRun(Path.GetDirectoryName(seed) ?? "", task);
        var (_, plain) = run.Run($"[{{quantize: {{scheme: int8, weights: {weights}}}}}]");
        var (result, repaired) = run.Run($"[{{quantize: {{scheme: int8, weights: {weights}, bias_correction: true}}}}]");
        var (before, after) = (run.Score(plain, metric).Optimized.Value, run.Score(repaired, metric).Optimized.Value);
        output.WriteLine($"{task} int8 {weights}: {before:0.0000} → {after:0.0000}; {result.Repairs[0]}");
        Assert.True(after > before, $"{before} → {after}");
    }
}
