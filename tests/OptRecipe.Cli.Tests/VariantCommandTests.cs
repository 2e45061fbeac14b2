using System.Text.Json;
using OptRecipe.Testing;

namespace OptRecipe.Cli.Tests;

/// <summary><c>run</c> and <c>plan</c> of a recipe with a table of variants.</summary>
public sealed class VariantCommandTests : CommandFixture
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\nsteps: [quantize: dynamic]\noutputs: [{tflite: out/small.tflite}, {report: out/report.json}]\n";
    private const string Table = "variants: {quantize.scheme: [dynamic, float16]}\n";

    public VariantCommandTests() => Copy("digits_cnn.tflite", "examples", "quickstart", "digits_cnn.tflite");

    private string Recipe(string text)
    {
        File.WriteAllText(At("r.optrecipe.yaml"), text);
        return At("r.optrecipe.yaml");
    }

    [Fact]
    public async Task Run_compares_all_variants()
    {
        var recipe = Recipe(Head + Table);
        var (code, json) = await RunJson("run", recipe);
        Assert.Equal((0, "succeeded", "dynamic"), (code, json.GetProperty("status").GetString(), json.GetProperty("comparison").GetProperty("best").GetString()));
        using (var schema = JsonDocument.Parse(File.ReadAllText(SharedFolder.InRepository("schemas", "variants.schema.json"))))
        using (var report = JsonDocument.Parse(File.ReadAllText(At("out/report-variants.json"))))
            SchemaCheck.Check(report.RootElement, schema.RootElement, "report");
        var (_, output, _) = await Run("run", recipe);
        Assert.Contains("dynamic (best)", output, StringComparison.Ordinal);
        Assert.Contains("`dynamic` is the smallest, of 2 variants: 337 KiB → 90 KiB", output, StringComparison.Ordinal);
        Assert.False(File.Exists(At("out/small.tflite")));
    }

    [Fact]
    public async Task Run_takes_one_variant_or_none()
    {
        var recipe = Recipe(Head + Table);
        Assert.Equal(0, (await Run("run", recipe, "--variant", "float16")).Code);
        Assert.Equal(["report-float16.json", "small-float16.tflite"], Directory.GetFiles(At("out")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal(0, (await Run("run", recipe, "--as-written")).Code);
        Assert.True(File.Exists(At("out/small.tflite")) && !File.Exists(At("out/small-dynamic.tflite")));
        var (code, output, _) = await Run("run", recipe, "--variant", "float32");
        Assert.Equal((1, true), (code, output.Contains("there is no variant `float32`; did you mean `float16`", StringComparison.Ordinal)));
        await CheckRefused(["run", recipe, "--variant", "float16", "--as-written"], "--as-written");
    }

    [Theory]
    [InlineData("budget: {file: 100 KiB}\n", Table, 0)]
    [InlineData("budget: {file: 10 KiB}\n", Table, 3)]
    [InlineData("", "variants: {model: [a.tflite, b.tflite]}\n", 1)]
    [InlineData("", "variants: {quantize.schem: [int8]}\n", 1)]
    public async Task The_exit_code_is_0_as_soon_as_one_variant_keeps_the_budget(string budget, string table, int expected) =>
        Assert.Equal(expected, (await Run("run", Recipe(Head + budget + table))).Code);

    [Fact]
    public async Task Plan_shows_every_variant()
    {
        var recipe = Recipe(Head + "targets: [xnnpack]\nbudget: {file: 100 KiB}\n" + Table);
        var (code, json) = await RunJson("plan", recipe);
        var rows = json.GetProperty("plan").GetProperty("variants");
        Assert.Equal((0, "float16", true, false), (code, rows[1].GetProperty("variant").GetString(), rows[0].GetProperty("budget")[0].GetProperty("kept").GetBoolean(), rows[1].GetProperty("budget")[0].GetProperty("kept").GetBoolean()));
        await Run("run", recipe);
        foreach (var row in rows.EnumerateArray()) Assert.Equal(row.GetProperty("bytesAfter").GetInt64(), new FileInfo(At($"out/small-{row.GetProperty("variant").GetString()}.tflite")).Length);
        var (_, output, _) = await Run("plan", recipe);
        Assert.Contains("breaks file", output, StringComparison.Ordinal);
    }
}
