using OptRecipe.LanguageServer.Analysis;
using OptRecipe.Pipeline.Running;
using OptRecipe.Testing;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>Variants over the wire and in the worker.</summary>
public sealed class VariantTests : IDisposable
{
    private const string Text = "recipe: 1\nmodel: digits_cnn.tflite\nsteps: [quantize: dynamic]\noutputs: [tflite: out/a.tflite]\nvariants: {quantize.scheme: [dynamic, float16]}\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("optrecipe-variants-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private RunResult Run(string text, bool compares = true, bool again = false)
    {
        if (!File.Exists(At("digits_cnn.tflite"))) File.Copy(SharedFolder.InRepository("examples", "quickstart", "digits_cnn.tflite"), At("digits_cnn.tflite"));
        return PipelineAnalyzer.Run(new(At("a.optrecipe.yaml"), text, false, _folder, again) { ComparesVariants = compares }, new Nobody(), default);
    }

    [Fact]
    public void A_variant_that_is_up_to_date_is_not_run_again()
    {
        var first = Run(Text).Comparison!;
        var written = Times();
        Assert.Equal(first.ToJson(), Run(Text).Comparison!.ToJson());
        Assert.Equal(written, Times());
        var more = Run(Text.Replace("float16]", "float16, weight-only]", StringComparison.Ordinal)).Comparison!;
        Assert.Equal(["dynamic", "float16", "weight-only"], more.Variants.Select(row => row.Variant));
        Assert.Equal(written, Times());
        Run(Text.Replace("steps: [", "steps: [prune: {sparsity: 10 %}, ", StringComparison.Ordinal));
        Assert.All(written.Zip(Times()), pair => Assert.NotEqual(pair.First, pair.Second));

        DateTime[] Times() => [File.GetLastWriteTimeUtc(At("out/a-dynamic.tflite")), File.GetLastWriteTimeUtc(At("out/a-float16.tflite"))];
    }

    [Fact]
    public void The_recipe_as_it_is_written_runs_beside_its_variants()
    {
        Run(Text);
        Assert.Equal(RunStatus.Succeeded, Run(Text, compares: false).Status);
        Assert.Equal(["a-dynamic.tflite", "a-float16.tflite", "a.tflite"], Directory.GetFiles(At("out")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal(RunStatus.UpToDate, Run(Text, compares: false).Status);
    }

    [Fact]
    public void A_client_runs_the_table_and_reads_its_page()
    {
        using var workspace = new RealWorkspace("""{"trusted":true,"variantsCommand":"x.compare","variantsPageCommand":"x.page"}""");
        workspace.Open("a.optrecipe.yaml", Text);
        workspace.UntilPlanned("a.optrecipe.yaml");
        var uri = workspace.Uri("a.optrecipe.yaml");
        var page = workspace.Client.Ask(2, "optrecipe/variantsPage", $$"""{"uri":"{{uri}}"}""").GetProperty("result");
        Assert.Equal((false, true), (page.GetProperty("found").GetBoolean(), page.GetProperty("markdown").GetString()!.StartsWith("There is nothing to compare", StringComparison.Ordinal)));
        Assert.Equal(["x.compare"], Commands(3));
        var run = workspace.Client.Ask(4, "optrecipe/run", $$"""{"uri":"{{uri}}","variants":true}""").GetProperty("result");
        Assert.Equal(("succeeded", 2), (run.GetProperty("status").GetString(), run.GetProperty("outputs").GetArrayLength()));
        Assert.StartsWith("`dynamic` is the smallest, of 2 variants: ", run.GetProperty("message").GetString(), StringComparison.Ordinal);
        page = workspace.Client.Ask(5, "optrecipe/variantsPage", $$"""{"uri":"{{uri}}"}""").GetProperty("result");
        Assert.Equal((true, true), (page.GetProperty("found").GetBoolean(), page.GetProperty("markdown").GetString()!.StartsWith("# Variants of a.optrecipe.yaml\n", StringComparison.Ordinal)));
        Assert.Equal(["x.compare", "x.page"], Commands(6));
        Assert.Contains("## 2 variants", workspace.Client.Ask(7, "optrecipe/plan", $$"""{"uri":"{{uri}}"}""").GetProperty("result").GetProperty("markdown").GetString(), StringComparison.Ordinal);

        string[] Commands(int id) => [.. workspace.Client.Ask(id, "textDocument/codeLens", $$"""{"textDocument":{"uri":"{{uri}}"} }""").GetProperty("result").EnumerateArray()
            .Select(lens => lens.TryGetProperty("command", out var command) ? command.GetProperty("command").GetString()! : "").Where(name => name.StartsWith("x.", StringComparison.Ordinal))];
    }

    private sealed class Nobody : IProgress<RunProgress>
    {
        public void Report(RunProgress value) { }
    }
}
