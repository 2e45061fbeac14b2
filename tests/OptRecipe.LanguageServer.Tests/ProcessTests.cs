using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OptRecipe.LanguageServer.Worker;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>The built program as a process of its own.</summary>
public sealed class ProcessTests
{
    private static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "optrecipe-server.dll");

    private static Process Start(params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet", [Dll, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(info) ?? throw new InvalidOperationException("dotnet does not start");
    }

    [Theory]
    [InlineData("--version", 0)]
    [InlineData("--help", 0)]
    [InlineData("--settings", 0)]
    [InlineData("--nonsense", 2)]
    [InlineData("--socket=x", 2)]
    public async Task L15_flags_have_their_exit_codes(string flag, int expected)
    {
        using var process = Start(flag);
        var (output, error) = (await process.StandardOutput.ReadToEndAsync(), await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(expected, process.ExitCode);
        Assert.Equal(expected == 0, output.Length > 0);
        Assert.Equal(expected != 0, error.Length > 0);
        if (flag == "--settings") Assert.Equal("boolean", JsonDocument.Parse(output).RootElement.GetProperty("optrecipe.diagnostics.summary").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task L12_L13_the_server_ends_with_its_client_though_its_input_stays_open(bool byFlag)
    {
        using var client = Process.Start("sleep", "600");
        using var server = byFlag ? Start("--stdio", $"--clientProcessId={client.Id}") : Start("--stdio");
        if (!byFlag) await server.StandardInput.BaseStream.WriteAsync(TestClient.Frame(TestClient.Message("1", "initialize", $$"""{"processId":{{client.Id}},"capabilities":{} }""")));
        await server.StandardInput.BaseStream.FlushAsync();
        if (!byFlag) Assert.Equal('C', server.StandardOutput.Read());
        else await Task.Delay(1000);
        client.Kill();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await server.WaitForExitAsync(patience.Token);
        Assert.Equal(1, server.ExitCode);
        Assert.Contains("has ended", await server.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F16_the_first_bytes_are_a_header_and_a_session_ends_with_0()
    {
        using var server = Start();
        await server.StandardInput.BaseStream.WriteAsync((byte[])
        [
            .. TestClient.Frame(TestClient.Message("1", "initialize", """{"processId":null,"capabilities":{}}""")),
            .. TestClient.Frame(TestClient.Message("2", "shutdown", "null")),
            .. TestClient.Frame(TestClient.Message(null, "exit", "null")),
        ]);
        await server.StandardInput.BaseStream.FlushAsync();
        var output = await server.StandardOutput.ReadToEndAsync();
        await server.WaitForExitAsync();
        Assert.Equal(0, server.ExitCode);
        Assert.StartsWith("Content-Length: ", output, StringComparison.Ordinal);
        Assert.EndsWith("""{"jsonrpc":"2.0","id":2,"result":null}""", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X10_the_worker_runs_a_recipe_and_answers_also_when_it_cannot()
    {
        var folder = Directory.CreateTempSubdirectory("optrecipe").FullName;
        try
        {
            var path = Path.Combine(folder, "a.optrecipe.yaml");
            var runs = new WorkerRuns(new("dotnet", [Dll, "--worker"]), TimeSpan.FromSeconds(30), TimeProvider.System, _ => { });
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
