using System.Collections.Immutable;

namespace OptRecipe.Targets.Rules;

/// <summary>Which set of Vela's rules holds: <c>npu: [u55, u85]</c>. <c>u85</c>: Ethos-U85. <c>u55</c>: U55 and U65, which share their rules, through the core of Vela 5.
/// <c>legacy</c>: U55 and U65 through the older Python core, which Vela up to 4.5 has and Vela 5 keeps behind <c>--debug-force-legacy-core</c>.</summary>
internal sealed class NpuPredicate(ImmutableArray<string> allowed) : Predicate
{
    public override Truth Test(OperatorContext context) => From(allowed.Contains(context.NpuRules));

    public override string Found(OperatorContext context) => $"accelerator {context.Selection.Value("accelerator")}";

    public static NpuPredicate Read(PredicateArgument argument) => new([.. argument.Node.AsList().Select(item => item.Text)]);

    /// <summary>As a support table prints it: <c>on Ethos-U85</c>.</summary>
    public static string Describe(Tables.TableNode node)
    {
        var words = node.AsList().Select(item => item.Text).ToArray();
        var names = words.Where(word => word != "legacy" || !words.Contains("u55")).Select(word => word switch
        {
            "u85" => "Ethos-U85",
            "u55" => words.Contains("legacy") ? "Ethos-U55 and U65" : "Ethos-U55 and U65 without the legacy core",
            "legacy" => "Ethos-U55 and U65 with the legacy core",
            _ => throw new Tables.TableFormatException(node.Line, $"`{word}` is no set of rules"),
        });
        return $"on {string.Join(", ", names)}";
    }

    /// <summary>One of the three words.</summary>
    public static string Of(TargetSelection selection)
    {
        if (selection.Value("accelerator")?.StartsWith("ethos-u85", StringComparison.Ordinal) ?? false) return "u85";
        return selection.Value("core") == "legacy" || selection.Value("vela")?.StartsWith('4') is true ? "legacy" : "u55";
    }
}
