using OptRecipe.LanguageServer.Worker;

namespace OptRecipe.LanguageServer.Tests;

public sealed class WorkerCommandTests
{
    [Theory]
    [InlineData("/x/optrecipe-server", true, true, "/x/optrecipe-worker-avx512 --worker")]
    [InlineData("/x/optrecipe-server", true, false, "/x/optrecipe-server --worker")]
    [InlineData("/x/optrecipe-server", false, true, "/x/optrecipe-server --worker")]
    [InlineData("/usr/bin/dotnet", true, true, "/usr/bin/dotnet /x/optrecipe-server.dll --worker")]
    public void The_worker_is_the_fastest_file_that_this_processor_runs(string path, bool hasFile, bool hasFlags, string expected)
    {
        var command = WorkerCommand.Of(path, "/x", name => hasFile && name == "/x/optrecipe-worker-avx512", flags => hasFlags && flags.Contains("avx512f"));
        Assert.Equal(expected, string.Join(' ', [command.FileName, .. command.Arguments]));
    }
}
