using System.Collections.Immutable;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Engine.Repair;
using OptRecipe.Engine.Rewriting;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Repair;

/// <param name="Step">The step for the float model as it is now: its weights may be scaled, its operators split.</param>
/// <param name="Pass">What the step does now, with ranges of that model.</param>
/// <param name="After">What it makes of it.</param>
internal sealed record Rescued(PlannedStep Step, QuantizePass Pass, Model After)
{
    public Model Before => Step.Before;

    /// <summary>Operators, as they were planned, that take another form than was planned.</summary>
    public ImmutableArray<OperatorAddress> Changed { get; init; } = [];
}

/// <summary>CONCATENATION and ADD put inputs on one integer scale: where boxes in pixels meet probabilities, the smaller input keeps a few of 256 levels. Tried for each such operator, in the order
/// of what they cost: its inputs brought to one range, the operator that reads it split into one for each range, 16 bits for it alone, float32 for it alone; the last two behind inputs that keep their own scales.
/// Each has to gain over the one before.</summary>
/// <param name="measured">A step's pass with ranges of a changed model; null where they are given and cannot be measured.</param>
/// <param name="isAllowed">Whether the targets take a model.</param>
internal sealed class Rescue(RescueKind kind, RepairProof proof, Func<PlannedStep, QuantizePass?>? measured, Func<Model, bool> isAllowed)
{
    /// <summary>From this on the smaller input loses three of its eight bits.</summary>
    private const double UnequalFrom = 8;
    /// <summary>Decibels, in the mean over channels.</summary>
    private const double LeastGain = 0.5;

    private readonly Dictionary<OperatorAddress, string> apart = [];

    /// <param name="planned">As planned.</param>
    public (Rescued Found, RepairResult Result) Choose(Rescued planned, CancellationToken cancellation)
    {
        if (planned.Pass.Ranges is not { } ranges) return (planned, new("rescue", false, null, null, "activations are not integers, so each keeps its values"));
        var changed = planned.Step.Decisions.Operators.Where(decision => decision.Outcome == PassOutcome.Changed).Select(decision => decision.Address).ToHashSet();
        var candidates = Candidates(planned.Before, ranges).Where(changed.Contains).ToArray();
        if (candidates.Length == 0) return (planned, new("rescue", false, null, null, $"no {Word} has inputs whose ranges differ {UnequalFrom} times or more"));
        var first = proof.MeasureChannels(planned.After);
        var (found, best) = (planned, first);
        var done = new List<string>();
        var isTried = false;
        foreach (var candidate in candidates)
        {
            var (start, form) = (found, "");
            foreach (var (name, tried) in Forms(start, candidate, cancellation))
            {
                if (!isAllowed(tried.After)) continue;
                isTried = true;
                var fidelity = proof.MeasureChannels(tried.After);
                if (fidelity < best + LeastGain) continue;
                (found, best, form) = (tried, fidelity, name);
            }
            if (form.Length > 0) done.Add($"{Name(candidate)} {form}");
        }
        var names = done.Count > 0 ? string.Join(", ", done) : $"{string.Join(", ", candidates.Select(Name))} {(isTried ? "gains too little" : "has no form that the targets take")}";
        var why = done.Count > 0 ? "" : string.Concat(candidates.Where(apart.ContainsKey).Select(address => $"; {Name(address)} {apart[address]}"));
        return (found, new("rescue", done.Count > 0, proof.Measure(planned.After), proof.Measure(found.After), FormattableString.Invariant($"{names}: {first:0.0} → {best:0.0} dB in the mean over channels{why}")));

        string Name(OperatorAddress address) => $"{PlanRows.NameOf(planned.Before, address)} #{address.Index}";
    }

    private string Word => kind switch { RescueKind.Concat => "CONCATENATION", RescueKind.Add => "ADD", _ => "CONCATENATION or ADD" };

    /// <summary>What can be done for one operator, the cheapest first.</summary>
    private IEnumerable<(string Name, Rescued Tried)> Forms(Rescued from, OperatorAddress candidate, CancellationToken cancellation)
    {
        // An operator that is tried was not split before: it is where its origin says.
        var here = from.Step.Origins.IsDefault ? candidate : new(0, from.Step.Origins.IndexOf(candidate.Index));
        if (measured is null || from.Pass.Ranges is not { } ranges) apart[candidate] = "cannot have inputs of one range, nor its reader be split: it has ranges that are given, not measured";
        else
        {
            var (scaled, unscaled) = InputRescale.Apply(from.Before, here.Index, ranges);
            var (split, whole) = ReaderSplit.Apply(from.Before, here.Index, ranges, UnequalFrom);
            if (scaled is null) apart[candidate] = $"cannot have inputs of one range: it {unscaled}{(split is null && whole != unscaled ? $"; nor can its reader be split: it {whole}" : "")}";
            if (scaled is not null && Measured(from.Step with { Before = scaled }, from.Changed) is { } even) yield return ("with inputs of one range", even);
            if (split is not null && Measured(Split(from.Step, split), from.Changed) is { } parted) yield return ("with its reader split", parted);
        }
        if (from.Pass.Scheme == QuantizeScheme.Int8 && Wide(from.Pass).Plan(from.Before).Operators.Any(decision => decision.Address == here && decision is { Outcome: PassOutcome.Changed, Reason: "" }))
            yield return ("in int16", Chosen(Wide));
        yield return ("in float32", Chosen(pass => pass.Exempting([here])));

        QuantizePass Wide(QuantizePass pass) => pass.Storing([here], QuantizeScheme.Int16X8);

        Rescued? Measured(PlannedStep step, ImmutableArray<OperatorAddress> changed) => measured.Invoke(step) is { } pass ? Made(step, pass, changed) : null;

        Rescued Chosen(Func<QuantizePass, QuantizePass> choice) =>
            Made(from.Step with { Pass = from.Step.Pass is QuantizePass planned ? choice(planned) : from.Step.Pass }, choice(from.Pass), from.Changed.Add(candidate));

        Rescued Made(PlannedStep step, QuantizePass pass, ImmutableArray<OperatorAddress> changed) => new(step, pass, pass.Apply(step.Before, pass.Plan(step.Before), PassMode.Run, null, cancellation)) { Changed = changed };
    }

    private static PlannedStep Split(PlannedStep step, SplitModel split)
    {
        if (step.Pass is not QuantizePass planned) return step;
        var pass = planned.Following(split.Origins);
        return step with { Before = split.Model, Pass = pass, Origins = [.. split.Origins.Select(origin => step.OriginOf(new(0, origin)).Index)], NeededRanges = [.. pass.NeededRanges(split.Model, pass.Plan(split.Model))] };
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
