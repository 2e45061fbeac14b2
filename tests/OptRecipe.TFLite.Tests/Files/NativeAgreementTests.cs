using System.Text;
using System.Text.Json;
using OptRecipe.Testing;

namespace OptRecipe.TFLite.Tests.Files;

/// <summary>Native TensorFlow Lite 2.9 and we say the same about a file, or the page <c>server/docs/native-agreement.md</c> has a row that says why not.</summary>
public sealed class NativeAgreementTests
{
    private const int CaseCount = 3390;

    [Fact]
    public void Every_disagreement_about_a_file_is_a_row_with_its_reason()
    {
        if (SharedFolder.Require("", CaseCount) is not { } shared) return;
        var verdicts = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(shared, "golden", "kernels", "tflite_2.9.json"))) ?? [];
        var files = ModelFiles.In(Path.Combine(shared, "models")).Concat(ModelFiles.In(Path.Combine(shared, "golden", "kernels"))).ToArray();
        // These end the process when they are invoked; nobody should find out whether they do when they are loaded.
        bool Aborts(string path) => verdicts.GetValueOrDefault(Path.GetRelativePath(Path.Combine(shared, "golden", "kernels"), path)) == "aborts";
        var judged = files.Where(path => !Aborts(path)).Select(path => NativeVerdict.Of(Path.GetRelativePath(shared, path), File.ReadAllBytes(path))).ToArray();
        Assert.Equal(CaseCount, files.Length);
        Assert.Equal(81, files.Length - judged.Length);
        Assert.Empty(judged.Where(verdict => verdict is { IsAgreement: false, Reason: null }).Select(verdict => $"{verdict.File}: {verdict}"));
        Assert.Null(ExpectedFile.Problem(SharedFolder.InRepository("server", "docs", "native-agreement.md"), Page(judged, files.Length - judged.Length)));
    }

    private static string Page(NativeVerdict[] verdicts, int aborts)
    {
        var page = new StringBuilder("# What native TensorFlow Lite 2.9 says to the same files\n\n");
        page.Append("Written by `NativeAgreementTests` (`npm run update` rewrites it) over all models of `../shared/models` and `../shared/golden/kernels`. Native: the C library of `tfjs-tflite-node`, no\n");
        page.Append("delegate; it accepts a file when it makes an interpreter of it and allocates its tensors. We accept a file when it can be read, its verification has no error (warnings are accepted),\n");
        page.Append("and no operator in it needs a newer runtime than 2.9.0 or is unknown to the version tables.\n\n");
        page.Append("| files | we | native |\n| ---: | --- | --- |\n");
        foreach (var group in verdicts.GroupBy(verdict => (verdict.Ours, Native: verdict.Native is null ? "accepts" : "refuses")).OrderByDescending(group => group.Count()).ThenBy(group => group.Key.Ours, StringComparer.Ordinal))
            page.Append($"| {group.Count()} | {group.Key.Ours} | {group.Key.Native} |\n");
        page.Append($"| {aborts} | not asked | ends the process when invoked (listed in `tflite_2.9.json`), so it was not asked |\n");
        var rows = verdicts.Where(verdict => !verdict.IsAgreement).ToArray();
        page.Append($"\n## The {rows.Length} disagreements\n\n");
        foreach (var reason in NativeVerdict.Reasons.Where(reason => rows.Any(row => row.Reason == reason.Name))) page.Append($"- **{reason.Name}** ({rows.Count(row => row.Reason == reason.Name)}): {reason.Sentence}\n");
        page.Append("\n| file | reason | native says |\n| --- | --- | --- |\n");
        foreach (var row in rows) page.Append($"| `{row.File}` | {row.Reason} | {Cell(row.Native ?? "nothing: it accepts")} |\n");
        return page.ToString();
    }

    /// <summary>The first line, shortened.</summary>
    private static string Cell(string words)
    {
        var line = words.Split('\n')[0].Replace("|", "\\|", StringComparison.Ordinal);
        return line.Length <= 140 ? line : line[..140] + "…";
    }
}
