using System.Text.RegularExpressions;
using OptRecipe.Pipeline.Checks;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Testing;
using Xunit.Abstractions;

namespace OptRecipe.Pipeline.Tests;

/// <summary>What holds for every quick fix: it takes its diagnostic away and brings no error. And every diagnostic without a fix says why it has none.</summary>
public sealed partial class FixTests(ITestOutputHelper output)
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\n";

    /// <summary>What the examples of the pages and the corpus do not show.</summary>
    private static readonly string[] More =
    [
        Head + "targets:\n  - xnnpack: {runtime: tflite-2.9}\nsteps:\n  - quantize: dynamic\noutputs:\n  - tflite: out.tflite\n",
        Head + "targets: [{xnnpack: {runtime: tflite-2.9, require: 90 %}}]\nsteps:\n  - quantize: dynamic\noutputs:\n  - tflite: out.tflite\n",
        Head + "targets:\n  - tflite-micro\n  - xnnpack\nsteps:\n  - quantize: dynamic\n",
        Head + "targets: [tflite-micro]\nsteps:\n  - quantize:\n      scheme: dynamic\n",
        Head + "targets: [edge-tpu]\nsteps: [{quantize: float16}]\n",
        Head + "targets: [gpu, web, ios, hexagon, ethos-u]\nsteps: [{quantize: dynamic}]\n",
        Head + "targets: [xnnpack]\nbudget:\n  coverage: {xnnpack: 100 %}\n  file: 1 KiB\n  flash: 1 KiB\n  arena: 1 KiB\nsteps: [{quantize: float16}]\n",
        Head + "data:\n  calibration: {path: digits.npz, inputs: x}\nsteps:\n  - quantize: {scheme: int8, exempt: {auto: true}}\nbudget: {accuracy_drop: 1 point}\n",
        Head + "data:\n  calibration:\n    path: digits.npz\n    inputs: x\nbudget:\n  accuracy_drop: 1 point\nsteps:\n  - quantize: int8\n",
        Head + "data: {calibration: digits.npz}\nbudget: {accuracy: 90 %}\n",
        Head + "steps:\n  - quantize: dynamic\n  - prune: {sparsity: 50 %}\n",
        Head + "steps: [quantize: dynamic, prune: {sparsity: 50 %}]\n",
        Head + "steps:\n  - cluster\n  - tidy: {names: strip}\n  - quantize: dynamic\noutputs:\n  - tflite: {path: a.tflite, compress: decode}\n  - report: a.html\n  - c_array: a.cc\nvariants: {quantize.scheme: [int8]}\n",
        Head + "data: {calibration: {path: digit.npz, inputs: x}}\nsteps: [{quantize: int8}]\n",
        "recipe: 1\nmodel: folder\nsteps: [{quantize: dynamic}]\n",
        Head + "use: [test.optrecipe.yaml, nothing.optrecipe.yaml]\n",
        Head + "targets: [web]\noutputs: [{tflite: out.tflite}]\n",
        "recipe: 1\nmodel:\n  path: digits_cnn.tflite\ntargets: [litert-js]\nsteps: [{quantize: float16}]\n",
        "recipe: 1\nmodel: {path: digits_cnn.tflite, input_shapes: {z: [1, 28, 28, 1]}}\n",
        "recipe: 1\nmodel: m.tflite\ntargets: ['xnnpack' 'gpu']\n",
        Head + "data: {calibration: {path: digits.npz, inputs: X}}\nsteps: [{quantize: int8}]\n",
        Head + "data: {calibration: {path: many.npz, samples: 2050}}\nsteps: [{quantize: int8}]\n",
        Head + "# optrecipe-ignore\nsteps: [{quantize: dynamic}]   # optrecipe-ignore: why\n",
    ];

    [Fact]
    public void Every_fix_takes_its_diagnostic_away_and_brings_no_error()
    {
        var (fixture, count, wrong) = (new Fixture(), 0, new List<string>());
        foreach (var text in Texts())
        {
            var before = Analyze(fixture, text);
            foreach (var diagnostic in before.Diagnostics)
                foreach (var fix in diagnostic.Fixes)
                {
                    count++;
                    var after = fixture.Analyze(before.Text.WithEdits(fix.Edits).Text);
                    var brought = Brought(before, after).Where(error => !IsExpected(diagnostic.Descriptor.Code, fix.Title, error)).ToArray();
                    if (Count(after, diagnostic) >= Count(before, diagnostic) || brought.Length > 0)
                        wrong.Add($"{diagnostic.Descriptor.Code} «{fix.Title}» {(brought.Length > 0 ? "brings " + string.Join(" | ", brought) : "leaves it")}\n{text}\n=>\n{after.Text.Text}");
                }
        }
        output.WriteLine($"{count} fixes");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}\n" + string.Join("\n\n", wrong));
        Assert.True(count > 150, $"only {count} fixes");
    }

    [Fact]
    public void Every_diagnostic_has_a_fix_or_says_on_its_page_why_it_has_none()
    {
        var fixture = new Fixture();
        var fixable = Texts().Select(text => Analyze(fixture, text)).Append(Preset()).SelectMany(analysis => analysis.Diagnostics).Where(diagnostic => !diagnostic.Fixes.IsEmpty).Select(diagnostic => diagnostic.Descriptor.Code).ToHashSet(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var code in Recipe.Checks.CheckTable.Descriptors.Concat(CheckTable.Descriptors).Select(descriptor => descriptor.Code).Distinct())
        {
            var page = File.ReadAllText(SharedFolder.InRepository("server", "docs", "diagnostics", code + ".md"));
            var said = page.IndexOf(FixTitle, StringComparison.Ordinal) is >= 0 and var at ? page[(at + FixTitle.Length)..].Trim() : "";
            if (said.Length == 0 || said.StartsWith("None", StringComparison.Ordinal) == fixable.Contains(code) || said is "None.") wrong.Add($"{code} {(fixable.Contains(code) ? "has a fix" : "has none")}; its page says: {said}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private const string FixTitle = "\n## Fix\n";

    private static RecipeAnalysis Analyze(Fixture fixture, string text)
    {
        fixture.Files["/w/many.npz"] = Many;
        return fixture.Analyze(text);
    }

    private static readonly byte[] Many = Fixture.Samples(2100, 28, 28, 1);

    private static RecipeAnalysis Preset() => RecipeAnalyzer.AnalyzeText(Fixture.RecipePath, new("recipe: 1\nmodel: m.tflite\nsteps: [{quantize: dynamic}]\n"), isPreset: true);

    /// <summary>A fix may bring to light what the mistake hid, or write what only the user can complete.</summary>
    private static bool IsExpected(string code, string title, string error) => (code, error) switch
    {
        // What could not be read until now is read, and may be wrong itself; it is never broken text.
        (['O', 'R', '1', ..] or "OR2003" or "OR2011", not ['O', 'R', '1', '0', ..]) => true,
        // Where nothing beside the recipe looks like samples, the file's name is to be changed.
        (_, "OR3020") => title is "Name calibration data" or "Use full int8 (needs calibration)",
        _ => false,
    };

    private static int Count(RecipeAnalysis analysis, Diagnostic diagnostic) => analysis.Diagnostics.Count(other => other.Descriptor == diagnostic.Descriptor && other.Message == diagnostic.Message);

    /// <summary>Codes of errors that there are more of.</summary>
    private static IEnumerable<string> Brought(RecipeAnalysis before, RecipeAnalysis after)
    {
        var old = Errors(before).CountBy(code => code).ToDictionary();
        return Errors(after).CountBy(code => code).Where(pair => pair.Value > old.GetValueOrDefault(pair.Key)).Select(pair => pair.Key);
    }

    private static IEnumerable<string> Errors(RecipeAnalysis analysis) => analysis.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => diagnostic.Descriptor.Code);

    private static IEnumerable<string> Texts()
    {
        foreach (var path in Directory.GetFiles(SharedFolder.InRepository("tests", "corpus", "recipes"), "*.optrecipe.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)) yield return File.ReadAllText(path);
        foreach (var path in Directory.GetFiles(SharedFolder.InRepository("server", "docs", "diagnostics"), "*.md").Order(StringComparer.Ordinal))
            foreach (Match match in Example().Matches(File.ReadAllText(path)))
                if (!match.Groups[1].Value.Contains(" × ", StringComparison.Ordinal)) yield return Escape().Replace(match.Groups[1].Value, escape => ((char)Convert.ToInt32(escape.Groups[1].Value, 16)).ToString());
        foreach (var text in More) yield return text;
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\{\{U\+([0-9A-F]{4})\}\}")]
    private static partial Regex Escape();
}
