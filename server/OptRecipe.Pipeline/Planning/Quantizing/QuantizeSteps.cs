using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Planning.Quantizing;

/// <summary>The <c>quantize</c> steps that a model met lately, made ready for it: most keystrokes leave what a step says as it is, and then only its places are new. Thread-safe.</summary>
internal sealed class QuantizeSteps(Model model, SelectorResolver resolver)
{
    private readonly Recent<(BoundQuantize Words, RuntimeVersion? Oldest), Ready> kept = new(4);

    private sealed record Ready(RuleGroups Rules, QuantizePass Pass, object Key);

    /// <param name="oldest">The oldest TensorFlow Lite release among the targets' runtimes, null when none is named.</param>
    internal PreparedStep Prepare(BoundQuantize step, RuntimeVersion? oldest)
    {
        if (!kept.TryFind(known => known.Oldest == oldest && SameWords.Are(known.Words, step), out var ready)) kept.Add((step, oldest), ready = Make(step, oldest));
        var settings = new StepSettings(step, ready.Rules, resolver);
        return new(ready.Pass, ready.Key, $"quantize: {QuantizeWords.Of(QuantizeWords.Schemes, step.Scheme)}") { Selectors = settings.Selectors, Settings = settings };
    }

    private Ready Make(BoundQuantize step, RuntimeVersion? oldest)
    {
        var rules = new RuleGroups(step, resolver);
        var options = EngineTerms.OptionsOf(step, rules, model, oldest);
        return new(rules, new(options), StepKey.Of(options));
    }
}
