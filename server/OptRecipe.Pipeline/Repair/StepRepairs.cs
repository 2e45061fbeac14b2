using System.Collections.Immutable;
using OptRecipe.Data;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Repair;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
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
    public RepairedStep Repair(RecipeAnalysis analysis, ImmutableArray<PlannedStep> steps, int index, Model before, Model after, CancellationToken cancellation)
    {
        if (ReferenceEquals(before, after)) return RepairedStep.Plain(after);
        if (steps[index].Kind == "equalize") return ProveEqualize(analysis, steps, index, before, after, cancellation);
        var repairs = QuantizeRepairs.Of(analysis.Recipe.Steps.OfType<BoundQuantize>().FirstOrDefault(step => step.KindSpan == steps[index].Span), steps[index]);
        return repairs.IsEmpty ? RepairedStep.Plain(after) : Prove(analysis, repairs, before, after, cancellation);
    }

    /// <summary>Each repair starts from what the ones before it left.</summary>
    private RepairedStep Prove(RecipeAnalysis analysis, ImmutableArray<QuantizeRepair> repairs, Model before, Model after, CancellationToken cancellation)
    {
        var (data, problem) = RepairData.Open(files, analysis, before, cancellation);
        if (data is null) return new(after, [.. repairs.Select(repair => new RepairResult(repair.Name, false, null, null, problem))]);
        var results = ImmutableArray.CreateBuilder<RepairResult>();
        using (data)
            try
            {
                var proof = new RepairProof(before, data, cancellation);
                var measured = proof.Measure(after);
                foreach (var repair in repairs)
                {
                    var repaired = repair.Apply(before, after, data, cancellation);
                    (after, var result, measured) = proof.Choose(repair.Name, after, measured, repaired.Model, Summary(repaired));
                    results.Add(result);
                }
            }
            catch (Exception error) when (IsUnanswered(error))
            {
                results.AddRange(repairs.Skip(results.Count).Select(repair => new RepairResult(repair.Name, false, null, null, error.Message)));
            }
        return new(after, results.ToImmutable());
    }

    /// <summary>How many operators were changed, and why the others were not, the most frequent reason first.</summary>
    private static string Summary(RepairedModel repaired)
    {
        var changed = repaired.Layers.Count(layer => layer.IsChanged);
        var reasons = repaired.Layers.Where(layer => layer.Reason.Length > 0).GroupBy(layer => layer.Reason).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal);
        return $"{changed} of {SizeText.Count(repaired.Layers.Count, "operator")}{string.Concat(reasons.Select(group => $"; {(group.Count() == 1 ? $"{group.First().OperatorName} #{group.First().Address.Index}" : $"{group.Count()}")} {group.Key}"))}";
    }

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
