using System.Collections.Immutable;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Variants;
using OptRecipe.Targets;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Running;

/// <summary>What a run is asked to do.</summary>
/// <param name="RecipePath">Absolute path of the recipe.</param>
/// <param name="Text">Its text when it is not the one on disk, else null.</param>
/// <param name="Force">Overwrite files that no earlier run of this recipe wrote.</param>
/// <param name="Root">No path outside this folder may be read or written; null for the command line, which takes any path its caller may read.</param>
/// <param name="Again">Run also when nothing has changed since the last run.</param>
public sealed record RunRequest(string RecipePath, string? Text, bool Force, string? Root, bool Again = false)
{
    /// <summary>Run the recipe's table of variants and compare them, instead of the recipe as it is written.</summary>
    public bool ComparesVariants { get; init; }
}

/// <param name="Message">What is being done, for people: "quantize: dynamic".</param>
/// <param name="Fraction">0…1 over the whole run.</param>
public sealed record RunProgress(string Message, double Fraction)
{
    public override string ToString() => $"{100 * Fraction:0} % {Message}";
}

/// <summary>Up to date: nothing has changed since the last run, so nothing was run.</summary>
public enum RunStatus { Succeeded, Invalid, NeedsForce, BudgetBroken, Failed, Cancelled, UpToDate }

/// <param name="Kind">The key in <c>outputs</c>: tflite, report.</param>
public sealed record RunOutput(string Kind, string Path, long Bytes);

/// <param name="File">Bytes of the file.</param>
/// <param name="Gzip">Bytes of the file after gzip at its usual level, see <see cref="Models.GzipCountingStream"/>; null where nobody has looked yet.</param>
public sealed record ModelSizes(long File, long? Gzip);

/// <param name="Key">The key in <c>budget</c>: file, gzip, flash, arena, latency, coverage.xnnpack, tflite-micro.ram, accuracy, accuracy_drop.</param>
/// <param name="Limit">As the recipe writes it, for people.</param>
/// <param name="Measured">In the same unit, for people.</param>
public sealed record BudgetResult(string Key, string Limit, string Measured, bool Kept);

/// <param name="Share">Of the multiply-accumulates that the target computes, 0…1.</param>
/// <param name="Summary">For people: <c>97 % of MACs, 2 partitions</c>.</param>
public sealed record TargetCoverage(string Target, double Share, string Summary)
{
    public static TargetCoverage Of(TargetVerdict verdict) => new(verdict.TargetId, verdict.Coverage, CoverageText.Short(verdict));
}

/// <param name="Message">One sentence: what came out or what went wrong.</param>
/// <param name="Conflicts">With <see cref="RunStatus.NeedsForce"/>: the files that would be overwritten.</param>
public sealed record RunResult(RunStatus Status, string Message)
{
    public ImmutableArray<RunOutput> Outputs { get; init; } = [];
    public ModelSizes? Before { get; init; }
    public ModelSizes? After { get; init; }
    public ImmutableArray<BudgetResult> Budget { get; init; } = [];
    /// <summary>What the optimized model lost; null when the recipe has no data to measure it on.</summary>
    public EvaluationReport? Evaluation { get; init; }
    public ImmutableArray<string> Conflicts { get; init; } = [];
    /// <summary>What repairs were tried and what each bought, in sentences: <c>equalize: 12.3 → 34.5 dB, agreement 81.2 → 100 %, applied</c>.</summary>
    public ImmutableArray<string> Repairs { get; init; } = [];
    /// <summary>What each target of the recipe says about the written model.</summary>
    public ImmutableArray<TargetCoverage> Targets { get; init; } = [];
    /// <summary>All variants side by side; null for a run of one recipe.</summary>
    public VariantComparison? Comparison { get; init; }
    public double Milliseconds { get; init; }
    /// <summary>The model as it was written; stays in this process.</summary>
    internal Model? Made { get; init; }
}
