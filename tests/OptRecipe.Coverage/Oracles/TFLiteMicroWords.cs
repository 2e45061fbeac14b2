using System.Text.Json;
using System.Text.RegularExpressions;
using OptRecipe.Targets;

namespace OptRecipe.Coverage.Oracles;

/// <summary>What the recorded answers of TensorFlow Lite Micro mean here.</summary>
internal static partial class TFLiteMicroWords
{
    public static readonly TargetSelection Micro = TargetSelection.Of("tflite-micro");

    /// <summary>The operator that the interpreter would meet first: everything is loaded, then everything prepared, then run.</summary>
    public static OperatorVerdict? FirstBroken(IEnumerable<OperatorVerdict> verdicts) =>
        verdicts.Where(verdict => verdict.Verdict.Kind >= VerdictKind.Refused).OrderBy(verdict => verdict.Verdict.Stage).ThenBy(verdict => verdict.Address.Index).FirstOrDefault();

    public static bool Agrees(string status, string? stage, int? operatorIndex, OperatorVerdict ours) =>
        (stage == "invoke") == (ours.Verdict.Stage == VerdictStage.Invoke)
        && (operatorIndex is null || operatorIndex == ours.Address.Index)
        && ours.Verdict.Kind == (status == "crash" ? VerdictKind.Stops : VerdictKind.Refused);

    /// <summary>It ran, but the reference kernels of LiteRT refuse the file or compute something else.</summary>
    public static bool DiffersFromReference(JsonElement entry) => entry.TryGetProperty("tflite_ref", out var reference)
        && (reference.GetProperty("status").GetString() != "ok" || (reference.TryGetProperty("equal", out var equal) && equal.ValueKind == JsonValueKind.False));

    /// <summary>The operator that a refusal names, null when it names none.</summary>
    public static int? NamedOperator(string message) => NodeNumber().Match(message) is { Success: true } named ? int.Parse(named.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\(number (\d+)\)")]
    private static partial Regex NodeNumber();
}
