namespace OptRecipe.Testing.Quantization;

/// <summary>Where our files differ from ai-edge-quantizer's, and why; nothing else may.</summary>
internal static class AiEdgeDeviations
{
    public const string NoIntegers = "no operator has integer activations: the tool puts QUANTIZE and DEQUANTIZE at the model's ends all the same, ours leaves the ends float32";

    private static readonly Row[] Rows =
    [
        new((_, recipe) => recipe == "static_wi8_ai8_profiler", "the profiler mode keeps ranges and scales in float64; ours are float32, as in the tool's other modes",
            _ => true),
        new((_, recipe) => recipe == "static_wi8_ai8_symmetric", "the tool requantizes SOFTMAX's fixed output to a symmetric form at the model's end; ours hands the fixed form out",
            text => text.Contains("QUANTIZE", StringComparison.Ordinal) || text.Contains("SOFTMAX", StringComparison.Ordinal) || text.Contains("against scale 0.0078", StringComparison.Ordinal) || text.Contains("0.00390625", StringComparison.Ordinal)),
        new((name, recipe) => name is "vww_96" or "special/zero_channel" && (recipe.StartsWith("mse", StringComparison.Ordinal) || recipe.StartsWith("octav", StringComparison.Ordinal)),
            "channels of zeros: the tool's OCTAV and MSE give them a scale of 0 or of 1e-31, which XNNPACK refuses; ours is 1e-9 / 127, as without them", _ => true),
        new((name, recipe) => name is "deeplabv3" && (recipe.StartsWith("mse", StringComparison.Ordinal) || recipe.StartsWith("octav", StringComparison.Ordinal)),
            "scales of the first convolution differ in the last bit: NumPy adds its 3 × 3 × 3 weights in another order", text => text.StartsWith("t3 ", StringComparison.Ordinal) || text.StartsWith("t1 ", StringComparison.Ordinal)),
        new((name, _) => name.StartsWith("ops/embedding_lookup/", StringComparison.Ordinal), "GATHER from a constant: the tool gives the result the range of the constant's rounded form, a last bit away, and requantizes to it",
            text => text.Contains("QUANTIZE", StringComparison.Ordinal)),
        new((name, _) => name.StartsWith("ops/pack/", StringComparison.Ordinal), "the tool puts a QUANTIZE between two equal 16-bit forms", text => text.Contains("QUANTIZE", StringComparison.Ordinal)),
        new((name, recipe) => (name, recipe) == ("kws_partly", "gptq_dynamic_wi8"), "XNNPACK, which the tool's calibration runs, quantizes what operators with int8 weights read in its own manner: other inputs of the FULLY_CONNECTED",
            text => text.StartsWith("t16 ", StringComparison.Ordinal)),
        new((name, recipe) => (name, recipe) == ("kws_partly", "float16"), "the tool puts a DEQUANTIZE behind weights that were int8 before; ours leaves them", _ => true),
    ];

    public static string? ReasonOf(string name, string recipe, IReadOnlyCollection<string> differences) =>
        differences.Count == 0 ? null : Array.Find(Rows, row => row.Matches(name, recipe) && differences.All(row.Explains))?.Reason;

    private sealed record Row(Func<string, string, bool> Matches, string Reason, Func<string, bool> Explains);
}
