using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Facts;

namespace OptRecipe.Pipeline.Checks;

/// <summary>A quantization of what is quantized already (user problem 13).</summary>
internal static class AlreadyQuantizedCheck
{
    private const int MostRelated = 20;

    public static readonly DiagnosticDescriptor Descriptor = new("OR5008", "Model is quantized already", Severity.Warning, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        if (context.Plan is not { Source: { } source } plan) yield break;
        foreach (var step in plan.Steps)
            if (Concerns(context, step) && FactText.Quantization(source.Facts.Quantization) is { } words)
                yield return new Diagnostic(Descriptor, step.Span, $"`{step.Title}` meets a model that is not float: {words}; start from the float model, because what a quantization lost does not come back")
                {
                    Related = [.. source.Facts.Quantization.Tensors.Take(MostRelated).Select(tensor => new RelatedInformation(step.Span, Scales(source.Model, tensor)))],
                }.WithFix(RemedyEdits.WithoutStep(context, step));
    }

    /// <summary>Whether this check speaks of a step: a quantization of integers, or one that finds nothing left because the weights are float16.</summary>
    public static bool Concerns(CheckContext context, PlannedStep step) => context.Recipe.Steps.Any(bound => bound is BoundQuantize && bound.KindSpan == step.Span)
        && context.Plan?.Source.Facts.Quantization.State switch
        {
            null or QuantizationState.Float => false,
            QuantizationState.Float16Weights => IdleStepCheck.IsIdle(step),
            _ => true,
        };

    private static string Scales(Model model, QuantizedTensor found)
    {
        var tensor = model.Subgraphs[found.Subgraph].Tensors[found.Tensor];
        var scales = found.ScaleCount == 1 && tensor.Quantization is { Scales: [var scale, ..] } ? $"scale {scale:G6}" : SizeText.Count(found.ScaleCount, "scale");
        return $"t{found.Tensor} `{tensor.Name}` is {found.Type.Name()}, {scales}";
    }
}
