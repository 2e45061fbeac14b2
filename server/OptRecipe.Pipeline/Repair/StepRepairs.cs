using System.Collections.Immutable;
using OptRecipe.Data;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
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
    /// <summary>The plan where the step left operators in float32 that it was planned to quantize; null where it went as planned.</summary>
    public Plan? Plan { get; init; }

    public static RepairedStep Plain(Model model) => new(model, []);
}

/// <summary>Tries what a step may repair without training, and keeps what brings the outputs nearer to the float model's.</summary>
internal sealed class StepRepairs(IFileSource files, StepRanges ranges)
{
    /// <param name="pass">The step's pass, with ranges.</param>
    /// <param name="before">The model that the step met.</param>
    /// <param name="after">What its pass made of it.</param>
    public RepairedStep Repair(RecipeAnalysis analysis, Plan plan, int index, IPass pass, Model before, Model after, CancellationToken cancellation)
    {
        if (ReferenceEquals(before, after)) return RepairedStep.Plain(after);
        if (plan.Steps[index].Kind == "equalize") return ProveEqualize(analysis, plan.Steps, index, before, after, cancellation);
        if (analysis.Recipe.Steps.OfType<BoundQuantize>().FirstOrDefault(step => step.KindSpan == plan.Steps[index].Span) is not { } bound) return RepairedStep.Plain(after);
        var repairs = QuantizeRepairs.Of(bound, plan.Steps[index]);
        var exempt = bound.Exempt is { Auto: true } ? bound.Exempt : null;
        if (repairs.IsEmpty && exempt is null) return RepairedStep.Plain(after);
        var (data, problem) = RepairData.Open(files, analysis, before, cancellation);
        string[] names = [.. repairs.Select(repair => repair.Name), .. exempt is null ? Array.Empty<string>() : ["exempt"]];
        if (data is null) return new(after, Untried(names, problem));
        using (data)
        {
            var proof = new RepairProof(before, data, cancellation);
            var results = ImmutableArray<RepairResult>.Empty;
            try
            {
                var measured = proof.Measure(after);
                (after, measured, results) = Prove(proof, repairs, before, after, measured, data, cancellation);
                if (exempt is null || pass is not QuantizePass quantize || plan.Steps[index].Pass is not QuantizePass planned) return new(after, results);
                var evaluation = new EvaluationData(files, analysis, before, cancellation);
                var (operators, result) = new Exemption(exempt, before, data, proof, evaluation, left => Quantized(quantize, left).Model).Choose(plan.Steps[index].Decisions, after, measured, cancellation);
                if (operators.IsEmpty) return new(after, results.Add(result));
                var (model, again) = Quantized(quantize, operators);
                var revised = PlanRevision.Revised(plan, index, planned.Exempting(operators), decision => operators.Contains(decision.Address) ? decision with { Reason = "is left in float32 by `exempt`, for what it costs" } : decision, cancellation);
                return new(model, again.Add(result)) { Plan = revised };
            }
            catch (Exception error) when (IsUnanswered(error))
            {
                return new(after, results.AddRange(Untried(names.Skip(results.Length), error.Message)));
            }

            (Model Model, ImmutableArray<RepairResult> Results) Quantized(QuantizePass quantize, ImmutableArray<OperatorAddress> left)
            {
                var exempting = quantize.Exempting(left);
                var made = exempting.Apply(before, exempting.Plan(before), PassMode.Run, null, cancellation);
                if (repairs.IsEmpty) return (made, []);
                var (repaired, _, again) = Prove(proof, repairs, before, made, proof.Measure(made), data, cancellation);
                return (repaired, again);
            }
        }
    }

    /// <summary>Each repair starts from what the ones before it left.</summary>
    private static (Model Model, OutputFidelity Measured, ImmutableArray<RepairResult> Results) Prove(
        RepairProof proof, ImmutableArray<QuantizeRepair> repairs, Model before, Model after, OutputFidelity measured, RepairData data, CancellationToken cancellation)
    {
        var results = ImmutableArray.CreateBuilder<RepairResult>();
        foreach (var repair in repairs)
        {
            var repaired = repair.Apply(before, after, data, cancellation);
            (after, var result, measured) = proof.Choose(repair.Name, after, measured, repaired.Model, Summary(repaired));
            results.Add(result);
        }
        return (after, measured, results.ToImmutable());
    }

    private static ImmutableArray<RepairResult> Untried(IEnumerable<string> names, string why) => [.. names.Select(name => new RepairResult(name, false, null, null, why))];

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
