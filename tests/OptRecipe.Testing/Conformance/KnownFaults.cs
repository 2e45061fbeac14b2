using OptRecipe.Engine.Interpretation;

namespace OptRecipe.Testing.Conformance;

/// <param name="Files">Parts of a case's path, one of which has to be in it.</param>
public sealed record KnownFault(PlayedRuntime Runtime, string Operator, string[] Files, string Reason);

/// <summary>Where a runtime itself is wrong, or computes what is not defined, and the interpreter does not follow it.</summary>
public static class KnownFaults
{
    public static IReadOnlyList<KnownFault> Rows { get; } =
    [
        new(PlayedRuntime.LiteRT23, "SKIP_GRAM", ["d_all.float32"], "the stored array is empty and of float64: LiteRT's Python interface read no strings; native 2.9 gives the strings that ours gives"),
        new(PlayedRuntime.TFLite29, "BATCH_MATMUL", ["const_rhs_4d.dynamic_range"], "TensorFlow Lite's own kernels are off by 0.43 from the float result, XNNPACK's by 0.02"),
        new(PlayedRuntime.TFLiteMicro, "CONV_2D", ["output_scale_tiny"], "the factor needs a shift beyond 30 bits, for which the runtime's own contract says nothing"),
        new(PlayedRuntime.TFLiteMicro, "GREATER", ["greater_i16"], "int16 with quantization parameters is wrong about half the time in TFLM"),
        new(PlayedRuntime.TFLiteMicro, "MUL", ["per_axis"], "feature maps with per-axis scales are not defined"),
        new(PlayedRuntime.TFLiteMicro, "SUB", ["per_axis"], "feature maps with per-axis scales are not defined"),
        new(PlayedRuntime.TFLiteMicro, "RESIZE_BILINEAR", ["x2048_row"], "the factor 2048 overflows in TFLM and in TFLite, each in its own way"),
        new(PlayedRuntime.TFLiteMicro, "NET", ["digits_lstm_dynamic"], "TFLM does not refuse a dynamic-range LSTM and gives NaN"),
    ];

    /// <summary>A case that failed, as known where the corpus or a row says so.</summary>
    internal static CaseResult Excuse(CaseResult result, PlayedRuntime runtime) =>
        result.Outcome == CaseOutcome.Failed && (result.Case.Disputed ?? Find(runtime, result.Case)?.Reason) is { } reason
            ? result with { Outcome = CaseOutcome.Known, Reason = $"{reason} ({result.Reason})" } : result;

    private static KnownFault? Find(PlayedRuntime runtime, KernelCase @case) => Rows.FirstOrDefault(row =>
        row.Runtime == runtime && row.Operator == @case.Operator && row.Files.Any(part => @case.File.Contains(part, StringComparison.Ordinal)));
}
