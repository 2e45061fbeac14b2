using System.Collections.Immutable;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Equalize;
using OptRecipe.Engine.Passes.Prune;
using OptRecipe.Pipeline.Planning.Quantizing;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Planning;

/// <summary>A step made ready for the model that it meets.</summary>
/// <param name="Key">Equal keys mean equal passes.</param>
internal sealed record PreparedStep(IPass Pass, object Key, string Title)
{
    public ImmutableArray<PlannedSelector> Selectors { get; init; } = [];
    public StepSettings? Settings { get; init; }
}

/// <summary>From what a recipe says to the pass that does it: one line per kind of step.</summary>
internal static class StepTable
{
    /// <param name="quantizes">Of the model that the step meets.</param>
    /// <param name="resolver">Of the same model.</param>
    /// <param name="oldest">The oldest TensorFlow Lite release among the targets' runtimes, null when none is named.</param>
    /// <returns>Null for a step that this version can neither plan nor run.</returns>
    public static PreparedStep? Create(BoundStep step, QuantizeSteps quantizes, SelectorResolver resolver, RuntimeVersion? oldest) => step switch
    {
        BoundQuantize quantize when IsPlanned(quantize) => quantizes.Prepare(quantize, oldest),
        BoundPrune prune => Prune(prune, resolver),
        BoundEqualize equalize => Equalize(equalize, resolver),
        _ => null,
    };

    private static bool IsPlanned(BoundQuantize step) => step.Scheme is QuantizationScheme.Dynamic or QuantizationScheme.Float16 or QuantizationScheme.Int8 or QuantizationScheme.Int16X8 or QuantizationScheme.WeightOnly;

    private static PreparedStep Prune(BoundPrune step, SelectorResolver resolver)
    {
        var match = step.Where is { } where ? resolver.Resolve(where) : null;
        var options = new PruneOptions(step.Sparsity) { Only = match is null ? null : [.. match.Operators] };
        return new(new PrunePass(options), StepKey.Of(options), $"prune: {step.Sparsity * 100:0.##} %") { Selectors = match is null ? [] : [new(match.Selector, -1, match)] };
    }

    private static PreparedStep Equalize(BoundEqualize step, SelectorResolver resolver)
    {
        var match = step.Where is { } where ? resolver.Resolve(where) : null;
        var options = new EqualizeOptions(step.Iterations ?? EqualizeOptions.DefaultIterations) { Only = match is null ? null : [.. match.Operators] };
        return new(new EqualizePass(options), StepKey.Of(options), "equalize") { Selectors = match is null ? [] : [new(match.Selector, -1, match)] };
    }
}
