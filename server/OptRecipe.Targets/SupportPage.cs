using System.Collections.Immutable;
using System.Text;

namespace OptRecipe.Targets;

/// <summary>A target's support table as a page of Markdown: <c>server/docs/targets/&lt;id&gt;.md</c>, written from the rows that judge.</summary>
public static class SupportPage
{
    /// <param name="isFile">Whether it becomes a file of this repository, which says how it is rewritten.</param>
    public static string Of(TargetDescription target, bool isFile = true)
    {
        var page = new StringBuilder($"# {Escape(target.Title)} (`{target.Id}`)\n\n{(isFile ? "Written from the target's table; `npm run update` rewrites it.\n\n" : "")}{Escape(target.Description)}\n\n");
        if (target.ShortFormOf is { } whole)
        {
            page.Append($"A short form: stands for [`{whole}`]({whole}.md) with {string.Join(", ", target.Implied.Select(option => $"`{option.Key}: {option.Value}`"))}; the rules are there.\n");
            return page.ToString();
        }
        if (!target.IsAvailable) return page.Append("Known by name; its rules are not written down yet, and nothing is judged.\n").ToString();
        page.Append($"Rules {Escape(target.Judgement)}.\n");
        var support = SupportTable.Of(TargetSelection.Of(target, [], out _));
        Options(page, target);
        if (support.Limits.Length > 0) page.Append("\n## Limits\n\n").AppendJoin('\n', support.Limits.Select(limit => $"- {Escape(limit)}")).Append('\n');
        if (support.Partitions.Length > 0) page.Append("\n## Partitions\n\n").AppendJoin('\n', support.Partitions.Select(rule => $"- {Escape(rule.Sentence)}; the others: {What(rule)} (`{rule.Id}`)")).Append('\n');
        page.Append("\n## Operators\n");
        foreach (var row in support.Rows)
        {
            page.Append($"\n### {row.OperatorName}\n\n");
            foreach (var types in row.Types) page.Append($"- takes {Escape(types)}\n");
            foreach (var rule in row.Rules) page.Append($"- {Escape(rule.Sentence)}; else: {What(rule)} (`{rule.Id}`)\n");
            if (row.Types.IsEmpty && row.Rules.IsEmpty) page.Append("- takes everything\n");
        }
        if (target.Sources.Length > 0) page.Append("\n## Sources\n\n").AppendJoin('\n', target.Sources.Select(source => $"- {Escape(source)}")).Append('\n');
        return page.ToString();
    }

    private static void Options(StringBuilder page, TargetDescription target)
    {
        if (target.Options.IsEmpty) return;
        page.Append("\n## Options\n\n| option | default | values | meaning |\n| --- | --- | --- | --- |\n");
        foreach (var option in target.Options)
            page.Append($"| `{option.Name}` | {Code(option.Default)} | {(option.Kind == TargetOptionKind.Flag ? "`true`, `false`" : string.Join(", ", option.Allowed.Select(Code)) + (option.Kind == TargetOptionKind.Choice ? "" : " …"))} | {Escape(option.Description)} |\n");
    }

    private static string Code(string? text) => text is null ? "" : $"`{text}`";

    private static string What(SupportRule rule)
    {
        var what = rule.OtherwiseKind switch { VerdictKind.FallsBack => "falls back", VerdictKind.Refused => "refused", VerdictKind.Stops => "stops the model", VerdictKind.NotJudged => "not judged", _ => "runs" };
        return rule.OtherwiseStage == VerdictStage.None ? what : $"{what} at {rule.OtherwiseStage.ToString().ToLowerInvariant()}";
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
