using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Pipeline.Variants;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Cli;

/// <summary>The objects that <c>--json</c> prints; <c>schemas/cli/</c> describes them.</summary>
internal sealed record JsonPosition(int Line, int Character);

internal sealed record JsonRange(JsonPosition Start, JsonPosition End);

internal sealed record JsonDiagnostic(string Code, string Severity, string Message, JsonRange Range)
{
    public static ImmutableArray<JsonDiagnostic> Of(RecipeAnalysis analysis) => [.. analysis.Diagnostics.Select(diagnostic => new JsonDiagnostic(
        diagnostic.Descriptor.Code, diagnostic.Severity.ToString().ToLowerInvariant(), diagnostic.Message,
        new(Of(analysis.Text, diagnostic.Span.Start), Of(analysis.Text, diagnostic.Span.End))))];

    private static JsonPosition Of(SourceText text, int offset)
    {
        var position = text.Lines.Position(offset);
        return new(position.Line, position.Character);
    }
}

internal sealed record CheckJson(string File, bool Ok, ImmutableArray<JsonDiagnostic> Diagnostics, ImmutableArray<TargetReport> Targets);

internal sealed record SizesJson(ModelSizes Before, ModelSizes After);

internal sealed record RunJson(
    string File, bool Ok, ImmutableArray<JsonDiagnostic> Diagnostics, string Status, string Message,
    ImmutableArray<RunOutput> Outputs, SizesJson? Sizes, ImmutableArray<BudgetResult> Budget, EvaluationReport? Evaluation, ImmutableArray<string> Conflicts, ImmutableArray<string> Repairs, VariantComparison? Comparison);

internal sealed record PlanOperatorJson(int Subgraph, int Index, string Op, string Outcome, string Reason);

/// <param name="Rule">From 1; null for the step's own <c>where</c>.</param>
/// <param name="Operators">In the model that the step meets.</param>
internal sealed record PlanSelectorJson(int? Rule, string Summary, ImmutableArray<PlanAddressJson> Operators);

internal sealed record PlanAddressJson(int Subgraph, int Index);

internal sealed record PlanStepJson(
    string Step, int Changed, int Kept, int Unsupported, long BytesBefore, long BytesAfter, ImmutableArray<PlanSelectorJson> Selectors, ImmutableArray<PlanOperatorJson> Operators);

internal sealed record PlanBodyJson(string Model, long BytesBefore, long BytesAfter, bool CanRun, ImmutableArray<PlanStepJson> Steps, ImmutableArray<TargetReport> Targets, ImmutableArray<PlanVariantJson> Variants);

/// <param name="Obstacle">Why it cannot run; null when it can.</param>
/// <param name="BytesAfter">Null when it cannot be planned.</param>
/// <param name="Budget">What is known before anything runs.</param>
internal sealed record PlanVariantJson(string Variant, ImmutableArray<VariantSetting> Values, string? Obstacle, long? BytesAfter, ImmutableArray<TargetCoverage> Targets, ImmutableArray<BudgetResult> Budget);

internal sealed record PlanJson(string File, bool Ok, ImmutableArray<JsonDiagnostic> Diagnostics, PlanBodyJson? Plan);

/// <param name="Judgement">How far its verdicts can be trusted.</param>
/// <param name="Rows">What it takes, operator by operator; null in the list of all targets.</param>
internal sealed record TargetJson(string Id, string Title, string Description, bool Available, bool JudgedByRun, string Judgement, ImmutableArray<SupportRowJson>? Rows);

internal sealed record SupportRowJson(string Op, ImmutableArray<string> Types, ImmutableArray<SupportRuleJson> Rules);

internal sealed record SupportRuleJson(string Id, string Sentence, string Otherwise, string? Stage);

internal sealed record TargetsJson(ImmutableArray<TargetJson> Targets);

[JsonSerializable(typeof(CheckJson))]
[JsonSerializable(typeof(RunJson))]
[JsonSerializable(typeof(PlanJson))]
[JsonSerializable(typeof(ExplainJson))]
[JsonSerializable(typeof(TargetsJson))]
[JsonSerializable(typeof(InspectJson))]
internal sealed partial class CliJsonContext : JsonSerializerContext
{
    public static CliJsonContext Readable { get; } = new(ReadableJson.Options());
}
