using System.Collections.Immutable;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Explaining;
using OptRecipe.Pipeline.Planning.Quantizing;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Targets;

namespace OptRecipe.Cli;

/// <summary>What <c>explain --json</c> prints.</summary>
internal sealed record ExplainJson(string File, bool Ok, ImmutableArray<JsonDiagnostic> Diagnostics, ExplanationJson? Operator);

internal sealed record OperandJson(string Role, TensorJson Tensor);

internal sealed record OperatorFormJson(int Index, string Op, int Version, long WeightBytes, ImmutableArray<OperandJson> Operands)
{
    public static OperatorFormJson? Of(OperatorForm? form) => form is null ? null
        : new(form.Index, form.Name, form.Version, form.WeightBytes, [.. form.Operands.Select(operand => new OperandJson(operand.Role, TensorJson.Of(operand.Tensor)))]);
}

/// <param name="Rule">From 1, as people count.</param>
/// <param name="Line">From 1; null for what is not written.</param>
internal sealed record OriginJson(string Source, int? Rule, int? Line)
{
    public static OriginJson Of(RecipeAnalysis analysis, SettingOrigin origin) => new(
        origin.Source.ToString().ToLowerInvariant(), origin.Source == SettingSource.Rule ? origin.Rule + 1 : null, origin.Span is { } span ? analysis.Text.Lines.LineOf(span.Start) + 1 : null);
}

internal sealed record FieldJson(string Field, string Value, OriginJson From, ImmutableArray<OriginJson> InsteadOf);

internal sealed record ExplainedStepJson(string Step, int Index, string Outcome, string Reason, ImmutableArray<int> Rules, ImmutableArray<FieldJson> Fields);

internal sealed record VerdictJson(string Verdict, string Rule, string Reason)
{
    public static VerdictJson? Of(SupportVerdict? verdict) => verdict is null ? null : new(Report.Word(verdict.Kind), verdict.Rule, verdict.Kind == VerdictKind.Runs ? "" : verdict.Reason);
}

internal sealed record ExplainedTargetJson(string Target, VerdictJson? Before, VerdictJson? After);

internal sealed record CostJson(double? RmseByScale, double? Sqnr, double Saturated);

internal sealed record ExplanationJson(
    int Subgraph, int Index, OperatorFormJson? Before, OperatorFormJson? After, OperatorFormJson? Written, ImmutableArray<ExplainedStepJson> Steps, ImmutableArray<ExplainedTargetJson> Targets, CostJson? Cost)
{
    public static ExplanationJson Of(RecipeAnalysis analysis, OperatorExplanation explanation) => new(
        explanation.Address.Subgraph, explanation.Address.Index, OperatorFormJson.Of(explanation.Before), OperatorFormJson.Of(explanation.After), OperatorFormJson.Of(explanation.Written),
        [.. explanation.Steps.Select(step => new ExplainedStepJson(
            step.Step.Title, step.Index, step.Outcome.ToString().ToLowerInvariant(), step.Reason, [.. step.Rules.Select(rule => rule + 1)],
            [.. (step.Settings?.Rows ?? []).Select(row => new FieldJson(row.Field, row.Value, OriginJson.Of(analysis, row.Origin), [.. row.Overridden.Select(origin => OriginJson.Of(analysis, origin))]))]))],
        [.. explanation.Targets.Select(target => new ExplainedTargetJson(target.Title, VerdictJson.Of(target.Before), VerdictJson.Of(target.After)))],
        explanation.Cost is { } cost ? new(cost.RmseByScale, cost.Sqnr, cost.Saturated) : null);
}
