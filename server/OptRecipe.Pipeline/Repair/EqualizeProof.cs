using System.Collections.Immutable;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Equalize;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Repair;

/// <summary>Whether equalization helps. The float model computes the same with and without; only its quantized forms differ, so these are compared. Then the same for high-bias absorption.</summary>
internal sealed class EqualizeProof(IFileSource files, StepRanges ranges)
{
    private const string Equalize = "equalize", Absorption = "bias_absorption";

    /// <param name="pass">The step's.</param>
    /// <param name="before">The model that the step met.</param>
    /// <param name="after">What its pass made of it.</param>
    public RepairedStep Prove(RecipeAnalysis analysis, ImmutableArray<PlannedStep> steps, int index, IPass pass, Model before, Model after, CancellationToken cancellation)
    {
        var absorbs = analysis.Recipe.Steps.OfType<BoundEqualize>().Any(step => step.KindSpan == steps[index].Span && step.BiasAbsorption is { Value: true });
        var last = index + 1;
        while (last < steps.Length && steps[last].Kind != "quantize") last++;
        if (last >= steps.Length) return Unproven("no quantization follows, so nothing can be proven");
        if (steps[last].HasRanges) return Unproven("the ranges are given, not measured, so nothing can be proven");
        var (data, problem) = RepairData.Open(files, analysis, before, cancellation);
        if (data is null) return Unproven(problem);
        using (data)
            try
            {
                var proof = new RepairProof(before, data, cancellation);
                var plain = Quantized(before);
                var (better, result, measured) = proof.Choose(Equalize, plain, proof.Measure(plain), Quantized(after), "");
                var chosen = ReferenceEquals(better, plain) ? before : after;
                if (!absorbs || pass is not EqualizePass step) return new(chosen, [result]);
                var absorbed = BiasAbsorption.Apply(chosen, step, data.LearningFor(chosen), Environment.ProcessorCount, cancellation);
                var note = StepRepairs.Summary(absorbed);
                if (ReferenceEquals(absorbed.Model, chosen)) return new(chosen, [result, new(Absorption, false, measured, measured, note)]);
                var (best, bought, _) = proof.Choose(Absorption, better, measured, Quantized(absorbed.Model), note);
                return new(ReferenceEquals(best, better) ? chosen : absorbed.Model, [result, bought]);
            }
            catch (Exception error) when (StepRepairs.IsUnanswered(error))
            {
                return Unproven(error.Message);
            }

        RepairedStep Unproven(string why) => new(after, [new(Equalize, true, null, null, why), .. absorbs ? [new RepairResult(Absorption, false, null, null, why)] : Array.Empty<RepairResult>()]);

        Model Quantized(Model model)
        {
            for (var next = index + 1; next <= last; next++)
                model = ranges.Ready(analysis, steps[next], model, null, cancellation).Apply(model, steps[next].Decisions, PassMode.Run, null, cancellation);
            return model;
        }
    }
}
