using System.IO.Pipes;
using OptRecipe.LanguageServer.Sessions;

namespace OptRecipe.LanguageServer.Tests;

public sealed class LifeCycleTests
{
    [Fact]
    public void L01_L02_before_initialize_requests_fail_and_notifications_are_dropped() => SessionScript.Check("""
        --> 7 textDocument/hover {}
        <-- 7 error -32002 `initialize` comes before `textDocument/hover`
        --> 8 shutdown
        <-- 8 error -32002
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"bad"}}
        <-- nothing
        --> exit
        <-- exit 1
        """);

    [Fact]
    public void L03_initialize_twice_is_refused_and_changes_nothing() => SessionScript.Check("""
        begin
        --> 2 initialize {"capabilities":{"general":{"positionEncodings":["utf-8"]}}}
        <-- 2 error -32600 only once
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"é bad"}}
        <-- textDocument/publishDiagnostics {"diagnostics":[{"range":{"start":{"line":0,"character":2},"end":{"line":0,"character":5}}}]}
        """);

    [Theory]
    [InlineData("""{"capabilities":{}}""")]
    [InlineData("""{}""")]
    [InlineData("""{"processId":null,"rootUri":null,"capabilities":null,"initializationOptions":null,"workspaceFolders":null,"x":[1]}""")]
    [InlineData("""{"rootPath":"/tmp","capabilities":{"textDocument":null,"window":[]}}""")]
    public void L04_L07_a_bare_initialize_is_enough_and_initialized_may_never_come(string parameters) => SessionScript.Check($"--> 1 initialize {parameters}\n" + """
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":3,"text":"bad"}}
        <-- 1 {"serverInfo":{"name":"optrecipe-server"}}
        <-- textDocument/publishDiagnostics {"version":3,"diagnostics":[{"code":"OR1001","severity":1,"source":"optrecipe"}]}
        """);

    [Fact]
    public void L05_before_the_answer_to_initialize_comes_nothing_but_messages_and_logs()
    {
        using var client = new TestClient();
        client.Send(
            TestClient.Message(null, "initialized", "{}"),
            TestClient.Message("1", "initialize", """{"processId":2147483647,"capabilities":{"workspace":{"configuration":true,"didChangeWatchedFiles":{"dynamicRegistration":true}},"window":{"workDoneProgress":true}},"trace":"verbose"}"""),
            TestClient.Message(null, "initialized", "{}"),
            TestClient.Message(null, "textDocument/didOpen", """{"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"bad"}}"""));
        var before = new List<string>();
        while (client.Next(_ => true) is var message && !message.TryGetProperty("id", out _)) before.Add(message.GetProperty("method").GetString()!);
        Assert.Empty(before.Except(["window/showMessage", "window/logMessage", "telemetry/event"]));
        Assert.Equal("client/registerCapability", client.Next(message => message.TryGetProperty("id", out _)).GetProperty("method").GetString());
    }

