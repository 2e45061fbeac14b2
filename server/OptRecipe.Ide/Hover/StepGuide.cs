namespace OptRecipe.Ide.Hover;

/// <param name="When">When people use it.</param>
/// <param name="Needs">Data or training, or that it needs neither.</param>
internal sealed record StepAdvice(string When, string Needs)
{
    public override string ToString() => $"- **when**: {When}\n- **needs**: {Needs}";
}

/// <summary>When each step and each scheme of <c>quantize</c> is used, and what it needs. What it does stands in the table of keys.</summary>
internal static class StepGuide
{
    private const string NoData = "no data, no training";
    private const string Calibration = "calibration data (100 to 500 real samples), no training";

    /// <summary>By <c>quantize: int8</c>, then by the kind alone; null for what has no row.</summary>
    public static StepAdvice? Find(string kind, string? scheme) => Rows.GetValueOrDefault($"{kind}: {scheme}") ?? Rows.GetValueOrDefault(kind);

    /// <summary>Of a scheme alone; null for a word that is none.</summary>
    public static StepAdvice? FindScheme(string scheme) => Rows.GetValueOrDefault($"quantize: {scheme}");

    private static readonly Dictionary<string, StepAdvice> Rows = new(StringComparer.Ordinal)
    {
        ["quantize: dynamic"] = new("the first thing to try for CPUs: small, and close to the float model; not for microcontrollers and NPUs, which want `int8`", NoData),
        ["quantize: float16"] = new("GPUs, which compute in float16 anyway, and wherever half the size is enough", NoData),
        ["quantize: int8"] = new("microcontrollers, NPUs and the Edge TPU, which take nothing else, and the fastest CPU kernels", Calibration),
        ["quantize: int16x8"] = new("where `int8` loses too much (sound, regression) and the target has the kernels", Calibration),
        ["quantize: weight-only"] = new("large models that have to be small on the way and computed in float", NoData),
        ["quantize"] = new("nearly always: it is the step that makes the file smaller", "`int8` and `int16x8`: calibration data; the others nothing"),
        ["prune"] = new("before `quantize`, where the file travels compressed: zeros compress well, the `.tflite` itself keeps its size", "no data; without training behind it accuracy falls as sparsity rises, so measure it"),
        ["equalize"] = new("before `quantize: int8`, where channels of one weight differ much, as behind depthwise convolutions", NoData + "; `bias_absorption` learns from calibration data"),
        ["tidy"] = new("last, always: it costs nothing", NoData),
        ["cluster"] = new("where the file travels compressed: few distinct weights compress well", "no data; accuracy falls as clusters become fewer"),
        ["train"] = new("where a step loses more accuracy than the budget allows", "labelled training data, and time"),
    };
}
