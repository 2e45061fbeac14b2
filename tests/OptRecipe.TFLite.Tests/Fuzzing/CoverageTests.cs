using OptRecipe.Testing;

namespace OptRecipe.TFLite.Tests.Fuzzing;

/// <summary>Mutants that reach code which none before reached are damaged further.</summary>
public sealed class CoverageTests
{
    private const int LargestSeed = 16 << 10;

    /// <summary>3,000 mutants, or a million with OPTRECIPE_LONG=1. What was reached stands in <c>artifacts/fuzz-coverage.txt</c>.</summary>
    [Fact]
    public void Mutants_that_reach_new_code_are_followed()
    {
        var mutants = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1" ? 1_000_000 : 3_000;
        using var target = new InstrumentedTarget();
        var queue = ModelFiles.In(ModelFiles.Corpus).Select(File.ReadAllBytes).Where(bytes => bytes.Length <= LargestSeed).ToList();
        var seeds = queue.Count;
        foreach (var (index, bytes) in queue.Index()) target.Check(bytes, index);
        var branchesOfSeeds = target.BranchCount;
        var mutator = new Mutator(20261126);
        var random = new Random(3);
        for (var index = 0; index < mutants; index++)
        {
            // Half of the time one of the latest finds, so that a way that opened is gone on.
            var parent = random.Next(2) == 0 ? queue[random.Next(queue.Count)] : queue[^(1 + random.Next(Math.Min(queue.Count, 64)))];
            var bytes = mutator.Mutate(parent);
            try
            {
                if (target.Check(bytes, index) && bytes.Length <= 2 * LargestSeed) queue.Add(bytes);
            }
            catch (Exception failure)
            {
                Directory.CreateDirectory(SharedFolder.InRepository("artifacts"));
                File.WriteAllBytes(SharedFolder.InRepository("artifacts", "fuzz-failure.tflite"), bytes);
                Assert.Fail($"mutant {index}, kept as artifacts/fuzz-failure.tflite: {failure}");
            }
        }
        Directory.CreateDirectory(SharedFolder.InRepository("artifacts"));
        File.WriteAllText(SharedFolder.InRepository("artifacts", "fuzz-coverage.txt"), $"{seeds} files reach {branchesOfSeeds} branches; {mutants} mutants reach {target.BranchCount}, {queue.Count - seeds} of them something new\n");
        Assert.True(branchesOfSeeds > 3_000, $"the files reach {branchesOfSeeds} branches: nothing is counted");
        Assert.True(target.BranchCount > branchesOfSeeds && queue.Count > seeds + 50, $"{target.BranchCount} branches after {branchesOfSeeds}, {queue.Count - seeds} finds");
    }
}
