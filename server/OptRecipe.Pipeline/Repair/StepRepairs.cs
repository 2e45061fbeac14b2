using System.Collections.Immutable;
using OptRecipe.Data;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Repair;

/// <param name="Model">The model after the step, with what proved its worth.</param>
internal sealed record RepairedStep(Model Model, ImmutableArray<RepairResult> Results)
{
    public static RepairedStep Plain(Model model) => new(model, []);
}

/// <summary>Tries what a step may repair without training, and keeps what brings the outputs nearer to the float model's.</summary>
internal sealed class StepRepairs(IFileSource files, StepRanges ranges)
{
    /// <param name="before">The model that the step met.</param>
    /// <param name="after">What its pass made of it.</param>
    public RepairedStep Repair(RecipeAnalysis analysis, ImmutableArray<PlannedStep> steps, int index, Model before, Model after, CancellationToken cancellation) =>
        steps[index].Kind == "equalize" && !ReferenceEquals(before, after) ? ProveEqualize(analysis, steps, index, before, after, cancellation) : RepairedStep.Plain(after);

    /// <summary>The float model computes the same with and without; only its quantized forms differ, so these are compared.</summary>
    private RepairedStep ProveEqualize(RecipeAnalysis analysis, ImmutableArray<PlannedStep> steps, int index, Model before, Model after, CancellationToken cancellation)
    {
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
                var (better, result, _) = proof.Choose("equalize", plain, proof.Measure(plain), Quantized(after), "");
                return new(ReferenceEquals(better, plain) ? before : after, [result]);
            }
            catch (Exception error) when (IsUnanswered(error))
            {
                return Unproven(error.Message);
            }

        RepairedStep Unproven(string why) => new(after, [new("equalize", true, null, null, why)]);

        Model Quantized(Model model)
        {
            for (var next = index + 1; next <= last; next++)
                model = ranges.Ready(analysis, steps[next], model, null, cancellation).Apply(model, steps[next].Decisions, PassMode.Run, null, cancellation);
            return model;
        }
    }

    private static bool IsUnanswered(Exception error) => error is EvaluationException or DataFormatException or InterpreterException;
}
