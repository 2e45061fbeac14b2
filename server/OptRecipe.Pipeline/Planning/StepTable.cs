using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Prune;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Planning;

/// <summary>From what a recipe says to the pass that does it: one line per kind of step.</summary>
internal static class StepTable
{
    /// <param name="oldest">The oldest TensorFlow Lite release among the targets' runtimes, null when none is named.</param>
    /// <returns>Null for a step that this version can neither plan nor run. Equal keys mean equal passes.</returns>
    public static (IPass Pass, object Key, string Title)? Create(BoundStep step, RuntimeVersion? oldest) => step switch
    {
        BoundQuantize { Scheme: QuantizationScheme.Dynamic } => Quantize(new(QuantizeScheme.Dynamic) { OldestRuntime = oldest }, "dynamic"),
        BoundQuantize { Scheme: QuantizationScheme.Float16 } => Quantize(new(QuantizeScheme.Float16) { OldestRuntime = oldest }, "float16"),
        BoundQuantize { Scheme: QuantizationScheme.Int8 } quantize => Quantize(
            new(QuantizeScheme.Int8)
            {
                OldestRuntime = oldest,
                Unsupported = quantize.OnUnsupported == OnUnsupported.Float ? UnsupportedOperators.KeepFloat : UnsupportedOperators.Refuse,
            },
            "int8"),
        BoundPrune prune => (new PrunePass(new(prune.Sparsity)), new PruneOptions(prune.Sparsity), $"prune: {prune.Sparsity * 100:0.##} %"),
        _ => null,
    };

    private static (IPass, object, string) Quantize(QuantizeOptions options, string scheme) => (new QuantizePass(options), options, $"quantize: {scheme}");
}
