using System.Text.Json;
using System.Text.RegularExpressions;
using OptRecipe.Targets;

namespace OptRecipe.Coverage.Oracles;

/// <summary>What Vela's answers mean here.</summary>
internal static partial class VelaWords
{
    /// <summary>The golden names of the configurations as a recipe writes them: <c>ethos-u55-256 legacy core</c>.</summary>
    public static TargetSelection Selection(string configuration) => configuration.EndsWith(" legacy core", StringComparison.Ordinal)
        ? TargetSelection.Of("ethos-u", ("accelerator", configuration.Split(' ')[0]), ("core", "legacy"))
        : TargetSelection.Of("ethos-u", ("accelerator", configuration));

    /// <param name="placement"><c>npu</c>, or <c>cpu</c> for what stands in the written file as it was.</param>
    public static bool Agrees(string? placement, SupportVerdict ours) => ours.Kind == (placement == "npu" ? VerdictKind.Runs : VerdictKind.FallsBack);

    /// <summary>Vela ends with an error or without a message: where it would have placed the other operators nobody knows. Where the message names an operator, ours stops at one of that kind too.</summary>
    public static bool AgreesThatItStops(TargetVerdict ours, string message)
    {
        var stopping = ours.Operators.Where(verdict => verdict.Verdict is { Kind: VerdictKind.Stops, Stage: VerdictStage.Compile });
        // Vela spells ARG_MAX as ARGMAX.
        return NamedOperator().Match(message) is { Success: true } named
            ? stopping.Any(verdict => verdict.OperatorName.Replace("_", "", StringComparison.Ordinal) == named.Groups[1].Value.Replace("_", "", StringComparison.Ordinal))
            : stopping.Any();
    }

    [GeneratedRegex(@"Error: ([A-Z0-9_]+) '")]
    private static partial Regex NamedOperator();

    public static SupportVerdict Worst(TargetVerdict verdict) => verdict.Operators.Select(one => one.Verdict).MaxBy(one => one.Kind) ?? SupportVerdict.Runs;

    public static string Reason(JsonElement tool, int index) => tool.TryGetProperty("reasons", out var reasons)
        ? string.Join("; ", reasons.EnumerateArray().Where(reason => reason.TryGetProperty("index", out var at) && at.GetInt32() == index).Select(reason => reason.GetProperty("reason").GetString()))
        : "";

    /// <summary>The files of a golden folder with the models they speak of.</summary>
    public static IEnumerable<(string Group, string Golden, string Root)> Files(string folder)
    {
        foreach (var group in (string[])["edge", "models", "seed"])
            foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, group), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                yield return (group, file, group == "models" ? Path.Combine(folder, "..", "..") : folder);
    }
}
