using System.Collections.Immutable;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Engine.Repair;
using OptRecipe.Engine.Rewriting;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Repair;

/// <param name="Before">The float model; its weights may be scaled.</param>
/// <param name="Pass">What the step does now, with ranges of that model.</param>
/// <param name="After">What it makes of it.</param>
internal sealed record Rescued(Model Before, QuantizePass Pass, Model After)
{
    /// <summary>Operators that take another form than was planned.</summary>
    public ImmutableArray<OperatorAddress> Changed { get; init; } = [];
}

/// <summary>CONCATENATION and ADD put inputs on one integer scale: where boxes in pixels meet probabilities, the smaller input keeps a few of 256 levels. Tried for each such operator, in the order
/// of what they cost: its inputs brought to one range, 16 bits for it alone, float32 for it alone; the last two behind inputs that keep their own scales. Each has to gain over the one before.</summary>
/// <param name="measured">The step's pass with ranges of a changed model; null where they are given and cannot be measured.</param>
/// <param name="isAllowed">Whether the targets take a model.</param>
internal sealed class Rescue(RescueKind kind, RepairProof proof, Func<Model, QuantizePass?>? measured, Func<Model, bool> isAllowed)
{
    /// <summary>From this on the smaller input loses three of its eight bits.</summary>
    private const double UnequalFrom = 8;
    /// <summary>Decibels, in the mean over channels.</summary>
    private const double LeastGain = 0.5;

    private readonly List<Func<QuantizePass, QuantizePass>> choices = [];
    private readonly Dictionary<OperatorAddress, string> apart = [];

    /// <param name="planned">As planned.</param>
    public (Rescued Found, RepairResult Result) Choose(PassPlan decisions, Rescued planned, CancellationToken cancellation)
    {
        if (planned.Pass.Ranges is not { } ranges) return (planned, new("rescue", false, null, null, "activations are not integers, so each keeps its values"));
        var changed = decisions.Operators.Where(decision => decision.Outcome == PassOutcome.Changed).Select(decision => decision.Address).ToHashSet();
        var candidates = Candidates(planned.Before, ranges).Where(changed.Contains).ToArray();
        if (candidates.Length == 0) return (planned, new("rescue", false, null, null, $"no {Word} has inputs whose ranges differ {UnequalFrom} times or more"));
        var first = proof.MeasureChannels(planned.After);
        var (found, best) = (planned, first);
        var done = new List<string>();
        var isTried = false;
        foreach (var candidate in candidates)
        {
            var (start, form, choice) = (found, "", default(Func<QuantizePass, QuantizePass>));
            foreach (var (name, tried, how) in Forms(start, candidate, cancellation))
            {
                if (!isAllowed(tried.After)) continue;
                isTried = true;
                var fidelity = proof.MeasureChannels(tried.After);
                if (fidelity < best + LeastGain) continue;
                (found, best, form, choice) = (tried, fidelity, name, how);
            }
            if (form.Length == 0) continue;
            if (choice is not null) choices.Add(choice);
            done.Add($"{Name(candidate)} {form}");
        }
        var names = done.Count > 0 ? string.Join(", ", done) : $"{string.Join(", ", candidates.Select(Name))} {(isTried ? "gains too little" : "has no form that the targets take")}";
        var why = done.Count > 0 ? "" : string.Concat(candidates.Where(apart.ContainsKey).Select(address => $"; {Name(address)} cannot have inputs of one range: it {apart[address]}"));
        return (found, new("rescue", done.Count > 0, proof.Measure(planned.After), proof.Measure(found.After), FormattableString.Invariant($"{names}: {first:0.0} → {best:0.0} dB in the mean over channels{why}")));

        string Name(OperatorAddress address) => $"{Planning.PlanRows.NameOf(planned.Before, address)} #{address.Index}";
    }

    private string Word => kind switch { RescueKind.Concat => "CONCATENATION", RescueKind.Add => "ADD", _ => "CONCATENATION or ADD" };

    /// <summary>What can be done for one operator, the cheapest first.</summary>
    private IEnumerable<(string Name, Rescued Tried, Func<QuantizePass, QuantizePass>? Choice)> Forms(Rescued from, OperatorAddress candidate, CancellationToken cancellation)
    {
        var (scaled, reason) = measured is null || from.Pass.Ranges is not { } ranges ? (null, "has ranges that are given, not measured") : InputRescale.Apply(from.Before, candidate.Index, ranges);
        if (scaled is null) apart[candidate] = reason;
        else if (measured?.Invoke(scaled) is { } again) yield return ("with inputs of one range", Made(scaled, choices.Aggregate(again, (pass, choice) => choice(pass)), from.Changed), null);
        if (from.Pass.Scheme == QuantizeScheme.Int8)
        {
            QuantizePass Wide(QuantizePass pass) => pass.Storing([candidate], QuantizeScheme.Int16X8);
            if (Wide(from.Pass).Plan(from.Before).Operators.Any(decision => decision.Address == candidate && decision is { Outcome: PassOutcome.Changed, Reason: "" }))
                yield return ("in int16", Made(from.Before, Wide(from.Pass), from.Changed.Add(candidate)), Wide);
        }
        QuantizePass Float(QuantizePass pass) => pass.Exempting([candidate]);
        yield return ("in float32", Made(from.Before, Float(from.Pass), from.Changed.Add(candidate)), Float);

        Rescued Made(Model before, QuantizePass pass, ImmutableArray<OperatorAddress> changed) => new(before, pass, pass.Apply(before, pass.Plan(before), PassMode.Run, null, cancellation)) { Changed = changed };
    }

    private IEnumerable<OperatorAddress> Candidates(Model model, TensorRanges ranges)
    {
        var graph = model.Subgraphs[0];
        foreach (var (index, @operator) in graph.Operators.Index())
        {
            var isMeant = model.CodeOf(@operator).Builtin switch
            {
                BuiltinOperator.Concatenation => kind is RescueKind.Concat or RescueKind.All,
                BuiltinOperator.Add => kind is RescueKind.Add or RescueKind.All,
                _ => false,
            };
            if (!isMeant) continue;
            var sizes = @operator.Inputs.Where(input => input >= 0).Select(input => ranges.Find(0, input)).OfType<TensorRange>().Select(range => (double)Math.Max(Math.Abs(range.Minimum), Math.Abs(range.Maximum))).Where(size => size > 0).ToArray();
            if (sizes.Length > 1 && sizes.Max() >= UnequalFrom * sizes.Min()) yield return new(0, index);
        }
    }
}
