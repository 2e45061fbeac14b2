using System.Collections.Immutable;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>All that a table says about one operator. Immutable, thread-safe.</summary>
internal sealed class OperatorRules
{
    private readonly Runtime? newer;
    private readonly ImmutableArray<Operand> typedOperands;
    private readonly string id;
    private readonly string operatorName;
    private readonly Consequence typesConsequence;
    private readonly ImmutableArray<Rule> before;
    private readonly ImmutableArray<Rule> after;

    public ImmutableArray<TypeRow> Types { get; }
    public ImmutableArray<Rule> NotAccepted { get; }
    public IEnumerable<Rule> Rules => [.. before, .. after];
    /// <summary>Which types it takes, in a sentence.</summary>
    public string TypesSentence { get; }

    private OperatorRules(string id, string operatorName, ImmutableArray<TypeRow> types, ImmutableArray<Rule> notAccepted, IEnumerable<Rule> rules, Consequence typesConsequence,
        ImmutableArray<Operand> typedOperands, Runtime? newer)
    {
        (this.id, this.operatorName, Types, NotAccepted, this.typesConsequence, this.typedOperands, this.newer) = (id, operatorName, types, notAccepted, typesConsequence, typedOperands, newer);
        var ordered = rules.OrderBy(rule => rule.Consequence.Order).ToArray();
        before = [.. ordered.Where(rule => rule.Consequence.Order < typesConsequence.Order)];
        after = [.. ordered.Where(rule => rule.Consequence.Order >= typesConsequence.Order)];
        TypesSentence = $"`{operatorName}` takes {string.Join("; ", types.Select(row => row.Text).Where(text => text.Length > 0).Distinct())}";
    }

    /// <summary>The verdict on an operator, asked in the order in which the target looks: types stand among the rules of their stage, before them.</summary>
    public SupportVerdict Judge(OperatorContext context) => First(before, context) ?? JudgeTypes(context) ?? First(after, context) ?? SupportVerdict.Runs;

    private static SupportVerdict? First(ImmutableArray<Rule> rules, OperatorContext context)
    {
        foreach (var rule in rules)
            if (rule.Ask(context) is { } verdict) return verdict;
        return null;
    }

    private SupportVerdict? JudgeTypes(OperatorContext context)
    {
        if (Types.IsEmpty) return null;
        var best = Truth.Fails;
        foreach (var row in Types)
        {
            var truth = row.Predicate.Test(context);
            if (truth == Truth.Holds) return null;
            if (truth > best) best = truth;
        }
        var found = TypeRow.Found(context, typedOperands);
        if (newer is { } runtime && HoldsInNewest(context))
        {
            var remedies = ImmutableArray.Create(new Remedy(RemedyKind.NewerRuntime, runtime.ToString()));
            return best == Truth.Unknown
                ? new(VerdictKind.NotJudged, VerdictStage.None, $"{id}.runtime", $"{runtime} takes `{operatorName}` with these types; whether {context.Selection.Runtime} does is not known", found) { Remedies = remedies }
                : new(typesConsequence.Kind, typesConsequence.Stage, $"{id}.runtime", $"{runtime} takes `{operatorName}` with these types, {context.Selection.Runtime} does not", found) { Remedies = remedies };
        }
        foreach (var refusal in NotAccepted)
            if (refusal.Ask(context) is { } verdict) return verdict with { Found = found };
        return new(typesConsequence.Kind, typesConsequence.Stage, $"{id}.types", TypesSentence, found);
    }

    private bool HoldsInNewest(OperatorContext context)
    {
        context.IsRuntimeIgnored = true;
        var holds = Types.Any(row => row.Predicate.Test(context) == Truth.Holds);
        context.IsRuntimeIgnored = false;
        return holds;
    }

    public static OperatorRules Read(TableNode node, string targetId, string operatorName, TableNode? sets, Consequence defaults, Consequence typeDefaults)
    {
        var operands = Operands.Of(operatorName);
        var prefix = $"{targetId}.{operatorName}";
        var available = node["runtime"] is { } runtime ? RuntimePredicate.Read(new("runtime", runtime, operands)) : null;
        var types = Items(node["types"], sets).Select(row => TypeRow.Read(row, operands, available)).ToImmutableArray();
        var typed = Items(node["types"], sets).SelectMany(row => row.Fields).Where(field => field.Value.Kind != TableNodeKind.Map)
            .SelectMany(field => operands.Find(field.Key) ?? []).Distinct().OrderBy(operand => (operand.IsOutput, operand.Index)).ToImmutableArray();
        var typesConsequence = Consequence.Read(node["types_fail"], typeDefaults);
        return new(prefix, operatorName, types,
            [.. Items(node["not_accepted"], sets).Select(item => ReadRefusal(item, prefix, operatorName, operands, typesConsequence))],
            Items(node["rules"], sets).Select(item => Rule.Read(item, prefix, operatorName, operands, defaults)),
            typesConsequence, typed, Newest(node, sets));
    }

    /// <summary>A refusal of types with a sentence of its own: <c>{id, when, text}</c>; it speaks only where no row of types holds.</summary>
    private static Rule ReadRefusal(TableNode node, string prefix, string operatorName, Operands operands, Consequence consequence)
    {
        var when = PredicateTable.Bind(node["when"] ?? throw new TableFormatException(node.Line, "the key `when` is missing"), operands);
        return new($"{prefix}.{node.Require("id")}", when, new AnyOf([]), Consequence.Read(node, consequence),
            node.Require("text").Replace("{op}", $"`{operatorName}`", StringComparison.Ordinal), Rule.ReadRemedies(node["remedies"]));
    }

    /// <summary>The items of a list; an item <c>{use: name}</c> stands for those of a set, which may use others.</summary>
    private static IEnumerable<TableNode> Items(TableNode? list, TableNode? sets, int depth = 0) => list is null ? [] : list.Items.SelectMany(item =>
        item["use"] is not { } use ? [item]
        : depth > 4 ? throw new TableFormatException(item.Line, "sets use one another more than four deep")
        : use.AsList().SelectMany(name => Items(sets?[name.Text] ?? throw new TableFormatException(name.Line, $"there is no set `{name.Text}`"), sets, depth + 1)));

    private static Runtime? Newest(TableNode node, TableNode? sets) =>
        Items(node["types"], sets).Select(row => row["runtime"]).Append(node["runtime"])
            .Select(runtime => runtime?["from"] is { } from && Runtime.TryParse(from.Text, out var parsed, out _) ? parsed : (Runtime?)null).Max();
}
