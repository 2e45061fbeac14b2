using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Tables;

/// <summary>What is wrong with a table that a user wrote.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Message">One sentence.</param>
public sealed record TableProblem(int Line, string Message);

/// <summary>The keys that a table may have, place by place, with what they mean: for checks and for the JSON schema.</summary>
public static class TableKeys
{
    public static ImmutableArray<(string Key, string Description)> Top { get; } =
    [
        ("title", "What people call the target"),
        ("description", "One paragraph: what it is and what happens to operators that it does not take"),
        ("extends", "The target that this one narrows; everything not said here is as there"),
        ("remove", "Operators that the extended target has and this one has not"),
        ("implied", "Options of the extended target that always hold here, for example {flash: 256 KiB}"),
        ("options", "Options that a recipe may give, by name"),
        ("limits", "Sentences for the support page"),
        ("sources", "Where the rules come from: repo, path, commit"),
        ("arithmetic", "`integers` for hardware without floats: a full integer model to it leaves no float operator, or does not run; else `any`"),
        ("available", "false for a target that is only known by name"),
        ("judged", "`run` when the rules were compared with a tool, else `source`"),
        ("judged_by", "The tool that the rules were compared with"),
        ("short_form_of", "The target that this id stands for"),
        ("fallback", "The target whose kernels compute what falls back; {target, on_fail, stage} says what happens where those refuse it too"),
        ("instead", "Another target that is asked when the options say so: when, target"),
        ("devices", "The phones that the runtime's own list takes"),
        ("notes", "What is said of a model as a whole"),
        ("rules_fail", "What happens to an operator that breaks a rule, unless the rule says otherwise"),
        ("types_fail", "What happens to an operator whose types no row takes"),
        ("every", "Rules for every operator"),
        ("sets", "Lists of rows and rules by name, taken in with {use: name}"),
        ("ops", "Operators that the target takes; several names with commas share a row"),
        ("others", "What happens to operators without a row; without it they are not judged"),
        ("customs", "What happens to custom operators"),
        ("partitions", "Which connected sets of operators the target takes"),
    ];

    public static ImmutableArray<(string Key, string Description)> Row { get; } =
    [
        ("types", "Combinations of types that are taken: one has to hold"),
        ("not_accepted", "Sentences for types that no row takes"),
        ("rules", "Conditions on everything else"),
        ("types_fail", "What happens when no row of types holds"),
        ("runtime", "From which runtime on the operator is taken"),
    ];

    public static ImmutableArray<(string Key, string Description)> Rule { get; } =
    [
        ("id", "The rule's own word; complete ids are <target>.<operator>.<id>"),
        ("when", "The cases that the rule speaks of"),
        ("check", "The condition that has to hold"),
        ("text", "The rule in a sentence with its limits, no full stop; {op} stands for the operator"),
        ("on_fail", "falls-back, refused, stops, wrong-results or not-judged"),
        ("stage", "load, prepare, invoke or compile"),
        ("falls_back_when", "The cases in which breaking the rule makes the operator fall back, whatever on_fail says"),
        ("first", "true for what is checked of every operator before anything else"),
        ("remedies", "What a user can do"),
        ("use", "Sets whose items stand here"),
    ];

    public static ImmutableArray<(string Key, string Description)> Option { get; } =
        [("type", "runtime, choice, count, bytes, fraction, flag or text"), ("default", "What holds when a recipe does not say"), ("values", "The values of a choice, examples for the rest"), ("assumed", "true when a recipe that does not say is told so"), ("description", "One sentence")];

    public static ImmutableArray<(string Key, string Description)> Partitions { get; } =
    [
        ("most", "How many partitions are taken; a number or the name of an option, 0 for all"),
        ("least_operators", "The smallest partition that is taken; a number or the name of an option"),
        ("choose", "Which partitions are taken when there are too many"),
        ("float16", "true when a DEQUANTIZE of float16 weights is no operator of a partition"),
        ("whole", "A condition on options, for example {setting: {…}}: where it holds, the target takes all operators or none"),
        ("form", "`runs`: partitions are runs of neighbouring operators in the file's order, not connected sets"),
        ("on_fail", "What happens to operators of partitions that are not taken"),
        ("stage", "When it shows"),
    ];

    public static ImmutableArray<string> Consequences { get; } = ["falls-back", "refused", "stops", "wrong-results", "not-judged"];
    public static ImmutableArray<string> Stages { get; } = ["load", "prepare", "invoke", "compile"];
    public static ImmutableArray<string> OptionTypes { get; } = ["runtime", "choice", "count", "bytes", "fraction", "flag", "text"];

    /// <summary>Every wrong key and every operator that the file format does not have.</summary>
    internal static IEnumerable<TableProblem> Problems(TableNode root)
    {
        if (root.Kind != TableNodeKind.Map) return [new(root.Line, "a target table is a mapping that begins with `title:` or `extends:`")];
        var found = Unknown(root, Top, "a target table").Concat(Operators(root["remove"]?.AsList() ?? []));
        foreach (var rule in root["every"]?.Items ?? []) found = found.Concat(Unknown(rule, Rule, "a rule"));
        foreach (var option in root["options"]?.Fields ?? []) found = found.Concat(Unknown(option.Value, Option, "an option"));
        foreach (var (names, row) in root["ops"]?.Fields ?? [])
        {
            found = found.Concat(names.Split(',', StringSplitOptions.TrimEntries).SelectMany(name => Operator(name, row.Line))).Concat(Unknown(row, Row, "an operator"));
            foreach (var rule in (row["rules"]?.Items ?? []).Concat(row["not_accepted"]?.Items ?? [])) found = found.Concat(Unknown(rule, Rule, "a rule"));
        }
        return found;
    }

    private static IEnumerable<TableProblem> Unknown(TableNode node, ImmutableArray<(string Key, string Description)> known, string what)
    {
        if (node.Kind != TableNodeKind.Map && node.Text.Length + node.Items.Count > 0) return [new(node.Line, $"{what} is a mapping of {Sentences.Alternatives([.. known.Select(key => key.Key)])}")];
        return node.Fields.Where(field => !known.Any(key => key.Key == field.Key)).Select(field => new TableProblem(field.Value.Line,
            $"`{field.Key}` is no key of {what}; {Expected(field.Key, known.Select(key => key.Key))}"));
    }

    private static IEnumerable<TableProblem> Operators(IEnumerable<TableNode> names) => names.SelectMany(name => Operator(name.Text, name.Line));

    // Names that the format does not have, nor one near to them, are custom operators.
    private static IEnumerable<TableProblem> Operator(string name, int line) =>
        BuiltinOperatorNames.TryParse(name, out _) || Spelling.Nearest(name, BuiltinOperatorNames.All.ToArray()) is not { } near ? [] : [new(line, $"`{name}` is no operator of the file format; did you mean `{near}`")];

    internal static string Expected(string word, IEnumerable<string> words) => Spelling.Nearest(word, words) is { } near ? $"did you mean `{near}`" : "the page on target tables lists them";
}
