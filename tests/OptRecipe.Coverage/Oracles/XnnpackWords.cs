using OptRecipe.Targets;

namespace OptRecipe.Coverage.Oracles;

/// <summary>What the recorded words about XNNPACK mean here.</summary>
internal static class XnnpackWords
{
    public static readonly TargetSelection Today = TargetSelection.Of("xnnpack");
    /// <summary>The PyPI wheel that made the golden results was built without 8-bit operators.</summary>
    public static readonly TargetSelection Old = TargetSelection.Of("xnnpack", ("runtime", "tflite-2.9"), ("qs8", "false"), ("qu8", "false"));

    public static bool Agrees(string tool, SupportVerdict ours) => tool switch
    {
        "xnnpack" => ours.Kind == VerdictKind.Runs,
        "cpu" => ours.Kind == VerdictKind.FallsBack || IsOfTheKernelBehind(ours),
        "cpu-refuses" => ours.Kind is VerdictKind.FallsBack or VerdictKind.Refused || IsOfTheKernelBehind(ours),
        "delegate" => ours is { Kind: VerdictKind.Stops, Stage: VerdictStage.Prepare },
        "load" => ours is { Kind: VerdictKind.Refused, Stage: VerdictStage.Load },
        "crash" => ours is { Kind: VerdictKind.Stops, Stage: VerdictStage.Invoke },
        _ => false,
    };

    /// <summary>XNNPACK leaves it to the built-in kernel, and that one refuses it or is wrong: a run that ends before the first inference does not show it. Its own oracle: <see cref="TFLiteCpuKernels"/>.</summary>
    public static bool IsOfTheKernelBehind(SupportVerdict ours) => ours.Rule.StartsWith("tflite-cpu.", StringComparison.Ordinal);

    /// <summary>The delegate takes it and the output is all zeros: a verdict of its own.</summary>
    public static bool IsKnownToBeWrong(string probe, SupportVerdict ours) =>
        probe == "batch_matmul__dynamic_i8_rhs_not_constant" && ours is { Kind: VerdictKind.Stops, Stage: VerdictStage.Invoke };

    public static SupportVerdict Worst(IEnumerable<OperatorVerdict> operators) => operators.Select(o => o.Verdict).MaxBy(verdict => verdict.Kind) ?? SupportVerdict.Runs;

    /// <summary>The file that a key of <c>partitions.json</c> names, null when it is not there.</summary>
    public static string? PathOf(string folder, string model)
    {
        var path = Path.Combine(folder, "..", "..", model.Split('/')[0] is "models" or "seed" ? "" : "golden", model.EndsWith(".tflite", StringComparison.Ordinal) ? model : model + ".tflite");
        return File.Exists(path) ? path : null;
    }
}
