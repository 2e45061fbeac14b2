using System.Collections.Immutable;
using OptRecipe.TFLite.Comparing;

namespace OptRecipe.Testing.Quantization;

/// <summary>Where our files differ from the converter's, and why; nothing else may.</summary>
internal static class KnownDeviations
{
    private static readonly Row[] Rows =
    [
        new("files/deeplabv3_float", ["int8", "int8_strict", "int16x8"],
            "ours states the type of biases in `quantized_bias_type`; the converter looks for convolutions in a field that files from before 2020 lack, and so leaves the option out here",
            difference => difference.Kind == DifferenceKind.Options && difference.Left.Contains("quantized_bias_type", StringComparison.Ordinal)
                && difference.Left.Replace($", quantized_bias_type: {(difference.Left.EndsWith("INT64", StringComparison.Ordinal) ? "INT64" : "INT32")}", "", StringComparison.Ordinal) == difference.Right),
        new("digits_lstm", ["float16"],
            "the converter stores the zeros of the LSTM's states as float16 constants and overwrites the states with a DEQUANTIZE in every call, so that nothing is remembered between calls; "
            + "ours leaves states alone",
            difference => difference.Kind is DifferenceKind.Connections or DifferenceKind.MissingOperator && difference.Right == "DEQUANTIZE" && difference.Left is "nowhere" or "nothing"),
    ];

    /// <summary>The reason when it explains every difference; null when one is left, or there is none.</summary>
    public static string? ReasonOf(ConverterCase @case, ImmutableArray<ModelDifference> differences) =>
        differences.IsEmpty ? null : Array.Find(Rows, row => row.Name == @case.Name && row.Forms.Contains(@case.Form) && differences.All(row.Explains))?.Reason;

    private sealed record Row(string Name, string[] Forms, string Reason, Func<ModelDifference, bool> Explains);
}
