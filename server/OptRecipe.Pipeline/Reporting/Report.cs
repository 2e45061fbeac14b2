using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Repair;
using OptRecipe.Pipeline.Running;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>What a run did, as <c>schemas/report.schema.json</c> describes it. The same input gives the same bytes: no times, no absolute paths.</summary>
public sealed record Report(
    string Recipe, string? Description, string Model, ModelSizes Before, ModelSizes After,
    ImmutableArray<StepReport> Steps, ImmutableArray<TargetReport> Targets, ImmutableArray<BudgetResult> Budget, EvaluationReport? Evaluation)
{
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Readable.Report) + "\n";

    /// <summary>Writes it for <see cref="Read"/>.</summary>
    public void Write(Stream stream) => JsonSerializer.Serialize(stream, this, ReportJson.Default.Report);

    /// <returns>Null for bytes that are no report of this version.</returns>
    public static Report? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, ReportJson.Default.Report);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static ImmutableArray<StepReport> StepsOf(Plan plan) => StepsOf(plan, []);

    /// <param name="repairs">For each step that was run, what was tried.</param>
    public static ImmutableArray<StepReport> StepsOf(Plan plan, IReadOnlyList<ImmutableArray<RepairResult>> repairs)
    {
        var before = plan.Source.FileBytes;
        var steps = ImmutableArray.CreateBuilder<StepReport>();
        foreach (var (index, step) in plan.Steps.Index())
        {
            steps.Add(new(step.Title, step.Decisions.Count(PassOutcome.Changed), step.Decisions.Count(PassOutcome.Kept), step.Decisions.Count(PassOutcome.Unsupported), before, step.FileBytes,
                index < repairs.Count ? [.. repairs[index].Select(RepairReport.Of)] : []));
            before = step.FileBytes;
        }
        return steps.ToImmutable();
    }

    public static ImmutableArray<TargetReport> TargetsOf(Plan plan) => [.. plan.Targets.Select(target => TargetOf(target.After) with { Remedies = [.. target.Advice.Select(CoverageText.Of)] })];

    public static TargetReport TargetOf(TargetVerdict verdict) => new(
        verdict.TargetId, verdict.Coverage, verdict.Operators.Length, verdict.RunningCount, CoverageText.Of(verdict), PartitionsOf(verdict), [],
        [.. verdict.Model.Select(Of)],
        [.. verdict.Operators.Where(o => o.Verdict.Kind != VerdictKind.Runs).Select(o =>
            new OperatorReport(o.Address.Subgraph, o.Address.Index, o.OperatorName, Word(o.Verdict.Kind), Word(o.Verdict.Stage), o.Verdict.Rule, o.Verdict.Reason, o.MultiplyAccumulates))]);

    public static ModelVerdictReport Of(SupportVerdict verdict) => new(Word(verdict.Kind), Word(verdict.Stage), verdict.Rule, verdict.Reason);

    /// <summary>Operator indices of each partition of the first subgraph.</summary>
    public static ImmutableArray<ImmutableArray<int>> PartitionsOf(TargetVerdict verdict) => [.. verdict.Partitions.Where(partition => partition.Subgraph == 0).Select(partition => partition.Operators)];

    /// <summary>A verdict's kind as JSON and tables write it.</summary>
    public static string Word(VerdictKind kind) => kind switch
    {
        VerdictKind.Runs => "runs",
        VerdictKind.NotJudged => "not-judged",
        VerdictKind.FallsBack => "falls-back",
        VerdictKind.Refused => "refused",
        _ => "stops",
    };

    public static string? Word(VerdictStage stage) => stage == VerdictStage.None ? null : stage.ToString().ToLowerInvariant();
}

/// <param name="Repairs">What was tried to bring the outputs nearer to the float model's, and what it bought.</param>
public sealed record StepReport(string Step, int Changed, int Kept, int Unsupported, long BytesBefore, long BytesAfter, ImmutableArray<RepairReport> Repairs);

/// <param name="SqnrWithout">In decibels, as <paramref name="SqnrWith"/>; null where it was not measured or is infinite.</param>
/// <param name="AgreementWithout">A share, 0…1, as <paramref name="AgreementWith"/>; null where it was not measured.</param>
public sealed record RepairReport(string Repair, bool Applied, double? SqnrWithout, double? SqnrWith, double? AgreementWithout, double? AgreementWith, string Summary)
{
    public static RepairReport Of(RepairResult result) => new(result.Repair, result.IsApplied, Finite(result.Without?.Sqnr), Finite(result.With?.Sqnr), result.Without?.Agreement, result.With?.Agreement, result.ToString());

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? Math.Round(number, 3, MidpointRounding.AwayFromZero) : null;
}

/// <param name="Coverage">Share of the multiply-accumulates that the target computes, 0…1.</param>
/// <param name="Partitions">Of the first subgraph: operator indices of each piece that the target takes.</param>
/// <param name="Remedies">What would be won if an operator that is left ran there, in sentences with figures; empty for a model that was not planned.</param>
/// <param name="Operators">Only those that do not simply run.</param>
public sealed record TargetReport(
    string Target, double Coverage, int OperatorCount, int RunningCount, string Summary, ImmutableArray<ImmutableArray<int>> Partitions, ImmutableArray<string> Remedies, ImmutableArray<ModelVerdictReport> Model, ImmutableArray<OperatorReport> Operators);

public sealed record ModelVerdictReport(string Verdict, string? Stage, string Rule, string Reason);

public sealed record OperatorReport(int Subgraph, int Index, string Op, string Verdict, string? Stage, string Rule, string Reason, long MultiplyAccumulates);

[JsonSourceGenerationOptions(RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static ReportJson Readable { get; } = new(ReadableJson.Options());
}

/// <summary>How JSON for people looks: indented, camel case, back quotes and arrows as they are (it is never embedded in HTML).</summary>
public static class ReadableJson
{
    public static JsonSerializerOptions Options() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
