using System.Collections.Immutable;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Planning.Quantizing;

/// <summary>A <c>quantize</c> step against the model that it meets: what holds for every operator, and which rules win anywhere; with the places in this version of the recipe. Thread-safe.</summary>
public sealed class StepSettings
{
    private readonly BoundQuantize step;
    private readonly RuleGroups rules;
    private readonly OperatorSettings? leftOut;
    private readonly Dictionary<RuleGroup, OperatorSettings> settings = [];
    private readonly Lock gate = new();

    /// <param name="rules">Of a step that says the same.</param>
    internal StepSettings(BoundQuantize step, RuleGroups rules, SelectorResolver resolver)
    {
        (this.step, this.rules) = (step, rules);
        leftOut = step.Where is { } where ? SettingLayers.LeftOut(where) : null;
        Default = SettingsOf(rules.Default);
        var selectors = ImmutableArray.CreateBuilder<PlannedSelector>(step.Rules.Length + 1);
        if (step.Where is { } own && rules.Where is { } selected) selectors.Add(new(own, -1, Here(own, selected, resolver)));
        for (var rule = 0; rule < step.Rules.Length; rule++)
            if (step.Rules[rule].Where is { } selector && rules.Matches[rule] is { } match) selectors.Add(new(selector, rule, Here(selector, match, resolver)));
        Selectors = selectors.DrainToImmutable();
    }

    /// <summary>The step's own selector first, then those of the rules.</summary>
    public ImmutableArray<PlannedSelector> Selectors { get; }

    /// <summary>What holds where no rule matches.</summary>
    public OperatorSettings Default { get; }

    public QuantizationNumerics Numerics => NumericsOf(step);

    /// <summary>Some operators are to compute with integers.</summary>
    public bool IsInteger => step.Rules.Select(rule => rule.Fields.Scheme?.Value).Append(step.Scheme).Any(scheme => scheme is QuantizationScheme.Int8 or QuantizationScheme.Int16X8);

    /// <summary>Some operator's weights are to be stored in fewer bits, or with a scale per block.</summary>
    internal bool HasNarrowWeights => rules.All.Any(group => group.Values is { WeightBits: not 8 } or { Granularity.Kind: GranularityKind.Block });

    public bool IsSelected(OperatorAddress address) => rules.IsSelected(address);

    /// <summary>The rules that match an operator, by number from 0.</summary>
    public ImmutableArray<int> RulesOf(OperatorAddress address) => rules.Of(address).Rules;

    public OperatorSettings Of(OperatorAddress address) => leftOut is not null && !IsSelected(address) ? leftOut : SettingsOf(rules.Of(address));

    public RuleUse UseOf(int rule) => rules.UseOf(rule);

    /// <summary>The first rules that override a rule on its operators, by number from 0.</summary>
    public ImmutableArray<int> OverridersOf(int rule, int most)
    {
        var found = new SortedSet<int>();
        foreach (var group in (rules.Matches[rule]?.Operators ?? []).Select(rules.Of).Distinct())
            found.UnionWith(group.Rules.Skip(group.Rules.BinarySearch(rule) + 1).Take(most));
        return [.. found.Take(most)];
    }

    /// <summary>A pass's decisions with the rules that are the reason.</summary>
    internal PassPlan Explained(PassPlan plan) => rules.Explained(plan);

    internal static SettingLayers LayersOf(BoundQuantize step, IReadOnlyList<int> rules)
    {
        var layers = new (QuantizeFields, SettingSource, int)[rules.Count + 1];
        layers[0] = (step.Fields, SettingSource.Step, -1);
        for (var index = 0; index < rules.Count; index++) layers[index + 1] = (step.Rules[rules[index]].Fields, SettingSource.Rule, rules[index]);
        return new(layers, NumericsOf(step));
    }

    private static QuantizationNumerics NumericsOf(BoundQuantize step) => step.Numerics?.Value ?? QuantizationNumerics.Converter;

    private OperatorSettings SettingsOf(RuleGroup group)
    {
        lock (gate)
        {
            if (settings.TryGetValue(group, out var known)) return known;
            return settings[group] = new(group.Values, LayersOf(step, group.Rules).Calibration, () => LayersOf(step, group.Rules).Rows(step.Scheme));
        }
    }

    /// <summary>A match that was found for an earlier version of the recipe; only what it did not find has places of its own.</summary>
    private static SelectorMatch Here(BoundSelector selector, SelectorMatch match, SelectorResolver resolver) =>
        ReferenceEquals(match.Selector, selector) ? match : match.Gaps.IsEmpty ? new(selector, match.Operators, []) : resolver.Resolve(selector);
}
