using OptRecipe.Disk;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Running;
using OptRecipe.Testing;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>A run that would do the same again is not made: same recipe, same files, same outputs, whatever their times say.</summary>
public sealed class UpToDateTests : IDisposable
{
    private const string Text = "recipe: 1\nmodel: digits_cnn.tflite\nsteps: [quantize: dynamic]\nbudget: {file: 200 KiB}\noutputs: [tflite: out/a.tflite, report: out/a.md]\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("optrecipe-current-").FullName;

    public UpToDateTests()
    {
        File.Copy(SharedFolder.InRepository("examples", "quickstart", "digits_cnn.tflite"), At("digits_cnn.tflite"));
        Assert.Equal(RunStatus.Succeeded, Run(Text).Status);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private RunResult Run(string text, bool again = false) => PipelineAnalyzer.Run(new(At("a.optrecipe.yaml"), text, false, _folder, again), new Nobody(), default);

    [Fact]
    public void The_same_again_is_up_to_date_and_tells_the_last_result()
    {
        var written = File.GetLastWriteTimeUtc(At("out/a.tflite"));
        var result = Run(Text);
        Assert.Equal(RunStatus.UpToDate, result.Status);
        Assert.Matches("^up to date: 337 KiB → .+; budget kept$", result.Message);
        Assert.Equal(["tflite", "report"], result.Outputs.Select(output => output.Kind));
        Assert.Equal(written, File.GetLastWriteTimeUtc(At("out/a.tflite")));
        Assert.Equal(RunStatus.Succeeded, Run(Text, again: true).Status);
        Assert.NotEqual(written, File.GetLastWriteTimeUtc(At("out/a.tflite")));
    }

    [Fact]
    public void A_new_time_on_the_same_bytes_changes_nothing()
    {
        File.SetLastWriteTimeUtc(At("digits_cnn.tflite"), DateTime.UtcNow.AddDays(-3));
        File.SetLastWriteTimeUtc(At("out/a.tflite"), DateTime.UtcNow.AddDays(-3));
        Assert.False(Known());
        Assert.Equal(RunStatus.UpToDate, Run(Text).Status);
        Assert.True(Known());
    }

    [Fact]
    public void The_editor_knows_it_without_a_run_until_the_text_changes()
    {
        Assert.True(Known());
        Assert.False(Known("# more\n"));
    }

    private bool Known(string more = "") => new RecipeAnalyzer(new DiskFiles([_folder])).Analyze(At("a.optrecipe.yaml"), Text + more, default).IsUpToDate;

    [Theory]
    [InlineData("model")]
    [InlineData("output")]
    [InlineData("gone")]
    [InlineData("text")]
    [InlineData("inputs")]
    [InlineData("broken inputs")]
    public void What_has_changed_is_run_again(string change)
    {
        var model = File.ReadAllBytes(At("digits_cnn.tflite"));
        switch (change)
        {
            case "model":
                // A name inside the description; the length stays.
                model[^1] ^= 1;
                File.WriteAllBytes(At("digits_cnn.tflite"), model);
                break;
            case "output": File.WriteAllText(At("out/a.md"), File.ReadAllText(At("out/a.md")).ToUpperInvariant()); break;
            case "gone": File.Delete(At("out/a.md")); break;
            case "inputs": File.Delete(At(".optrecipe/a.optrecipe.yaml.inputs")); break;
            case "broken inputs": File.AppendAllText(At(".optrecipe/a.optrecipe.yaml.inputs"), "file zz\n"); break;
        }
        var status = Run(change == "text" ? Text + "# more\n" : Text).Status;
        // A file that somebody else wrote is asked about, as ever.
        Assert.Equal(change == "output" ? RunStatus.NeedsForce : RunStatus.Succeeded, status);
    }

    private sealed class Nobody : IProgress<RunProgress>
    {
        public void Report(RunProgress value) { }
    }
}
