using System.Collections.Concurrent;
using System.Collections.Immutable;
using OptRecipe.Targets.Partitions;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>A target's rules. Decoded once a process, on first use; each operator's rules are bound when an operator of that kind is first met. Thread-safe.</summary>
internal sealed class TargetTable
{
    private static readonly ConcurrentDictionary<string, Lazy<TargetTable>> Loaded = new(StringComparer.Ordinal);
    private static readonly Consequence FallsBack = new(VerdictKind.FallsBack, VerdictStage.Prepare);

    private readonly string id;
    private readonly TableNode? sets;
    private readonly (string Target, Consequence? Refused)? fallback;
    private readonly (Predicate When, string Target)? instead;
    private readonly TableNode? every;
    private readonly TableNode? others;
    private readonly TableNode? customs;
    private readonly TableNode? partitions;
    private readonly HashSet<string> removed;
    private readonly Consequence defaults;
    private readonly Consequence typeDefaults;
    private readonly Dictionary<string, TableNode> rows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry> bound = new(StringComparer.Ordinal);

    /// <summary>The phones that the runtime's own list takes; null where there is no such list.</summary>
    public DeviceList? Devices { get; }
    public ModelNotes Notes { get; }

    /// <param name="basis">The table that this one narrows; what this one does not say is as it says.</param>
    private TargetTable(string id, TableNode root, TargetTable? basis = null)
    {
        Devices = DeviceList.Read(id, root["devices"]) ?? basis?.Devices;
        Notes = root["notes"] is null && basis is not null ? basis.Notes : new(id, root["notes"], Devices);
        this.id = id;
        sets = Joined(root["sets"], basis?.sets);
        fallback = root["fallback"] is { } behind ? (behind["target"]?.Text ?? behind.Text, behind.Kind == TableNodeKind.Map ? Consequence.Read(behind, new(VerdictKind.Refused, VerdictStage.Prepare)) : null) : basis?.fallback;
        instead = root["instead"] is { } other ? (PredicateTable.Bind(other["when"] ?? throw new TableFormatException(other.Line, "the key `when` is missing"), Operands.Of("")), other.Require("target")) : basis?.instead;
        every = Joined(basis?.every, root["every"]);
        others = root["others"] ?? basis?.others;
        customs = root["customs"] ?? basis?.customs;
        defaults = Consequence.Read(root["rules_fail"], basis?.defaults ?? FallsBack);
        typeDefaults = Consequence.Read(root["types_fail"], root["rules_fail"] is null ? basis?.typeDefaults ?? defaults : defaults);
        partitions = root["partitions"] ?? basis?.partitions;
        Limits = [.. basis?.Limits ?? [], .. (root["limits"]?.AsList() ?? []).Select(limit => limit.Text)];
        Partitions = PartitionRules.Read(id, partitions);
        foreach (var (name, row) in basis?.rows ?? []) rows.Add(name, row);
        removed = [.. root["remove"]?.AsList().Select(name => name.Text) ?? [], .. basis?.removed ?? []];
        foreach (var name in removed) rows.Remove(name);
        foreach (var (names, row) in root["ops"]?.Fields ?? [])
            foreach (var name in names.Split(',', StringSplitOptions.TrimEntries)) rows[name] = basis is not null && rows.TryGetValue(name, out var known) ? Narrowed(known, row) : row;
    }

    /// <summary>The row of an operator with what a narrowing table says about it: own types stand in the place of the known ones, own rules are asked first.</summary>
    private static TableNode Narrowed(TableNode known, TableNode own)
    {
        var row = new TableNode(TableNodeKind.Map, own.Line);
        foreach (var key in (string[])["runtime", "types", "types_fail"])
            if ((own[key] ?? known[key]) is { } value) row.Fields.Add(new(key, value));
        foreach (var key in (string[])["not_accepted", "rules"])
            if (Joined(own[key], known[key]) is { } value) row.Fields.Add(new(key, value));
        return row;
    }

    private static TableNode? Joined(TableNode? first, TableNode? second)
    {
        if (first is null || second is null) return first ?? second;
        var joined = new TableNode(first.Kind, first.Line);
        foreach (var node in first.Items.Concat(second.Items)) joined.Items.Add(node);
        foreach (var field in first.Fields.Concat(second.Fields)) joined.Fields.Add(field);
        return joined;
    }

    public PartitionRules Partitions { get; }

