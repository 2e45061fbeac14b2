using System.Text.Json;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Tests;

/// <summary><c>optrecipe/report</c> over the record that a run leaves beside its recipe.</summary>
public sealed class ReportTests
{
    private const string Text = "recipe: 1\nmodel: m.tflite\n";

    private static void CheckReport(Func<string, string>? record, string text, Action<JsonElement> check, bool isOpen = true)
    {
        var folder = Directory.CreateTempSubdirectory("optrecipe").FullName;
        try
        {
            var recipe = Path.Combine(folder, "a.optrecipe.yaml");
            var uri = DocumentUri.OfPath(recipe).ToString();
            if (record is not null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(RunRecord.PathFor(recipe))!);
                File.WriteAllText(RunRecord.PathFor(recipe), record(folder));
            }
            File.WriteAllBytes(Path.Combine(folder, "a.tflite"), new byte[5]);
            using var client = new TestClient(new PipelineAnalyzer());
            client.Initialize();
            if (isOpen) client.Open(uri, text);
            else File.WriteAllText(recipe, text);
            check(client.Ask(2, "optrecipe/report", $$"""{"uri":"{{uri}}"}""").GetProperty("result"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Record(string folder) => $$"""
        {"version":1,"recipeHash":"{{RunRecord.HashOf(Text)}}","before":{"file":100,"gzip":90},"after":{"file":5,"gzip":4},"budget":[{"key":"file","limit":"4 bytes","measured":"5 bytes","kept":false}],
        "outputs":[{"kind":"tflite","path":{{TestClient.Quote(Path.Combine(folder, "a.tflite"))}},"bytes":5,"hash":"x"},{"kind":"report","path":{{TestClient.Quote(Path.Combine(folder, "gone.json"))}},"bytes":7,"hash":"x"}],
        "measured":{"data":"evaluation","samples":20,"metrics":[{"metric":"accuracy","better":"higher","unit":"share","float":{"value":0.9,"low":0.8,"high":1},"optimized":{"value":0.85,"low":null,"high":1},
        "difference":{"value":-0.05,"low":null,"high":null} }]} }
        """;

    [Fact]
    public void The_record_of_the_last_run_comes_with_figures_and_paths() => CheckReport(Record, Text, report =>
    {
        Assert.True(report.GetProperty("current").GetBoolean());
        Assert.Equal(5, report.GetProperty("after").GetProperty("file").GetInt32());
        Assert.Equal([true, false], report.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("present").GetBoolean()));
        Assert.StartsWith("file:///", report.GetProperty("outputs")[0].GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.False(report.GetProperty("budget")[0].GetProperty("kept").GetBoolean());
        Assert.Equal(20, report.GetProperty("samples").GetInt32());
        var metric = report.GetProperty("metrics")[0];
        Assert.Equal(-0.05, metric.GetProperty("difference").GetProperty("value").GetDouble());
        Assert.Equal(JsonValueKind.Null, metric.GetProperty("optimized").GetProperty("low").ValueKind);
    });

    [Fact]
    public void A_recipe_that_is_not_open_has_its_report_too() => CheckReport(Record, Text, report => Assert.True(report.GetProperty("current").GetBoolean()), isOpen: false);

    [Fact]
    public void A_text_that_has_changed_since_is_not_current() =>
        CheckReport(Record, Text + "# more\n", report => Assert.False(report.GetProperty("current").GetBoolean()));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"version":99,"outputs":[]}""")]
    public void Without_a_record_that_can_be_read_there_is_no_report(string? record) =>
        CheckReport(record is null ? null : _ => record, Text, report => Assert.Equal(JsonValueKind.Null, report.ValueKind));
}
