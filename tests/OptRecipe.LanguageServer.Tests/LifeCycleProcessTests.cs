using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>How the process begins and ends.</summary>
public sealed class LifeCycleProcessTests
{
    private static readonly string[] ShutdownAndExit = [TestClient.Message("90", "shutdown", "null"), TestClient.Message(null, "exit", "null")];

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void L10_shutdown_and_exit_is_code_0_and_exit_alone_is_code_1(bool shutdown, int expected)
    {
        using var server = new ServerProcess();
        server.Initialize();
        if (shutdown) server.Send(ShutdownAndExit);
        else server.Send(ShutdownAndExit[1]);
        Assert.Equal(expected, server.ExitCode());
    }

    [Theory]
    [InlineData("", false, 1)]
    [InlineData("Content-Len", false, 1)]
    [InlineData("Content-Length: 100\r\n\r\n{\"jsonrpc\"", false, 1)]
    [InlineData("", true, 0)]
    public void L11_the_end_of_the_input_ends_the_process(string rest, bool afterShutdown, int expected)
    {
        using var server = new ServerProcess();
        server.Initialize();
        if (afterShutdown) server.Ask(2, "shutdown", "null");
        server.SendRaw(Encoding.ASCII.GetBytes(rest));
        server.CloseInput();
        Assert.Equal(expected, server.ExitCode());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void L12_L13_the_server_ends_with_its_client_though_its_input_stays_open(bool byFlag)
    {
        using var client = Process.Start("sleep", "600");
        using var server = byFlag ? new ServerProcess("--stdio", $"--clientProcessId={client.Id}") : new ServerProcess("--stdio");
        // Before `initialize` every request is refused; the refusal shows that the server is there and watches.
        if (byFlag) server.Ask(1, "textDocument/hover", "{}");
        else server.Ask(1, "initialize", $$"""{"processId":{{client.Id}},"capabilities":{} }""");
        client.Kill();
        Assert.Equal(1, server.ExitCode());
        Assert.Contains("has ended", server.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "")]
    [InlineData("2147483647", "there is no process 2147483647 here")]
    [InlineData("0", "there is no process 0 here")]
    public async Task L14_without_a_process_to_watch_the_input_alone_decides(string processId, string logged)
    {
        using var server = new ServerProcess();
        server.Ask(1, "initialize", $$"""{"processId":{{processId}},"capabilities":{} }""");
        // The watch looks once a second.
        await Task.Delay(1500);
        Assert.Equal(JsonValueKind.Null, server.Ask(2, "textDocument/documentSymbol", """{"textDocument":{"uri":"file:///a.optrecipe.yaml"}}""").GetProperty("result").ValueKind);
        Assert.Equal(logged.Length > 0, server.Errors.Contains(logged.Length > 0 ? logged : "process", StringComparison.Ordinal));
        server.CloseInput();
        Assert.Equal(1, server.ExitCode());
    }

    [Theory]
    [InlineData("--version", 0)]
    [InlineData("--help", 0)]
    [InlineData("--settings", 0)]
    [InlineData("--nonsense", 2)]
    [InlineData("--socket=x", 2)]
    [InlineData("--pipe", 2)]
    public void L15_flags_have_their_exit_codes(string flag, int expected)
    {
        using var server = new ServerProcess(flag);
        var output = server.Process.StandardOutput.ReadToEnd();
        Assert.Equal(expected, server.ExitCode());
        Assert.Equal(expected == 0, output.Length > 0);
        Assert.Equal(expected != 0, server.Errors.Length > 0);
        if (flag == "--settings") Assert.Equal("boolean", JsonDocument.Parse(output).RootElement.GetProperty("optrecipe.diagnostics.summary").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("--pipe=NAME")]
    [InlineData("--pipe NAME")]
    [InlineData("--socket=PORT")]
    [InlineData("--socket PORT")]
    public void L15_a_session_runs_over_a_pipe_and_a_socket(string flag)
    {
        var folder = Directory.CreateTempSubdirectory("optrecipe").FullName;
        try
        {
            var path = Path.Combine(folder, "s");
            var isPipe = flag.StartsWith("--pipe", StringComparison.Ordinal);
            using var listener = isPipe
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(isPipe ? new UnixDomainSocketEndPoint(path) : new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            var port = (listener.LocalEndPoint as IPEndPoint)?.Port;
            using var server = new ServerProcess(flag.Replace("NAME", path, StringComparison.Ordinal).Replace("PORT", $"{port}", StringComparison.Ordinal).Split(' '));
            using var stream = new NetworkStream(listener.Accept(), ownsSocket: true) { ReadTimeout = 20_000 };
            stream.Write(TestClient.Frame(TestClient.Message("1", "initialize", """{"processId":null,"capabilities":{}}""")));
            Assert.Equal(1, TestClient.ReadFrame(stream, () => { })?.GetProperty("id").GetInt32());
            stream.Write([.. ShutdownAndExit.SelectMany(TestClient.Frame)]);
            Assert.Equal(90, TestClient.ReadFrame(stream, () => { })?.GetProperty("id").GetInt32());
            Assert.Equal(0, server.ExitCode());
            Assert.Equal("", server.Process.StandardOutput.ReadToEnd());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void L15_a_pipe_that_nobody_listens_on_is_one_line_and_code_1()
    {
        using var server = new ServerProcess("--pipe=/no/such/pipe");
        Assert.Equal(1, server.ExitCode());
        Assert.Contains("cannot be opened", Assert.Single(server.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public void L15_a_signal_ends_the_process_with_code_1_and_one_line(string signal)
    {
        using var server = new ServerProcess();
        server.Initialize();
        using (var kill = Process.Start("kill", [$"-{signal}", $"{server.Process.Id}"])) kill.WaitForExit();
        Assert.Equal(1, server.ExitCode());
        Assert.Contains($"SIG{signal}", Assert.Single(server.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
