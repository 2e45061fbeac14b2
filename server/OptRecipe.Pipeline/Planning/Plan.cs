using System.Collections.Immutable;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning.Quantizing;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;
using OptRecipe.Targets.Partitions;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Planning;

/// <summary>What a recipe will do to its model, step by step, and what each target says before and after; no weights have been read.</summary>
public sealed record Plan
{
    public required LoadedModel Source { get; init; }
    public ImmutableArray<PlannedStep> Steps { get; init; } = [];
    public ImmutableArray<PlannedTarget> Targets { get; init; } = [];
    /// <summary>The model after all steps; weights that a step changes are planned, not computed.</summary>
    public required Model Result { get; init; }
    /// <summary>Size of the file that a run writes, in bytes, as far as <see cref="Size"/> says.</summary>
    public required long FileBytes { get; init; }
    /// <summary>What is known of the size before the run.</summary>
    public SizeForecast Size => Steps.Any(step => step.ChoosesWhileRunning) ? SizeForecast.About : Steps.Any(step => step.MayShrink) ? SizeForecast.AtMost : SizeForecast.Exact;
    /// <summary>False when a step can be planned but not run in this version.</summary>
    public bool CanRun => Stop is null && Steps.All(step => step.CanRun);
    /// <summary>The step that this model does not allow, and why; the plan ends before it. Null for a whole plan.</summary>
    public PlanStop? Stop { get; init; }
}

/// <summary>What is known of a file's size before it is written.</summary>
public enum SizeForecast
{
    /// <summary>To the byte.</summary>
    Exact,
    /// <summary>Ranges that turn out equal make it smaller.</summary>
    AtMost,
    /// <summary>A step chooses by weights and data what stays float: it may become larger.</summary>
    About,
}

/// <param name="Kind">As recipes write it: <c>quantize</c>.</param>
/// <param name="Title">Kind and what matters about it: <c>quantize: dynamic</c>.</param>
/// <param name="Span">The step in the recipe's text.</param>
/// <param name="CanRun">Whether this version can run the step, beyond planning it.</param>
/// <param name="Before">The model that the decisions speak of.</param>
/// <param name="Model">The model after this step.</param>
/// <param name="FileBytes">Exact size of its file.</param>
public sealed record PlannedStep(string Kind, string Title, TextSpan Span, bool CanRun, IPass Pass, PassPlan Decisions, Model Before, Model Model, long FileBytes)
{
    /// <summary>The activations whose ranges the step needs before it can run.</summary>
    public ImmutableArray<(int Subgraph, int Tensor)> NeededRanges { get; init; } = [];
    /// <summary>Some operators may be left in float32 when weights and data are known (<c>exempt: {auto: true}</c>).</summary>
    public bool ChoosesWhileRunning { get; init; }
    /// <summary>Measured ranges may turn out equal and make a planned QUANTIZE needless.</summary>
    public bool MayShrink { get; init; }
    /// <summary>The pass has them already: a file of known ranges was read.</summary>
    public bool HasRanges { get; init; }
    /// <summary>The step's own <c>where</c> and those of its rules, with what they match in <see cref="Before"/>.</summary>
    public ImmutableArray<PlannedSelector> Selectors { get; init; } = [];
    /// <summary>What holds for each operator of the model that the step was planned for; null for steps without rules.</summary>
    public StepSettings? Settings { get; init; }
    /// <summary>Where a run has split operators: for each of the main graph the one that it was a part of. Default where none was split.</summary>
    public ImmutableArray<int> Origins { get; init; }

    /// <summary>The operator that <see cref="Settings"/> and <see cref="Selectors"/> speak of.</summary>
    public OperatorAddress OriginOf(OperatorAddress address) => address.Subgraph == 0 && !Origins.IsDefault ? new(0, Origins[address.Index]) : address;

    /// <summary>What holds for an operator of <see cref="Before"/>; null for steps without rules.</summary>
    public OperatorSettings? SettingsOf(OperatorAddress address) => Settings?.Of(OriginOf(address));
}

/// <summary>One target's answers about the model before the first step, and after each step.</summary>
/// <param name="Span">The target in the recipe's text; the members of a group share it.</param>
public sealed record PlannedTarget(TargetSelection Selection, TextSpan Span, ImmutableArray<TargetVerdict> Verdicts)
{
    public string Id => Selection.Target.Id;
    /// <summary>As the recipe writes it: <c>xnnpack: {runtime: tflite-2.9}</c>.</summary>
    public string Title => Selection.ToString();
    public TargetVerdict Before => Verdicts[0];
    public TargetVerdict After => Verdicts[^1];
    /// <summary>What would be won after the steps if an operator that is left ran there, the best first.</summary>
    public ImmutableArray<TargetAdvice> Advice { get; init; } = [];
}

/// <param name="Span">The step in the recipe's text.</param>
/// <param name="Reason">One sentence.</param>
public sealed record PlanStop(string Title, TextSpan Span, string Reason);