    [Fact]
    public void L07_initialized_twice_registers_once() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{"workspace":{"didChangeWatchedFiles":{"dynamicRegistration":true}}}}
        <-- 1 {}
        --> initialized {}
        --> initialized {}
        <-- client/registerCapability {"registrations":[{"method":"workspace/didChangeWatchedFiles"}]}
        <-- nothing
        """);

    [Fact]
    public void L06_without_capabilities_the_server_asks_for_nothing() => SessionScript.Check("""
        begin
        <-- nothing
        --> initialized {}
        <-- nothing
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"size"}}
        <-- textDocument/publishDiagnostics {"diagnostics":[{"code":"OR5001"}]}
        --> workspace/didChangeConfiguration {"settings":{"optrecipe":{"diagnostics":{"summary":false}}}}
        <-- textDocument/publishDiagnostics {"diagnostics":[]}
        <-- nothing
        """);

    [Fact]
    public void L09_after_shutdown_requests_are_refused_and_notifications_dropped() => SessionScript.Check("""
        begin
        --> 2 shutdown
        <-- 2 null
        --> 3 shutdown
        <-- 3 error -32600
        --> 4 textDocument/hover {}
        <-- 4 error -32600
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"bad"}}
        <-- nothing
        --> exit
        <-- exit 0
        """);

    [Fact]
    public void L10_exit_without_shutdown_is_code_1() => SessionScript.Check("begin\n--> exit\n<-- exit 1");

    [Fact]
    public void L10_shutdown_and_exit_in_one_write_is_code_0_and_both_are_done()
    {
        using var client = new TestClient();
        client.Initialize();
        client.Send(TestClient.Message("2", "shutdown", "null"), TestClient.Message(null, "exit", "null"));
        client.Answer("2");
        Assert.Equal(0, client.ExitCode());
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void L10_handlers_that_run_do_not_hold_the_exit_up_and_their_requests_are_answered(bool shutdown, int expected)
    {
        using var client = new TestClient();
        client.Initialize();
        client.Open("file:///a.optrecipe.yaml", "slow");
        client.Next("textDocument/publishDiagnostics");
        client.Send(TestClient.Message("7", "textDocument/hover", """{"textDocument":{"uri":"file:///a.optrecipe.yaml"},"position":{"line":0,"character":0} }"""));
        if (shutdown) client.Ask(2, "shutdown", "null");
        client.Notify("exit", "null");
        Assert.Equal(-32800, client.Answer("7").GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(expected, client.ExitCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Len")]
    [InlineData("Content-Length: 100\r\n\r\n{\"jsonrpc\"")]
    public void L11_the_end_of_the_input_ends_the_server(string rest)
    {
        using var client = new TestClient();
        client.Initialize();
        client.SendRaw(System.Text.Encoding.ASCII.GetBytes(rest));
        client.CloseInput();
        Assert.Equal(1, client.ExitCode());
    }

    [Fact]
    public void L11_the_end_of_the_input_after_shutdown_is_code_0() => SessionScript.Check("begin\n--> 2 shutdown\n<-- 2 null\n--> end of input\n<-- exit 0");

    [Fact]
    public async Task F13_a_client_that_stops_reading_for_good_ends_the_server()
    {
        using var input = new AnonymousPipeServerStream(PipeDirection.Out);
        var log = new List<string>();
        using var session = new Session(new AnonymousPipeClientStream(PipeDirection.In, input.ClientSafePipeHandle), new ClosedStream(), new FakeAnalyzer(), new FakeRuns(), TimeProvider.System, log.Add);
        session.Start();
        input.Write(TestClient.Frame(TestClient.Message("1", "initialize", "{}")));
        Assert.Equal(1, await session.Completion.WaitAsync(TestClient.Patience));
        Assert.Equal(["the client no longer reads: Broken pipe"], log);
    }

    private sealed class ClosedStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");
    }

    [Fact]
    public void L16_a_document_that_makes_the_analysis_throw_harms_no_other() => SessionScript.Check("""
        begin
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"boom"}}
        log cannot be checked: System.InvalidOperationException: boom
        --> textDocument/didOpen {"textDocument":{"uri":"file:///b.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"bad crash"}}
        <-- textDocument/publishDiagnostics {"uri":"file:///b.optrecipe.yaml","diagnostics":[{"code":"OR1001"}]}
        --> textDocument/didOpen {"textDocument":{"uri":"file:///c.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"bad"}}
        <-- textDocument/publishDiagnostics {"uri":"file:///c.optrecipe.yaml","diagnostics":[{"code":"OR1001"}]}
        """);

    [Fact]
    public void C04_unknown_methods_are_answered_or_logged_once() => SessionScript.Check("""
        begin
        --> 2 foo/bar {}
        <-- 2 error -32601 `foo/bar`
        --> 3 $/foo {}
        <-- 3 error -32601
        --> foo/baz {}
        --> foo/baz {}
        --> $/baz {}
        --> 4 optrecipe/plan {"uri":7}
        <-- 4 error -32602 `optrecipe/plan`: `uri`: expected a string, found the number 7
        --> 5 workspace/executeCommand {"command":"nonsense"}
        <-- 5 error -32602 `nonsense`
        --> 6 workspace/executeCommand {"command":"optrecipe.server.run"}
        <-- 6 error -32602 arguments
        log the notification `foo/baz` is unknown
        """);

    [Fact]
    public void J07_a_notification_of_the_wrong_shape_is_logged() => SessionScript.Check("""
        begin
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml"}}
        --> textDocument/didOpen []
        --> textDocument/didChange {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"contentChanges":7}
        --> textDocument/didOpen {"textDocument":{"uri":"not a uri","languageId":"optrecipe","version":1,"text":"bad"}}
        log `textDocument/didOpen` is not understood: `textDocument.text`: expected a value, found nothing
        log `textDocument/didChange` is not understood: `contentChanges`: expected an array, found the number 7
        log an absolute URI
        --> 2 shutdown
        <-- 2 null
        """);
}
