using System.Text;

namespace OptRecipe.Testing.Quantization;

/// <summary>The page that says how our files compare with ai-edge-quantizer's: <c>server/docs/aeq-agreement.md</c>.</summary>
public static class AiEdgePage
{
    private const string Head = """
        # Agreement with ai-edge-quantizer

        Written by `AiEdgeAgreementTests` (`npm run update` rewrites it); `npm run conformance -- --quantization` prints the same rows. Every recipe of golden/aeq (ai-edge-quantizer 0.10.0) is
        put into our words (`numerics: ai-edge-quantizer`, rules, `io`), made by our passes with the ranges that the tool's calibration recorded, and compared with its file: operators, options,
        connections, types, scales, zero points and block scales to the last bit, weights and biases byte for byte. Where only the tensors are stored they are compared by value and digest.
        GPTQ learns from the samples that the tool was calibrated with: the first 64 of a seed task, the 16 stored ones of every other model.

        Two things are not compared: versions of operators, which the tool never raises (ours writes those that the types need), and the resizable dimension of tensors that the tool adds.

        *same*: no difference. *deviates*: one, with its reason. *ours only*: the tool refuses; ours says what it does. *not done*: read, not made.


        """;

    public static string Text(IReadOnlyCollection<AgreementRow> rows)
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var line in Summary(rows)) text.Append(line).Append('\n');
        text.Append("\n| model | recipe | file | bytes | the tool's bytes | note |\n| --- | --- | --- | ---: | ---: | --- |\n");
        foreach (var row in rows.Where(row => row.Agreement != Agreement.Same)) text.Append(Line(row)).Append('\n');
        return text.ToString();
    }

    /// <summary>One line a recipe: how many models are the same, and how many are not.</summary>
    public static IEnumerable<string> Summary(IEnumerable<AgreementRow> rows) =>
    [
        "| recipe | same | deviates | ours only | not done |", "| --- | ---: | ---: | ---: | ---: |",
        .. rows.GroupBy(row => row.Name.StartsWith("special/", StringComparison.Ordinal) ? "special graphs" : row.Name.StartsWith("ops/", StringComparison.Ordinal) ? $"one operator, {row.Form}" : row.Form).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
            $"| {group.Key} | {Count(group, Agreement.Same)} | {Count(group, Agreement.Deviates)} | {Count(group, Agreement.OnlyOurs)} | {Count(group, Agreement.NotDone)} |"),
    ];

    public static string Line(AgreementRow row)
    {
        var word = row.Agreement switch { Agreement.Same => "same", Agreement.Deviates => "deviates", Agreement.OnlyOurs => "ours only", Agreement.NotDone => "not done", _ => "DIFFERS" };
        return FormattableString.Invariant($"| {row.Name} | {row.Form} | {word} | {(row.Bytes == 0 ? "–" : $"{row.Bytes:N0}")} | {(row.ReferenceBytes == 0 ? "–" : $"{row.ReferenceBytes:N0}")} | {row.Detail.Replace('\n', ' ')} |");
    }

    private static string Count(IEnumerable<AgreementRow> rows, Agreement agreement) => rows.Count(row => row.Agreement == agreement) is > 0 and var count ? $"{count}" : "";
}
