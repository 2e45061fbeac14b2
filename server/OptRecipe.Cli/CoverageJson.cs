using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Targets;
using OptRecipe.Targets.Partitions;

namespace OptRecipe.Cli;

/// <summary>A line of <c>coverage --json</c>.</summary>
internal sealed record CoverageJson(string File, ImmutableArray<CoverageTargetJson> Targets)
{
    public static CoverageJson Of(string file, IEnumerable<JudgedTarget> targets) => new(file, [.. targets.Select(CoverageTargetJson.Of)]);
}

/// <param name="Options">As the recipe or the command line gives them.</param>
/// <param name="Coverage">Share of the multiply-accumulates that the target computes, 0…1.</param>
/// <param name="Partitions">Of the first subgraph: operator indices of each piece that the target takes, in the order in which they run.</param>
internal sealed record CoverageTargetJson(
    string Id, ImmutableSortedDictionary<string, string> Options, double Coverage, ImmutableArray<ImmutableArray<int>> Partitions, ImmutableArray<CoverageRemedyJson> Remedies, ImmutableArray<ModelVerdictReport> Model,
    ImmutableArray<CoverageOperatorJson> Operators)
{
    public static CoverageTargetJson Of(JudgedTarget target) => Of(target.Selection, target.Verdict, target.Advice);

    private static CoverageTargetJson Of(TargetSelection selection, TargetVerdict verdict, ImmutableArray<TargetAdvice> advice) => new(
        selection.Target.Id, selection.Options, verdict.Coverage, Report.PartitionsOf(verdict),
        [.. advice.Select(one => new CoverageRemedyJson(CoverageText.Of(one), [.. one.Operators.Select(address => address.Index)], one.CoverageAfter, one.PartitionsBefore, one.PartitionsAfter))],
        [.. verdict.Model.Select(Report.Of)],
        [.. verdict.Operators.Select(o => new CoverageOperatorJson(
            o.Address.Subgraph, o.Address.Index, o.OperatorName, Report.Word(o.Verdict.Kind), Report.Word(o.Verdict.Stage), TextOf(o.Verdict.Rule), TextOf(o.Verdict.Reason), [.. o.Verdict.Remedies.Select(remedy => remedy.Title)]))]);

    private static string? TextOf(string text) => text.Length == 0 ? null : text;
}

/// <param name="Operators">Which operators would have to run there: indices in the first subgraph, or in another for models that call others.</param>
/// <param name="PartitionsBefore">Connected sets that could be taken, before any limit on their number.</param>
internal sealed record CoverageRemedyJson(string Text, ImmutableArray<int> Operators, double Coverage, int PartitionsBefore, int PartitionsAfter);

/// <param name="Stage">When it shows, null for an operator that runs; so are rule and reason.</param>
internal sealed record CoverageOperatorJson(int Subgraph, int Index, string Op, string Verdict, string? Stage, string? Rule, string? Reason, ImmutableArray<string> Remedies);

[JsonSerializable(typeof(CoverageJson))]
internal sealed partial class CoverageJsonContext : JsonSerializerContext
{
    public static CoverageJsonContext Lines { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
