using System.Text.Json;
using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Passes.Prune;
using OptRecipe.Testing;

namespace OptRecipe.Engine.Tests.Prune;

/// <summary>Masks against those that TensorFlow Model Optimization 0.8.1 made (golden/tfmot, family prune_masks).</summary>
public sealed class MagnitudeMaskTests
{
    private static readonly Lazy<Dictionary<string, NumPyArray>> Arrays = new(() => NumPyFile.ReadArchive(SharedFolder.InRepository("tests", "corpus", "tfmot", "prune_masks.npz")));

    public static TheoryData<string, double, int, float> Cases()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.InRepository("tests", "corpus", "tfmot", "prune_masks.json")));
        var cases = new TheoryData<string, double, int, float>();
        foreach (var entry in json.RootElement.GetProperty("cases").EnumerateArray())
            if (entry.TryGetProperty("kept", out var kept))
                cases.Add(entry.GetProperty("name").GetString() ?? "", entry.GetProperty("sparsity").GetDouble(), kept.GetInt32(), entry.GetProperty("threshold").GetSingle());
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Masks_are_those_of_the_reference(string name, double sparsity, int kept, float threshold)
    {
        var weights = Arrays.Value[$"{name}.w"].ToSingles();
        var mask = Arrays.Value[$"{name}.mask"].ToSingles();

        Assert.Equal(threshold, MagnitudeMask.Threshold(weights, sparsity));
        var pruned = new float[weights.Length];
        MagnitudeMask.Apply(weights, threshold, pruned);

        Assert.Equal(weights.Zip(mask, (weight, bit) => bit == 0 ? 0 : weight), pruned);
        Assert.Equal(kept, mask.Count(bit => bit != 0));
    }

    [Fact]
    public void All_cases_of_the_collection_are_run() => Assert.True(Cases().Count >= 80, $"only {Cases().Count} cases");

    [Fact]
    public void The_threshold_is_the_kth_largest_magnitude_for_any_values()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var weights = new float[random.Next(1, 400)];
            for (var index = 0; index < weights.Length; index++)
                weights[index] = random.Next(5) switch { 0 => 0, 1 => -0f, 2 => MathF.ScaleB(random.NextSingle() - 0.5f, random.Next(-140, 120)), 3 => random.Next(-3, 4), _ => random.NextSingle() - 0.5f };
            var sparsity = random.NextDouble() * 0.999;
            var sorted = weights.Select(MathF.Abs).OrderDescending().ToArray();
            Assert.Equal(sorted[MagnitudeMask.KeptCount(weights.Length, sparsity) - 1], MagnitudeMask.Threshold(weights, sparsity));
        }
    }
}
