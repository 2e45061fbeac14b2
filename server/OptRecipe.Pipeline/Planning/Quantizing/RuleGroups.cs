using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Planning.Quantizing;

/// <summary>The rules of a <c>quantize</c> step against the model that it meets: which match an operator, and what they come to. It knows no places in a text, so it stays while the step's words do.</summary>
internal sealed class RuleGroups
{
    private readonly HashSet<OperatorAddress>? selected;
    private readonly Dictionary<OperatorAddress, RuleGroup> groupByOperator = [];
    private readonly RuleUse[] uses;
    private volatile Explanation? explained;

    private sealed record Explanation(PassPlan From, PassPlan To);

    internal RuleGroups(BoundQuantize step, SelectorResolver resolver)
    {
        Where = step.Where is { } where ? resolver.Resolve(where) : null;
        selected = Where is { } match ? [.. match.Operators] : null;
        Matches = [.. step.Rules.Select(rule => rule.Where is { } selector ? resolver.Resolve(selector) : null)];
        Default = new([], StepSettings.LayersOf(step, []).Values(step.Scheme));
        Group(step);
        uses = new RuleUse[Matches.Length];
        for (var rule = 0; rule < uses.Length; rule++) uses[rule] = Use(rule);
    }

    /// <summary>What the step's own selector matches; null without one.</summary>
    internal SelectorMatch? Where { get; }

    /// <summary>What the rules' selectors match; null for a rule without one. The places in them are those of the text that was read first.</summary>
    internal ImmutableArray<SelectorMatch?> Matches { get; }

    /// <summary>What holds where no rule matches.</summary>
    internal RuleGroup Default { get; }

    /// <summary>Every group that an operator is in, and the default.</summary>
    internal ImmutableArray<RuleGroup> All { get; private set; } = [];

    internal bool IsSelected(OperatorAddress address) => selected is null || selected.Contains(address);

    internal RuleGroup Of(OperatorAddress address) => groupByOperator.GetValueOrDefault(address, Default);

    internal RuleUse UseOf(int rule) => uses[rule];

    /// <summary>A pass's decisions with the rules that are the reason.</summary>
    internal PassPlan Explained(PassPlan plan)
    {
        // Nearly always the same plan is asked for.
        if (explained is { } last && ReferenceEquals(last.From, plan)) return last.To;
        var found = new Explanation(plan, DecisionReasons.Of(plan, this));
        explained = found;
        return found.To;
    }

    private void Group(BoundQuantize step)
    {
        var rulesByOperator = new Dictionary<OperatorAddress, List<int>>();
        for (var rule = 0; rule < Matches.Length; rule++)
            foreach (var address in Matches[rule]?.Operators ?? [])
            {
                ref var rules = ref CollectionsMarshal.GetValueRefOrAddDefault(rulesByOperator, address, out _);
                (rules ??= []).Add(rule);
            }
        // Operators with the same rules share what holds for them; most models have a handful of such groups.
        var groups = new Dictionary<List<int>, RuleGroup>(SameRules.Comparer);
        foreach (var (address, rules) in rulesByOperator)
        {
            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, rules, out _);
            group ??= new([.. rules], StepSettings.LayersOf(step, rules).Values(step.Scheme));
            groupByOperator.Add(address, group);
        }
        All = [Default, .. groups.Values];
    }

    private RuleUse Use(int rule)
    {
        var (touched, won, isOverridden) = (0, 0, false);
        foreach (var address in Matches[rule]?.Operators ?? [])
        {
            var group = Of(address);
            isOverridden |= group.Rules is [.., var last] && last > rule;
            if (!IsSelected(address)) continue;
            touched++;
            if (group.Values.Winners.Contains(rule)) won++;
        }
        return new(touched, won, isOverridden);
    }

    private sealed class SameRules : IEqualityComparer<List<int>>
    {
        internal static SameRules Comparer { get; } = new();

        public bool Equals(List<int>? left, List<int>? right) => CollectionsMarshal.AsSpan(left).SequenceEqual(CollectionsMarshal.AsSpan(right));

        public int GetHashCode(List<int> rules)
        {
            var hash = new HashCode();
            foreach (var rule in rules) hash.Add(rule);
            return hash.ToHashCode();
        }
    }
}

/// <summary>Operators that the same rules match.</summary>
/// <param name="rules">By number from 0, ascending.</param>
internal sealed class RuleGroup(ImmutableArray<int> rules, SettingValues values)
{
    internal ImmutableArray<int> Rules => rules;
    internal SettingValues Values => values;
}

/// <summary>What a rule comes to.</summary>
/// <param name="Touched">So many of its operators the step touches.</param>
/// <param name="Won">On so many of these it still says something after all later rules.</param>
/// <param name="IsOverridden">A later rule matches some operator of it.</param>
public readonly record struct RuleUse(int Touched, int Won, bool IsOverridden);
