using System.Collections.Immutable;
using OptRecipe.Coverage.Oracles;

namespace OptRecipe.Coverage;

/// <summary>Every tool that our verdicts are compared with, in the order in which they are printed.</summary>
public static class OracleTable
{
    public static ImmutableArray<IOracle> All { get; } =
    [
        new XnnpackModels(),
        new XnnpackProbes(XnnpackProbes.Today),
        new XnnpackPartitions(),
        new XnnpackProbes(XnnpackProbes.Old),
        new TFLiteCpuKernels(TFLiteCpuKernels.Today),
        new TFLiteCpuKernels(TFLiteCpuKernels.Old),
        new NativeRuntime(),
        new GpuAnalyzer(asksDelegate: false),
        new GpuAnalyzer(asksDelegate: true),
        new TFLiteMicroModels(),
        new TFLiteMicroSmallModels(),
        .. VelaPlacements.Configurations.Select(configuration => new VelaPlacements(configuration)),
        new VelaSmallModels(),
        new VelaRegions(),
        new EdgeTpuPairs(),
    ];
}
