using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning.Quantizing;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;
using OptRecipe.Targets.Incremental;
using OptRecipe.Targets.Partitions;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Planning;

/// <summary>Makes plans. What was planned or judged for a model is remembered as long as that model lives, so an edit costs only what it touches. Thread-safe.</summary>
public sealed class Planner
{
    // As many as several open recipes and their variants have; each holds a planned model.
    private const int MostSteps = 16;
    private readonly ConditionalWeakTable<Model, ModelMemory> _memory = [];
    private readonly IncrementalJudge _judge = new();

    /// <param name="knownRanges">Ranges that a step's recipe names a file of, for the model before it; null for none.</param>
    public Plan Plan(BoundRecipe recipe, LoadedModel source, Func<BoundStep, Model, TensorRanges?> knownRanges, CancellationToken cancellation)
    {
        var selections = recipe.Targets.SelectMany(target => target.Selections.Select(selection => (selection, target.IdSpan))).ToArray();
        var oldest = OldestRuntime(selections.Select(pair => pair.selection));
        var steps = ImmutableArray.CreateBuilder<PlannedStep>();
        var models = new List<Model> { source.Model };
        PlanStop? stop = null;
        if (FixedInputs.Prepare(recipe.Model, source.Model) is { } first && !Add(first, "input_shapes", recipe.Model?.InputShapesSpan ?? default, null)) recipe = recipe with { Steps = [] };
        foreach (var step in recipe.Steps)
        {
            cancellation.ThrowIfCancellationRequested();
            if (StepTable.Create(step, Memory(models[^1]).Quantizes, Memory(models[^1]).Resolver, oldest) is { } prepared && !Add(prepared, step.Kind, step.KindSpan, step)) break;
        }
        return new()
        {
            Source = source,
            Stop = stop,
            Steps = steps.ToImmutable(),
            Result = models[^1],
            FileBytes = steps.Count > 0 ? steps[^1].FileBytes : source.FileBytes,
            Targets = [.. selections.Select(pair => new PlannedTarget(pair.selection, pair.IdSpan, [.. models.Select(model => Judge(model, pair.selection, cancellation))])
            {
                Advice = Advice(models[^1], pair.selection, cancellation),
            })],
        };

        // False when the model does not allow it: the plan ends there.
        bool Add(PreparedStep prepared, string kind, TextSpan span, BoundStep? step)
        {
            var (pass, key, title) = prepared;
            StepMemory planned;
            try
            {
                planned = Step(models[^1], pass, key, cancellation);
                if (step is not null && planned.Needed.Length > 0 && pass is ICalibratedPass calibrated && knownRanges(step, models[^1]) is { } ranges && ranges.Cover(planned.Needed))
                {
                    pass = calibrated.WithRanges(ranges);
                    planned = Step(models[^1], pass, (key, ranges), cancellation) with { HasRanges = true };
                }
            }
            catch (PassException refused)
            {
                stop = new(title, span, refused.Message);
                return false;
            }
            var (decisions, model, fileBytes, needed) = planned;
            steps.Add(new(kind, title, span, step?.IsAvailable ?? true, pass, DecisionReasons.Of(decisions, prepared.Settings), models[^1], model, fileBytes)
            {
                Selectors = prepared.Selectors, Settings = prepared.Settings, NeededRanges = needed, HasRanges = planned.HasRanges, MayShrink = planned.MayShrink,
                ChoosesWhileRunning = step is BoundQuantize { Exempt.Auto: true } or BoundQuantize { Rescue: not null },
            });
            models.Add(model);
            return true;
        }
    }

    /// <summary>A target's answer about a model, remembered.</summary>
    public TargetVerdict Judge(Model model, TargetSelection selection, CancellationToken cancellation) => _judge.Judge(model, selection, cancellation);

    private ImmutableArray<TargetAdvice> Advice(Model model, TargetSelection selection, CancellationToken cancellation)
    {
        var advice = Memory(model).Advice;
        lock (advice)
            if (advice.TryGetValue(selection, out var known)) return known;
        var found = TargetAdvice.Of(model, selection, Judge(model, selection, cancellation), cancellation);
        lock (advice) advice[selection] = found;
        return found;
    }

    private StepMemory Step(Model before, IPass pass, object key, CancellationToken cancellation)
    {
        var steps = Memory(before).Steps;
        if (steps.TryFind(key.Equals, out var known)) return known;
        var decisions = pass.Plan(before);
        var after = pass.Apply(before, decisions, PassMode.Plan, null, cancellation);
        ImmutableArray<(int, int)> needed = pass is ICalibratedPass calibrated ? [.. calibrated.NeededRanges(before, decisions)] : [];
        var fileBytes = ModelWriter.Measure(after);
        var mayShrink = needed.Length > 0 && pass is ICalibratedPass { HasRanges: false } open && ModelWriter.Measure(open.PlanSmallest(before, decisions)) < fileBytes;
        var step = new StepMemory(decisions, after, fileBytes, needed) { MayShrink = mayShrink };
        steps.Add(key, step);
        return step;
    }

    private ModelMemory Memory(Model model) => _memory.GetValue(model, known => new(known));

    private static RuntimeVersion? OldestRuntime(IEnumerable<TargetSelection> selections)
    {
        var releases = selections.Where(selection => selection.Runtime is not null).Select(selection => selection.Runtime.GetValueOrDefault().Release).ToArray();
        return releases.Length == 0 || releases.Min() is not { Major: < int.MaxValue } oldest ? null : new(oldest.Major, oldest.Minor, 0);
    }

    private sealed record StepMemory(PassPlan Decisions, Model Model, long FileBytes, ImmutableArray<(int Subgraph, int Tensor)> Needed)
    {
        public bool HasRanges { get; init; }
        public bool MayShrink { get; init; }
    }

    // The resolver is lazy and holds its model, which lives as long as this memory does: a weak table bears that.
    private sealed class ModelMemory
    {
        public ModelMemory(Model model)
        {
            Resolver = new(model);
            Quantizes = new(model, Resolver);
        }

        public SelectorResolver Resolver { get; }
        public QuantizeSteps Quantizes { get; }
        public Recent<object, StepMemory> Steps { get; } = new(MostSteps);
        public Dictionary<TargetSelection, ImmutableArray<TargetAdvice>> Advice { get; } = [];
    }
}
