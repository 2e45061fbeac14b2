using OptRecipe.Engine.Interpretation;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Testing.Conformance;

/// <summary>Runs folders of cases: of the layout of golden/kernels against their stored results or, playing TensorFlow Lite 2.9, against its native library in this process;
/// of the layout of golden/tflm against what TensorFlow Lite for Microcontrollers answered.</summary>
public static class ConformanceRun
{
    /// <summary>All cases of a folder whose file name contains <paramref name="filter"/>, in the folder's order.</summary>
    public static IReadOnlyList<CaseResult> Run(string folder, InterpreterOptions options, string filter = "")
    {
        var isMicro = MicroCorpus.IsIn(folder);
        if (isMicro != (options.Runtime == PlayedRuntime.TFLiteMicro))
            throw new InvalidDataException($"`{folder}` has the layout of golden/{(isMicro ? "tflm" : "kernels")}, which has no results of {options.Runtime.Name()}");
        var cases = (isMicro ? MicroCorpus.Read(folder) : KernelCase.ReadIndex(folder)).Where(@case => @case.File.Contains(filter, StringComparison.Ordinal));
        if (isMicro) return InParallel(cases, @case => MicroCaseRunner.Run(@case, options));
        if (options.Runtime == PlayedRuntime.LiteRT23) return InParallel(cases, @case => @case.Refused is null ? KernelCaseRunner.Run(@case, options) : Read(@case));
        var verdicts = new NativeVerdicts(folder);
        return InParallel(cases.Where(@case => @case.Refused is null && verdicts.Runs(@case)), @case => NativeCaseRunner.Run(@case, options));
    }

    /// <summary>A model that no runtime runs is there to be read.</summary>
    private static CaseResult Read(KernelCase @case) => CaseGuard.Run(@case, () =>
    {
        ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(@case.ModelPath)));
        return null;
    });

    private static IReadOnlyList<CaseResult> InParallel(IEnumerable<KernelCase> cases, Func<KernelCase, CaseResult> run) => [.. cases.AsParallel().AsOrdered().Select(run)];
}
