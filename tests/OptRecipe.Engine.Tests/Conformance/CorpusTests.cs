using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Testing;
using OptRecipe.Testing.Conformance;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Engine.Tests.Conformance;

/// <summary>Models with known results: a third of the kernel corpus in every clone, all of it where the shared folder is.</summary>
public sealed class CorpusTests
{
    private const int SharedCases = 3363, NativeCases = 2529, MicroCases = 475;

    private static string Clone => SharedFolder.InRepository("tests", "corpus", "kernels");

    /// <summary>The plain loops and the fastest set of this processor; OPTRECIPE_LONG=1: every set that it can run.</summary>
    public static TheoryData<string> Sets { get; } = new(Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1" ? MicroKernelSet.Names.Where(MicroKernelSet.IsAvailable) : ["reference", "fast"]);

    /// <summary>Kernel sets differ in speed, never in numbers.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_case_of_the_clone_gives_the_judged_result(string kernels) => Check(Clone, new() { Kernels = kernels }, 1400);

    [Fact]
    public void Every_case_of_the_clone_gives_what_native_TFLite_2_9_gives() => Check(Clone, new() { Runtime = PlayedRuntime.TFLite29 }, 1000);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_case_gives_the_judged_result(string kernels)
    {
        if (SharedFolder.Require("golden/kernels", SharedCases) is { } folder) Check(folder, new() { Kernels = kernels }, SharedCases);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_case_gives_what_native_TFLite_2_9_gives(string kernels)
    {
        if (SharedFolder.Require("golden/kernels", NativeCases) is { } folder) Check(folder, new() { Runtime = PlayedRuntime.TFLite29, Kernels = kernels }, NativeCases);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_case_gives_what_TFLite_Micro_gave(string kernels)
    {
        if (SharedFolder.Require("golden/tflm", MicroCases) is { } folder) Check(folder, new() { Runtime = PlayedRuntime.TFLiteMicro, Kernels = kernels }, MicroCases);
    }

    [Fact]
    public void The_clone_has_every_operator_in_every_form()
    {
        if (SharedFolder.Require("golden/kernels", 1) is not { } folder) return;
        Assert.Equal(Forms(folder), Forms(Clone));

        static string[] Forms(string folder) => [.. KernelCase.ReadIndex(folder).Select(@case => $"{@case.Operator} {@case.Form}").Distinct().Order(StringComparer.Ordinal)];
    }

    private static void Check(string folder, InterpreterOptions options, int leastCount)
    {
        var results = ConformanceRun.Run(folder, options);
        Assert.InRange(results.Count, leastCount, int.MaxValue);
        var problems = results.Select(Problem).OfType<string>().ToArray();
        Assert.True(problems.Length == 0, $"{ConformanceTable.Sum(results)}\n{string.Join('\n', problems)}");
    }

    private static string? Problem(CaseResult result) => result.Outcome switch
    {
        CaseOutcome.Failed => $"failed: {result.Case.File}: {result.Reason}",
        CaseOutcome.NotDone when !IsListed(result) => $"not done, and in no table: {result.Case.File}: {result.Reason}",
        _ => null,
    };

    /// <summary>Whether each operator that has no kernel is in <see cref="LeftOutTable"/>; where all have one, whether the refused form is in <see cref="LeftOutForms"/>.</summary>
    private static bool IsListed(CaseResult result)
    {
        var codes = ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(result.Case.ModelPath))).OperatorCodes;
        var without = codes.Where(code => KernelTable.Create(code) is null).ToArray();
        return without.Length > 0 ? without.All(code => OperatorCoverage.ReasonOf(code.Builtin) is not null)
            : codes.SelectMany(code => LeftOutForms.Of(code.Builtin)).Any(row => result.Reason.Contains(row.Reason, StringComparison.Ordinal));
    }
}
