using System.Collections.Immutable;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes.Quantize.AiEdge;
using OptRecipe.Engine.Passes.Quantize.Integer;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>Stores numbers in fewer bits. <c>int8</c> and <c>int16x8</c> need ranges to run; a plan uses them where they are given.</summary>
public sealed class QuantizePass(QuantizeOptions options) : ICalibratedPass
{
    private readonly TensorRanges? ranges;

    private QuantizePass(QuantizeOptions options, TensorRanges? ranges) : this(options) => this.ranges = ranges;

    public string Kind => "quantize";

    /// <summary>The ranges that it was given; null without.</summary>
    public TensorRanges? Ranges => ranges;

    public bool HasRanges => ranges is not null;

    public IPass WithRanges(TensorRanges ranges) => new QuantizePass(options, ranges);

    /// <summary>The same pass with more operators kept in float32.</summary>
    public QuantizePass Exempting(IEnumerable<OperatorAddress> operators) => new(options with { KeepFloat = options.KeepFloat.Union(operators) }, ranges);

    /// <summary>The same pass with another scheme for some operators.</summary>
    public QuantizePass Storing(IEnumerable<OperatorAddress> operators, QuantizeScheme scheme) =>
        new(options with { Overrides = options.Overrides.SetItems(operators.Select(address => KeyValuePair.Create(address, options.SchemeOf(address) with { Scheme = scheme }))) }, ranges);

    /// <summary>The same pass for a model whose main graph's operators were, or were parts of, those of another: each is stored as that one.</summary>
    /// <param name="origins">By the operators' places.</param>
    public QuantizePass Following(ImmutableArray<int> origins)
    {
        var from = origins.Index().ToLookup(pair => new OperatorAddress(0, pair.Item), pair => new OperatorAddress(0, pair.Index));
        return new(options with { KeepFloat = [.. options.KeepFloat.SelectMany(Now)], Overrides = options.Overrides.SelectMany(pair => Now(pair.Key).Select(address => KeyValuePair.Create(address, pair.Value))).ToImmutableDictionary() }, null);

        IEnumerable<OperatorAddress> Now(OperatorAddress address) => address.Subgraph == 0 ? from[address] : [address];
    }

    /// <summary>The scheme of the step.</summary>
    public QuantizeScheme Scheme => options.Scheme;

    public PassPlan Plan(Model model)
    {
        var choice = new SchemeChoice(options, model);
        var decisions = ImmutableArray.CreateBuilder<OperatorDecision>();
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
            for (var index = 0; index < model.Subgraphs[subgraph].Operators.Length; index++) decisions.Add(choice.Of(new(subgraph, index)).Decision);
        return new(Kind, decisions.ToImmutable());
    }

    public IReadOnlyCollection<(int Subgraph, int Tensor)> NeededRanges(Model model, PassPlan plan)
    {
        var operators = Changed(model, plan)[true].ToArray();
        if (operators.Length == 0) return [];
        var conversion = new IntegerConversion(new(model), model, options, operators, PassMode.Plan, null);
        conversion.Apply(CancellationToken.None);
        return [.. conversion.Needed.Order()];
    }

    /// <exception cref="InvalidOperationException">int8 or int16x8 in <see cref="PassMode.Run"/> without ranges.</exception>
    /// <exception cref="PassException">A weight is infinite or not a number; a range is missing.</exception>
    public Model Apply(Model model, PassPlan plan, PassMode mode, IProgress<double>? progress, CancellationToken cancellation) => Apply(model, plan, mode, false, progress, cancellation);

    public Model PlanSmallest(Model model, PassPlan plan) => Apply(model, plan, PassMode.Plan, true, null, CancellationToken.None);

    private Model Apply(Model model, PassPlan plan, PassMode mode, bool areFormsEqual, IProgress<double>? progress, CancellationToken cancellation)
    {
        var changed = Changed(model, plan);
        var edit = new ModelEdit(model);
        if (changed[true].Any())
        {
            if (mode == PassMode.Run && ranges is null) throw new InvalidOperationException("int8 and int16x8 have no ranges yet: they can be planned, not run");
            new IntegerConversion(edit, model, options, changed[true], mode, ranges, areFormsEqual).Apply(cancellation);
        }
        var weights = changed[false].Where(entry => AiEdgeWeightsScheme.Takes(options, entry.Scheme)).ToArray();
        if (weights.Length > 0) AiEdgeWeightsScheme.Apply(edit, model, weights, mode, progress, cancellation);
        foreach (var scheme in changed[false].Except(weights).GroupBy(entry => entry.Scheme.Scheme, entry => entry.Address).OrderBy(group => group.Key))
            if (scheme.Key == QuantizeScheme.Dynamic) new DynamicRange(options).Apply(edit, model, scheme, mode, progress, cancellation);
            else if (scheme.Key == QuantizeScheme.Float16) Float16.Apply(edit, model, [.. scheme], mode, progress, cancellation);
        if (changed.Count == 0) return model;
        progress?.Report(1);
        return edit.Build();
    }

    /// <summary>The changed operators with their schemes: true, those with integer activations.</summary>
    private ILookup<bool, (OperatorAddress Address, OperatorScheme Scheme)> Changed(Model model, PassPlan plan)
    {
        var choice = new SchemeChoice(options, model);
        return plan.Operators.Where(decision => decision.Outcome == PassOutcome.Changed)
            .Select(decision => (decision.Address, choice.Of(decision.Address).Scheme))
            .ToLookup(entry => entry.Item2.Scheme is QuantizeScheme.Int8 or QuantizeScheme.Int16X8);
    }
}
