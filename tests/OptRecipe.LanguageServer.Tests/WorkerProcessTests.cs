using System.Security.Cryptography;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Worker;
using OptRecipe.Pipeline.Running;
using OptRecipe.Testing;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>The built program as a worker.</summary>
public sealed class WorkerProcessTests
{
    [Fact]
    public async Task X10_the_worker_runs_a_recipe_and_answers_also_when_it_cannot()
    {
        var folder = Directory.CreateTempSubdirectory("optrecipe").FullName;
        try
        {
            var path = Path.Combine(folder, "a.optrecipe.yaml");
            var runs = new WorkerRuns(new(ServerProcess.Command("--worker"), TimeSpan.FromSeconds(30), TimeProvider.System, _ => { }));
            var result = await runs.Run(new(path, "recipe: 1\nmodel: missing.tflite\n", false, folder), new Progress<RunProgress>(), CancellationToken.None);
            Assert.Equal(RunStatus.Invalid, result.Status);
            Assert.Contains("missing.tflite", result.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>In this process, in the program as a worker of its own, and in the worker that its server takes on this processor.</summary>
    [Theory]
    [InlineData("full-int8")]
    [InlineData("prune")]
    [InlineData("equalize")]
    [InlineData("gpu-fp16")]
    public async Task However_a_recipe_is_run_it_writes_the_same_bytes(string example)
    {
        var expected = await Written(example, (request, cancellation) => Task.FromResult(PipelineAnalyzer.Run(request, new Progress<RunProgress>(), cancellation)));
        var server = ServerProcess.Command();
        foreach (var command in (WorkerCommand[])[ServerProcess.Command("--worker"), server with { Arguments = server.Arguments.Add("--worker") }])
        {
            var runs = new WorkerRuns(new(command, TimeSpan.FromMinutes(2), TimeProvider.System, _ => { }));
            Assert.Equal(expected, await Written(example, (request, cancellation) => runs.Run(request, new Progress<RunProgress>(), cancellation)));
        }
    }

    /// <summary>Names and contents of the models that a run of a copy of the example writes.</summary>
    private static async Task<string> Written(string example, Func<RunRequest, CancellationToken, Task<RunResult>> run)
    {
        var folder = Directory.CreateTempSubdirectory("optrecipe").FullName;
        try
        {
            var source = SharedFolder.InRepository("examples", example);
            foreach (var path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(folder, Path.GetRelativePath(source, path));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(path, copy);
            }
            if (Directory.Exists(Path.Combine(folder, "out"))) Directory.Delete(Path.Combine(folder, "out"), recursive: true);
            var recipe = Path.Combine(folder, $"{example}.optrecipe.yaml");
            var result = await run(new(recipe, await File.ReadAllTextAsync(recipe), true, folder), CancellationToken.None);
            Assert.True(result.Status == RunStatus.Succeeded, result.Message);
            var models = Directory.GetFiles(Path.Combine(folder, "out"), "*.tflite").Order(StringComparer.Ordinal);
            return string.Join('\n', models.Select(path => $"{Path.GetFileName(path)} {System.Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
