using OptRecipe.LanguageServer.Worker;
using OptRecipe.Pipeline.Running;

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
            var runs = new WorkerRuns(new(new("dotnet", [ServerProcess.Dll, "--worker"]), TimeSpan.FromSeconds(30), TimeProvider.System, _ => { }));
            var result = await runs.Run(new(path, "recipe: 1\nmodel: missing.tflite\n", false, folder), new Progress<RunProgress>(), CancellationToken.None);
            Assert.Equal(RunStatus.Invalid, result.Status);
            Assert.Contains("missing.tflite", result.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
