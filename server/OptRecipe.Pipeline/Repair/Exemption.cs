using System.Collections.Immutable;
using OptRecipe.Engine.Analysis;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Repair;

/// <summary>Chooses the operators that stay float: those with the largest error of their own are tried first, each by what the outputs win when it is left out; then one after the other is left
/// out until the loss on the evaluation data is within the limit, or as many are as the recipe allows.</summary>
/// <param name="quantize">The float model quantized with these operators left out, repaired as the recipe asks.</param>
internal sealed class Exemption(BoundExempt exempt, Model reference, RepairData data, RepairProof proof, EvaluationData evaluation, Func<ImmutableArray<OperatorAddress>, Model> quantize)
{
    private const int DefaultMost = 3, SamplesToRank = 8;
    private const double DefaultLimit = 0.01;

    /// <param name="decisions">Of the plan: only operators that the step changes can be left out.</param>
    /// <param name="quantized">With none left out.</param>
    /// <param name="measured">Its fidelity.</param>
    public (ImmutableArray<OperatorAddress> Operators, RepairResult Result) Choose(PassPlan decisions, Model quantized, OutputFidelity measured, CancellationToken cancellation)
    {
        var most = exempt.Max?.Value ?? DefaultMost;
        var loss = evaluation.Measure(quantized);
        if (IsKept(loss)) return ([], new("exempt", false, measured, measured, $"not needed: {Text(loss)}"));
        ImmutableArray<OperatorAddress> chosen = [];
        var fidelity = measured;
        var (first, model) = (loss, quantized);
        var changed = decisions.Operators.Where(decision => decision.Outcome == PassOutcome.Changed).Select(decision => decision.Address).ToHashSet();
        foreach (var candidate in Gains(changed, quantized, measured, 2 * most + 2, cancellation).Take(most))
        {
            var next = chosen.Add(candidate);
            var tried = quantize(next);
            var found = proof.Measure(tried);
            // Alone it helped; together with the others it may not.
            if (!(found.Sqnr > fidelity.Sqnr)) continue;
            (chosen, fidelity, model) = (next, found, tried);
            loss = evaluation.Measure(model);
            if (IsKept(loss)) break;
        }
        var names = string.Join(", ", chosen.Select(address => $"{Name(address)} #{address.Index}"));
        var outcome = IsKept(loss) ? "" : ", still beyond the limit";
        return (chosen, new("exempt", chosen.Length > 0, measured, fidelity, chosen.IsEmpty ? $"no operator helps: {Text(loss)}{outcome}" : $"{names} in float32: {Text(first)} before, {Text(loss)} now{outcome}"));
    }

    /// <summary>The operators by what the outputs win when one alone is left out, the best first; only those that win something.</summary>
    private IEnumerable<OperatorAddress> Gains(HashSet<OperatorAddress> changed, Model quantized, OutputFidelity measured, int count, CancellationToken cancellation) =>
        Ranked(changed, quantized, cancellation).Take(count)
            .Select(address => (Address: address, Gain: proof.Measure(quantize([address])).Sqnr - measured.Sqnr))
            .Where(entry => entry.Gain > 0).ToArray().OrderByDescending(entry => entry.Gain).ThenBy(entry => entry.Address).Select(entry => entry.Address);

    /// <summary>The float model's operators by the error that their quantized form adds of its own, the largest first.</summary>
    private OperatorAddress[] Ranked(HashSet<OperatorAddress> changed, Model quantized, CancellationToken cancellation)
    {
        using var meter = new OperatorErrorMeter(reference, quantized, Environment.ProcessorCount);
        var (wanted, own) = (data.LearningFor(reference), data.LearningFor(quantized));
        for (var sample = 0; sample < Math.Min(SamplesToRank, own.Count); sample++) meter.Add(wanted.Read(sample), own.Read(sample), cancellation: cancellation);
        var pairs = TensorPairs.Match(reference.Subgraphs[0], quantized.Subgraphs[0]);
        var makers = new Dictionary<int, int>();
        foreach (var (index, @operator) in reference.Subgraphs[0].Operators.Index())
            foreach (var output in @operator.Outputs) makers.TryAdd(output, index);
        return [.. from error in meter.Result()
            let output = quantized.Subgraphs[0].Operators[error.Address.Index].Outputs[0]
            where output >= 0 && pairs[output] >= 0 && makers.ContainsKey(pairs[output])
            let address = new OperatorAddress(0, makers[pairs[output]])
            where changed.Contains(address)
            group (error.Own ?? error.Accumulated).Sqnr by address into errors
            orderby errors.Min(), errors.Key
            select errors.Key];
    }

    private bool IsKept(MetricResult result) => exempt.Keep?.Value is not { } keep ? result.Loss <= DefaultLimit : result.Loss <= keep.Amount * (keep.IsRelative ? Math.Abs(result.Float.Value) : 1);

    private static string Text(MetricResult result) => FormattableString.Invariant($"{result.Name} {result.Float.Value:0.0000} → {result.Optimized.Value:0.0000}");

    private string Name(OperatorAddress address) => Planning.PlanRows.NameOf(reference, address);
}
