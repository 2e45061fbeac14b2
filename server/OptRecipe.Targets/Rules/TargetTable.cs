using System.Collections.Concurrent;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>A target's rules. Decoded once a process, on first use; each operator's rules are bound when an operator of that kind is first met. Thread-safe.</summary>
internal sealed class TargetTable
{
    private static readonly ConcurrentDictionary<string, Lazy<TargetTable>> Loaded = new(StringComparer.Ordinal);
    private static readonly Consequence FallsBack = new(VerdictKind.FallsBack, VerdictStage.Prepare);

    private readonly string id;
    private readonly TableNode? sets;
    private readonly TableNode? every;
    private readonly TableNode? others;
    private readonly Consequence defaults;
    private readonly Consequence typeDefaults;
    private readonly Dictionary<string, TableNode> rows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry> bound = new(StringComparer.Ordinal);

    private TargetTable(string id, TableNode root)
    {
        this.id = id;
        sets = root["sets"];
        every = root["every"];
        others = root["others"];
        defaults = Consequence.Read(root["rules_fail"], FallsBack);
        typeDefaults = Consequence.Read(root["types_fail"], defaults);
        foreach (var (names, row) in root["ops"]?.Fields ?? [])
            foreach (var name in names.Split(',', StringSplitOptions.TrimEntries)) rows.Add(name, row);
    }

    /// <summary>Operators with a row, in the table's order.</summary>
    public IEnumerable<string> OperatorNames => rows.Keys;

    public static TargetTable Of(string id) => Loaded.GetOrAdd(id, static key => new(() => new(key, TableResource.Read(key)))).Value;

    public static TargetTable From(string id, TableNode root) => new(id, root);

    public OperatorRules? Rules(string operatorName) => Find(operatorName).Rules;

    public SupportVerdict Judge(OperatorContext context)
    {
        var entry = Find(context.Code.Name);
        foreach (var rule in entry.Every)
            if (rule.Ask(context) is { } verdict) return verdict;
        return entry.Rules?.Judge(context) ?? entry.Other;
    }

    private Entry Find(string operatorName) => bound.TryGetValue(operatorName, out var entry) ? entry : bound.GetOrAdd(operatorName, Bind);

    private Entry Bind(string operatorName)
    {
        var operands = Operands.Of(operatorName);
        return new(
            [.. (every?.Items ?? []).Select(node => Rule.Read(node, id, operatorName, operands, defaults))],
            rows.TryGetValue(operatorName, out var row) ? OperatorRules.Read(row, id, operatorName, sets, defaults, typeDefaults) : null,
            Other(operatorName));
    }

    /// <summary>An operator without a row: not judged, unless the table says that its rows are all there is.</summary>
    private SupportVerdict Other(string operatorName)
    {
        if (others is null) return new(VerdictKind.NotJudged, VerdictStage.None, $"{id}.not-judged", $"`{operatorName}` is not judged yet for `{id}`", "");
        var consequence = Consequence.Read(others, defaults);
        var remedy = others["remedies"]?[operatorName];
        return new(consequence.Kind, consequence.Stage, $"{id}.no-kernel", others.Require("text").Replace("{op}", $"`{operatorName}`", StringComparison.Ordinal), "")
        {
            Remedies = remedy is null ? [] : [new(RemedyKind.OtherOperator, remedy.Text)],
        };
    }

    private sealed record Entry(Rule[] Every, OperatorRules? Rules, SupportVerdict Other);
}
