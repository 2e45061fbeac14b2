using System.Globalization;
using System.Text;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>Rows about frames where the process itself is the matter: how it ends, what it prints, what it holds in memory.</summary>
public sealed class WireProcessTests
{
    private static string Hover(int id) => TestClient.Message($"{id}", "textDocument/hover", """{"textDocument":{"uri":"file:///a.optrecipe.yaml"},"position":{"line":0,"character":0} }""");

    [Theory]
    [InlineData("a\r\n\r\nb\r\n\r\nc\r\n\r\n", "3 header blocks")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}", "given twice")]
    [InlineData("Content-Length: 2147483648\r\n\r\n{}", "2147483648")]
    [InlineData("Content-Length: 9223372036854775808\r\n\r\n{}", "9223372036854775808")]
    [InlineData("X: 65536 times", "65536 bytes")]
    public void F07_F09_F10_F12_what_is_fatal_is_one_line_and_exit_code_1(string bytes, string expected)
    {
        using var server = new ServerProcess();
        server.SendRaw(Encoding.ASCII.GetBytes(bytes.Replace("65536 times", new string('a', 1 << 16), StringComparison.Ordinal)));
        Assert.Equal(1, server.ExitCode());
        Assert.Equal("", server.Process.StandardOutput.ReadToEnd());
        var lines = server.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(expected, lines[^1], StringComparison.Ordinal);
        Assert.All(lines[..^1], line => Assert.Contains("a header block is skipped", line, StringComparison.Ordinal));
    }

    [Fact]
    public void F11_after_a_length_that_was_too_small_the_second_frame_at_the_latest_is_answered()
    {
        using var server = new ServerProcess();
        server.Initialize();
        var body = Hover(2);
        server.SendRaw(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length - 3}\r\n\r\n{body}")));
        server.Send(Hover(3), Hover(4));
        Assert.True(server.Answer(4).TryGetProperty("result", out _));
    }

    [Fact]
    public void F13_a_client_that_closes_our_output_ends_the_process_with_one_line()
    {
        using var server = new ServerProcess();
        server.SendRaw(TestClient.Frame(TestClient.Message("1", "initialize", """{"processId":null,"capabilities":{}}""")));
        Assert.Equal('C', server.Process.StandardOutput.BaseStream.ReadByte());
        server.Process.StandardOutput.Close();
        try
        {
            server.Send(Hover(2), Hover(3));
        }
        catch (IOException)
        {
            // It has ended already.
        }
        Assert.Equal(1, server.ExitCode());
        Assert.Contains("no longer reads", Assert.Single(server.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void F14_while_nobody_reads_the_process_takes_requests_stays_small_and_ends_when_told()
    {
        using var server = new ServerProcess();
        server.SendRaw(TestClient.Frame(TestClient.Message("1", "initialize", """{"processId":null,"capabilities":{}}""")));
        for (var i = 0; i < 2000; i++)
        {
            server.Send(Hover(1000 + i));
            if (i % 10 == 0) server.Send(TestClient.Message(null, "$/cancelRequest", $$"""{"id":{{1000 + i}}}"""));
        }
        server.Process.Refresh();
        Assert.InRange(server.Process.WorkingSet64, 0, 400L << 20);
        server.Send(TestClient.Message("2", "shutdown", "null"), TestClient.Message(null, "exit", "null"));
        Assert.Equal(0, server.ExitCode());
    }

    [Fact]
    public void F16_the_first_bytes_are_a_header_and_nothing_but_frames_follows()
    {
        using var server = new ServerProcess();
        server.Send(
            TestClient.Message("1", "initialize", """{"processId":null,"capabilities":{}}"""), TestClient.Message("2", "shutdown", "null"), TestClient.Message(null, "exit", "null"));
        var output = server.Process.StandardOutput.ReadToEnd();
        Assert.Equal(0, server.ExitCode());
        Assert.StartsWith("Content-Length: ", output, StringComparison.Ordinal);
        Assert.EndsWith("""{"jsonrpc":"2.0","id":2,"result":null}""", output, StringComparison.Ordinal);
        Assert.Equal("", server.Errors);
    }

    [Fact]
    public void J01_J02_J03_J04_J09_what_is_no_message_is_answered_without_id_and_the_process_lives()
    {
        using var server = new ServerProcess();
        server.Initialize();
        string[] bodies = ["{", "42", "[]", """{"id":1.5,"method":"a"}""", $$"""{"id":7,"method":"a","params":{{new string('[', 200_000)}}"""];
        foreach (var body in bodies) server.Send(body);
        server.SendRaw([.. "Content-Length: 12\r\n\r\n{\"id\":\""u8, 0xFF, 0xFE, .. "\"} "u8]);
        int[] expected = [-32700, -32600, -32600, -32600, -32700, -32700];
        foreach (var code in expected) Assert.Equal(code, server.Next().GetProperty("error").GetProperty("code").GetInt32());
        Assert.True(server.Ask(8, "textDocument/documentSymbol", """{"textDocument":{"uri":"file:///a.optrecipe.yaml"}}""").TryGetProperty("result", out _));
    }
}
