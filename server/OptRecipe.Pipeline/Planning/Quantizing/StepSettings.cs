using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Planning.Quantizing;

/// <summary>A <c>quantize</c> step against the model that it meets: what holds for every operator, and which rules win anywhere.</summary>
public sealed class StepSettings
{
    private readonly BoundQuantize step;
    private readonly HashSet<OperatorAddress>? selected;
    private readonly ImmutableArray<ImmutableArray<OperatorAddress>> matches;
    // Which rules match an operator, asked for every operator and every rule: found once, from the rules' side.
    private readonly Dictionary<OperatorAddress, List<int>> rulesByOperator = [];
    private readonly Dictionary<OperatorAddress, OperatorSettings> settingsByOperator = [];
    // Operators with the same rules share their settings; most models have a handful of such groups.
    private readonly Dictionary<string, OperatorSettings> groups = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public StepSettings(BoundQuantize step, SelectorResolver resolver)
    {
        this.step = step;
        var selectors = ImmutableArray.CreateBuilder<PlannedSelector>();
        if (step.Where is { } where)
        {
            var match = resolver.Resolve(where);
            selectors.Add(new(where, -1, match));
            selected = [.. match.Operators];
        }
        var sets = ImmutableArray.CreateBuilder<ImmutableArray<OperatorAddress>>(step.Rules.Length);
        foreach (var (index, rule) in step.Rules.Index())
        {
            var match = rule.Where is { } selector ? resolver.Resolve(selector) : null;
            if (match is not null) selectors.Add(new(match.Selector, index, match));
            sets.Add(match?.Operators ?? []);
            foreach (var address in sets[index])
            {
                ref var rules = ref CollectionsMarshal.GetValueRefOrAddDefault(rulesByOperator, address, out _);
                (rules ??= []).Add(index);
            }
        }
        matches = sets.DrainToImmutable();
        Selectors = selectors.DrainToImmutable();
        Default = new SettingLayers([(step.Fields, SettingSource.Step, -1)], Numerics).Resolve(step.Scheme);
    }

    /// <summary>The step's own selector first, then those of the rules.</summary>
    public ImmutableArray<PlannedSelector> Selectors { get; }

    /// <summary>What holds where no rule matches.</summary>
    public OperatorSettings Default { get; }

    public QuantizationNumerics Numerics => step.Numerics?.Value ?? QuantizationNumerics.Converter;

    /// <summary>Some operators are to compute with integers.</summary>
    public bool IsInteger => step.Rules.Select(rule => rule.Fields.Scheme?.Value).Append(step.Scheme).Any(scheme => scheme is QuantizationScheme.Int8 or QuantizationScheme.Int16X8);

    public bool IsSelected(OperatorAddress address) => selected is null || selected.Contains(address);

    /// <summary>The rules that match an operator, by number from 0.</summary>
    public ImmutableArray<int> RulesOf(OperatorAddress address) => rulesByOperator.TryGetValue(address, out var rules) ? [.. rules] : [];

    public OperatorSettings Of(OperatorAddress address)
    {
        if (step.Where is { } where && !IsSelected(address)) return SettingLayers.LeftOut(where);
        if (!rulesByOperator.TryGetValue(address, out var rules)) return Default;
        lock (gate)
        {
            if (settingsByOperator.TryGetValue(address, out var known)) return known;
            var key = string.Join(',', rules);
            if (!groups.TryGetValue(key, out var group))
            {
                var layers = rules.Select(rule => (step.Rules[rule].Fields, SettingSource.Rule, rule)).Prepend((step.Fields, SettingSource.Step, -1)).ToArray();
                groups[key] = group = new SettingLayers(layers, Numerics).Resolve(step.Scheme);
            }
            return settingsByOperator[address] = group;
        }
    }

    /// <summary>What a rule comes to: how many of its operators the step touches, and on how many of these it still says something after all later rules.</summary>
    public (int Touched, int Won) UseOf(int rule)
    {
        var touched = matches[rule].Where(IsSelected).ToArray();
        return (touched.Length, touched.Count(address => Of(address).Rows.Any(row => row.Origin is { Source: SettingSource.Rule } origin && origin.Rule == rule)));
    }

    /// <summary>The rules that override a rule on its operators, by number from 0.</summary>
    public ImmutableArray<int> OverridersOf(int rule) =>
        [.. matches[rule].SelectMany(address => RulesOf(address)).Where(other => other > rule).Distinct().Order()];
}
