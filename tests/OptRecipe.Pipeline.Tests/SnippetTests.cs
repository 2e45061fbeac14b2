using System.Text.Json;
using System.Text.RegularExpressions;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Testing;

namespace OptRecipe.Pipeline.Tests;

/// <summary>What the client's snippets write, as it stands when only the names of the files are filled in, has no error and no warning.</summary>
public sealed partial class SnippetTests
{
    private static readonly JsonElement Snippets = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.InRepository("client", "snippets", "optrecipe.json"))).RootElement;

    public static TheoryData<string> Names => [.. Snippets.EnumerateObject().Select(snippet => snippet.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_snippet_writes_is_without_errors_and_warnings(string name)
    {
        var files = ExampleFiles.Of("starter");
        files["/w/model.tflite"] = files["/w/tones_dscnn.tflite"];
        var analysis = new RecipeAnalyzer(files).Analyze(Fixture.RecipePath, Whole(Expanded(Snippets.GetProperty(name))), default);
        Assert.Empty(analysis.Diagnostics.Where(diagnostic => diagnostic.Severity <= Severity.Warning).Select(diagnostic => Fixture.Line(analysis, diagnostic)));
    }

    [Fact]
    public void Every_snippet_says_what_it_is_for_and_ends_with_the_cursor()
    {
        foreach (var snippet in Snippets.EnumerateObject())
        {
            Assert.NotEqual("", snippet.Value.GetProperty("description").GetString());
            Assert.EndsWith("$0", snippet.Value.GetProperty("body").EnumerateArray().Last().GetString(), StringComparison.Ordinal);
        }
        Assert.Distinct(Snippets.EnumerateObject().Select(snippet => snippet.Value.GetProperty("prefix").GetString()));
    }

    /// <summary>A part in the smallest recipe that it needs.</summary>
    private static string Whole(string text)
    {
        const string Model = "recipe: 1\nmodel: model.tflite\n";
        const string Data = "data:\n  calibration: {path: calibration.npz}\n  evaluation: {path: test.npz, inputs: x, labels: y, metric: accuracy}\n";
        if (text.StartsWith("recipe: 1", StringComparison.Ordinal)) return text;
        if (text.StartsWith("- ", StringComparison.Ordinal)) return $"{Model}{Data}steps:\n{text}outputs: [{{tflite: out/model.tflite}}]\n";
        var isData = text.StartsWith("data:", StringComparison.Ordinal);
        return $"{Model}{(isData ? "" : Data)}{text}steps: [{{quantize: int8}}]\noutputs: [{{tflite: out/model.tflite}}]\n";
    }

    /// <summary>The body with each placeholder's default, or the first of its choices.</summary>
    private static string Expanded(JsonElement snippet)
    {
        var body = string.Concat(snippet.GetProperty("body").EnumerateArray().Select(line => line.GetString() + "\n"));
        return Choice().Replace(Placeholder().Replace(body, "$1"), "$1").Replace("$0", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\$\{\d+:([^}]*)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\$\{\d+\|([^,|]*)[^}]*\|\}")]
    private static partial Regex Choice();
}
