using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Targets;

namespace OptRecipe.Cli;

/// <summary>A line of <c>coverage --json</c>.</summary>
internal sealed record CoverageJson(string File, ImmutableArray<CoverageTargetJson> Targets)
{
    public static CoverageJson Of(string file, IEnumerable<(TargetSelection Selection, TargetVerdict Verdict)> verdicts) => new(file, [.. verdicts.Select(pair => CoverageTargetJson.Of(pair.Selection, pair.Verdict))]);
}

/// <param name="Options">As the recipe or the command line gives them.</param>
/// <param name="Coverage">Share of the multiply-accumulates that the target computes, 0…1.</param>
/// <param name="Partitions">Of the first subgraph: operator indices of each piece that the target takes, in the order in which they run.</param>
internal sealed record CoverageTargetJson(
    string Id, ImmutableSortedDictionary<string, string> Options, double Coverage, ImmutableArray<ImmutableArray<int>> Partitions, ImmutableArray<ModelVerdictReport> Model,
    ImmutableArray<CoverageOperatorJson> Operators)
{
    public static CoverageTargetJson Of(TargetSelection selection, TargetVerdict verdict) => new(
        selection.Target.Id, selection.Options, verdict.Coverage, Report.PartitionsOf(verdict),
        [.. verdict.Model.Select(Report.Of)],
        [.. verdict.Operators.Select(o => new CoverageOperatorJson(
            o.Address.Subgraph, o.Address.Index, o.OperatorName, Report.Word(o.Verdict.Kind), Report.Word(o.Verdict.Stage), TextOf(o.Verdict.Rule), TextOf(o.Verdict.Reason)))]);

    private static string? TextOf(string text) => text.Length == 0 ? null : text;
}

/// <param name="Stage">When it shows, null for an operator that runs; so are rule and reason.</param>
internal sealed record CoverageOperatorJson(int Subgraph, int Index, string Op, string Verdict, string? Stage, string? Rule, string? Reason);

[JsonSerializable(typeof(CoverageJson))]
internal sealed partial class CoverageJsonContext : JsonSerializerContext
{
    public static CoverageJsonContext Lines { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