    /// <summary>Sentences about the target as a whole, for its page.</summary>
    public ImmutableArray<string> Limits { get; }

    /// <summary>Operators with a row, in the table's order.</summary>
    public IEnumerable<string> OperatorNames => rows.Keys;

    public static TargetTable Of(string id) => Loaded.GetOrAdd(id, static key => new(() => new(key, TableResource.Read(key)))).Value;

    /// <summary>The partitions of the target that computes: of another one where the options say so.</summary>
    public PartitionRules PartitionsFor(OperatorContext context) => instead is var (when, target) && when.Test(context) == Truth.Holds ? Of(target).Partitions : Partitions;

    /// <summary>The rules of a target that can be judged.</summary>
    public static TargetTable Of(TargetSelection selection) => selection.Target.Table ?? Of(selection.Target.Id);

    public static TargetTable From(string id, TableNode root, TargetTable? basis = null) => new(id, root, basis);

    public OperatorRules? Rules(string operatorName) => Find(operatorName).Rules;

    public SupportVerdict Judge(OperatorContext context)
    {
        var entry = Find(context.Code.Name);
        foreach (var rule in entry.First)
            if (rule.Ask(context) is { } verdict) return verdict;
        if (instead is var (when, target) && when.Test(context) == Truth.Holds) return context.As(target, other => Of(target).Judge(other));
        var own = entry.Rules?.Judge(context) ?? (context.Code.CustomCode is null ? entry.Other : entry.Custom ?? entry.Other);
        if (own.Kind != VerdictKind.Runs) return OnFallback(own, context);
        foreach (var rule in entry.Every)
            if (rule.Ask(context) is { } verdict) return OnFallback(verdict, context);
        return own;
    }

    /// <summary>What falls back falls on something: where that refuses the operator too, the whole model does not run.</summary>
    private SupportVerdict OnFallback(SupportVerdict own, OperatorContext context)
    {
        if (own.Kind != VerdictKind.FallsBack || fallback is not var (target, refused)) return own;
        var behind = context.As(target, other => Of(target).Judge(other));
        if (behind.Kind <= VerdictKind.FallsBack) return own;
        return behind.Kind == VerdictKind.Refused && refused is not null ? behind with { Kind = refused.Kind, Stage = refused.Stage } : behind;
    }

    private static bool IsEarly(Rule rule) => rule.Consequence is { Stage: VerdictStage.Load } or { IsFirst: true };

    private Entry Find(string operatorName) => bound.TryGetValue(operatorName, out var entry) ? entry : bound.GetOrAdd(operatorName, Bind);

    private Entry Bind(string operatorName)
    {
        var operands = Operands.Of(operatorName);
        var rules = (every?.Items ?? []).Select(node => Rule.Read(node, id, operatorName, operands, defaults)).ToArray();
        return new(
            [.. rules.Where(IsEarly)],
            [.. rules.Where(rule => !IsEarly(rule))],
            rows.TryGetValue(operatorName, out var row) ? OperatorRules.Read(row, id, operatorName, sets, defaults, typeDefaults) : null,
            removed.Contains(operatorName) ? Removed(operatorName) : Other(others, operatorName, "no-kernel"),
            customs is null || (customs["known"]?.Items.Any(known => known.Text == operatorName) ?? false) ? null : Other(customs, operatorName, "custom"));
    }

    private SupportVerdict Removed(string operatorName) => new(defaults.Kind, defaults.Stage, $"{id}.removed", $"`{id}` has no `{operatorName}`: its table removes it", "");

    /// <summary>An operator without a row: not judged, unless the table says that its rows are all there is.</summary>
    private SupportVerdict Other(TableNode? node, string operatorName, string rule)
    {
        if (node is null) return new(VerdictKind.NotJudged, VerdictStage.None, $"{id}.not-judged", $"`{operatorName}` is not judged yet for `{id}`", "");
        var consequence = Consequence.Read(node, defaults);
        var remedy = node["remedies"]?[operatorName];
        return new(consequence.Kind, consequence.Stage, $"{id}.{rule}", node.Require("text").Replace("{op}", $"`{operatorName}`", StringComparison.Ordinal), "")
        {
            Remedies = remedy is null ? [] : [new(RemedyKind.OtherOperator, remedy.Text)],
        };
    }

    private sealed record Entry(Rule[] First, Rule[] Every, OperatorRules? Rules, SupportVerdict Other, SupportVerdict? Custom);
}
