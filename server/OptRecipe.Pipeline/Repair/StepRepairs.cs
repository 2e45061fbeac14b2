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
    /// <param name="progress">Takes what is being tried, for people.</param>
    public RepairedStep Repair(RecipeAnalysis analysis, Plan plan, int index, IPass pass, Model before, Model after, Action<string>? progress, CancellationToken cancellation)
    {
        if (ReferenceEquals(before, after)) return RepairedStep.Plain(after);
        if (plan.Steps[index].Kind == "equalize")
        {
            progress?.Invoke("equalize: proving its gain");
            return new EqualizeProof(files, ranges).Prove(analysis, plan.Steps, index, pass, before, after, cancellation);
        }
        if (analysis.Recipe.Steps.OfType<BoundQuantize>().FirstOrDefault(step => step.KindSpan == plan.Steps[index].Span) is not { } bound) return RepairedStep.Plain(after);
        var repairs = QuantizeRepairs.Of(bound, address => plan.Steps[index].SettingsOf(address));
        var exempt = bound.Exempt is { Auto: true } ? bound.Exempt : null;
        if (repairs.IsEmpty && exempt is null && bound.Rescue is null) return RepairedStep.Plain(after);
        var (data, problem) = RepairData.Open(files, analysis, before, cancellation);
        string[] names = [.. bound.Rescue is null ? Array.Empty<string>() : ["rescue"], .. repairs.Select(repair => repair.Name), .. exempt is null ? Array.Empty<string>() : ["exempt"]];
        if (data is null) return new(after, Untried(names, problem));
        using (data)
        {
            var proof = new RepairProof(before, data, cancellation);
            var results = ImmutableArray<RepairResult>.Empty;
            Plan? revised = null;
            try
            {
                if (pass is not QuantizePass quantize) return RepairedStep.Plain(after);
                ImmutableArray<OperatorAddress> rescued = [];
                if (bound.Rescue is { } wanted)
                {
                    progress?.Invoke("rescue: proving its gain");
                    var step = plan.Steps[index];
                    var rescue = new Rescue(wanted.Value, proof, step.HasRanges ? null : changed => ranges.Ready(analysis, changed, changed.Before, null, cancellation) as QuantizePass, new KeptTargets(analysis, after, cancellation).Allow);
                    var (found, result) = rescue.Choose(new(step with { Before = before }, quantize, after), cancellation);
                    results = [result];
                    if (!ReferenceEquals(found.After, after))
                    {
                        (before, quantize, after, rescued) = (found.Before, found.Pass, found.After, found.Changed);
                        plan = plan with { Steps = plan.Steps.SetItem(index, found.Step) };
                        revised = plan = Revised([]);
                    }
                }
                var measured = proof.Measure(after);
                if (repairs.Length > 0) progress?.Invoke($"{string.Join(", ", repairs.Select(repair => repair.Name))}: learning and proving");
                (after, measured, var proven) = Prove(proof, repairs, before, after, measured, data, cancellation);
                results = results.AddRange(proven);
                if (exempt is null) return new(after, results) { Plan = revised };
                progress?.Invoke("exempt: trying operators in float32");
                var evaluation = new EvaluationData(files, analysis, before, cancellation);
                var (operators, exempted) = new Exemption(exempt, before, data, proof, evaluation, left => Quantized(quantize, left).Model).Choose(plan.Steps[index].Decisions, after, measured, cancellation);
                if (operators.IsEmpty) return new(after, results.Add(exempted)) { Plan = revised };
                var (model, again) = Quantized(quantize, operators);
                return new(model, [.. results.Take(results.Length - proven.Length), .. again, exempted]) { Plan = Revised(operators) };

                Plan Revised(ImmutableArray<OperatorAddress> left) => PlanRevision.Revised(plan, index, quantize.Exempting(left), decision =>
                    left.Contains(decision.Address) ? decision with { Reason = "is left in float32 by `exempt`, for what it costs" }
                    : rescued.Contains(plan.Steps[index].OriginOf(decision.Address)) ? decision with { Reason = decision.Outcome == PassOutcome.Changed ? "takes 16-bit activations by `rescue`, for what 8 bits cost" : "is left in float32 by `rescue`, for what it costs" } : decision, cancellation);
            }
            catch (Exception error) when (IsUnanswered(error))
            {
                return new(after, results.AddRange(Untried(names.Skip(results.Length), error.Message))) { Plan = revised };
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
            var note = $"{Summary(repaired)}{(repair.IsUnconditional ? "; in ai-edge-quantizer's form, which stays whatever it buys" : "")}";
            (after, var result, measured) = proof.Choose(repair.Name, after, measured, repaired.Model, note, repair.IsUnconditional);
            results.Add(result);
        }
        return (after, measured, results.ToImmutable());
    }

    private static ImmutableArray<RepairResult> Untried(IEnumerable<string> names, string why) => [.. names.Select(name => new RepairResult(name, false, null, null, why))];

    /// <summary>How many operators were changed, and why the others were not, the most frequent reason first.</summary>
    internal static string Summary(RepairedModel repaired)
    {
        var changed = repaired.Layers.Count(layer => layer.IsChanged);
        var reasons = repaired.Layers.Where(layer => layer.Reason.Length > 0).GroupBy(layer => layer.Reason).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal);
        return $"{changed} of {SizeText.Count(repaired.Layers.Count, "operator")}{string.Concat(reasons.Select(group => $"; {(group.Count() == 1 ? $"{group.First().OperatorName} #{group.First().Address.Index}" : $"{group.Count()}")} {group.Key}"))}";
    }

    internal static bool IsUnanswered(Exception error) => error is EvaluationException or DataFormatException or InterpreterException;
}
