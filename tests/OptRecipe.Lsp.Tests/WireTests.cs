using System.Text;
using System.Text.Json;
using OptRecipe.Lsp.Framing;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.Lsp.Tests;

public sealed class WireTests
{
    public static TheoryData<string> Cases => [.. Directory.GetFiles(WireCase.Folder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bytes_on_the_wire_are_answered_as_the_case_says(string name) => WireCase.Check(name);

    [Fact]
    public void F10_memory_follows_the_bytes_that_came_and_not_the_claimed_length()
    {
        var input = new MemoryStream(Encoding.ASCII.GetBytes($"Content-Length: {256 << 20}\r\n\r\n{{}}"));
        Wire.Send(new MemoryStream(Wire.Frame("{}")));
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var reader = new FrameReader(input, TimeProvider.System, _ => { });
        Assert.Null(reader.Read());
        Assert.True(reader.EndedInsideFrame);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void F12_a_header_without_end_is_fatal_at_64_KiB()
    {
        var outcome = Wire.Send(new MemoryStream(Encoding.ASCII.GetBytes("X: " + new string('a', 4 << 20))));
        Assert.Contains("65536", outcome.Fatal, StringComparison.Ordinal);
    }

    [Fact]
    public void F12_a_frame_that_stays_incomplete_is_logged()
    {
        var time = new ManualTime();
        var log = new List<string>();
        using var stream = new StallingStream(Encoding.ASCII.GetBytes("Content-Length: 100\r\n\r\n{"), () => time.Advance(TimeSpan.FromSeconds(11)));
        using var reader = new FrameReader(stream, time, log.Add);
        Assert.Null(reader.Read());
        Assert.Equal(["a frame has been incomplete for 10 s"], log);
    }

    [Fact]
    public void F01_a_body_longer_than_the_buffer_arrives_whole()
    {
        var text = string.Concat(Enumerable.Repeat("é😀𐐀x", 100_000));
        var outcome = Wire.Send(new MemoryStream(Wire.Frame($$"""{"id":1,"method":"{{text}}"}""")));
        Assert.Equal(text, outcome.Frames[0].GetProperty("result").GetProperty("method").GetString());
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void J04_deep_params_are_an_error_and_not_the_end(string open)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 200_000));
        var input = new MemoryStream([.. Wire.Frame($$"""{"id":1,"method":"a","params":{{deep}}"""), .. Wire.Frame("""{"id":2,"method":"b"}""")]);
        var frames = Wire.Send(input).Frames;
        Assert.Equal(-32700, frames[0].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(2, frames[1].GetProperty("id").GetInt32());
    }

    [Fact]
    public void J08_a_long_id_comes_back_whole()
    {
        var id = new string('x', 10 << 10);
        Assert.Equal(id, Wire.Send(new MemoryStream(Wire.Frame($$"""{"id":"{{id}}","method":"a"}"""))).Frames[0].GetProperty("id").GetString());
    }

    [Fact]
    public void F15_frames_written_by_many_threads_never_interleave()
    {
        using var output = new MemoryStream();
        using var connection = new Connection(Stream.Null, output, TimeProvider.System, _ => { }, _ => { });
        Parallel.For(0, 2000, i => connection.Notify("é😀𐐀", new MessageParams(MessageType.Log, $"{i} é😀𐐀")));
        Assert.True(connection.Drain(TimeSpan.FromSeconds(10)));
        var numbers = Wire.Frames(output.ToArray()).Select(frame => int.Parse(frame.GetProperty("params").GetProperty("message").GetString()!.Split(' ')[0]));
        Assert.Equal(Enumerable.Range(0, 2000), numbers.Order());
    }

    [Fact]
    public void F16_the_first_bytes_are_a_header_without_byte_order_mark()
    {
        using var output = new MemoryStream();
        using var connection = new Connection(Stream.Null, output, TimeProvider.System, _ => { }, _ => { });
        connection.Notify("a", null);
        connection.Drain(TimeSpan.FromSeconds(5));
        Assert.StartsWith("Content-Length: ", Encoding.Latin1.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.0", 1)]
    [InlineData("1e0", 1)]
    [InlineData("-1", 0)]
    [InlineData("7", 7)]
    public void J13_numbers_of_a_position_are_read_leniently(string number, int expected) =>
        Assert.Equal(expected, JsonInput.Parse(Encoding.UTF8.GetBytes($$"""{"line":{{number}},"character":0}"""), Position.Read).Line);

    [Theory]
    [InlineData("""{"textDocument":{"uri":"a"},"position":{"line":3000000000,"character":0}}""", "position.line")]
    [InlineData("""{"textDocument":{"uri":"a"},"position":{"line":1.5,"character":0}}""", "position.line")]
    [InlineData("""{"textDocument":{"uri":7},"position":{"line":1,"character":0}}""", "textDocument.uri")]
    [InlineData("""{"textDocument":{},"position":{"line":1,"character":0}}""", "textDocument.uri")]
    [InlineData("""{"textDocument":{"uri":"a"},"position":null}""", "position")]
    [InlineData("""{"textDocument":{"uri":"a"},"position":{"line":1}}""", "position.character")]
    [InlineData("""{"textDocument":{"uri":"a"}}""", "position")]
    [InlineData("[]", "")]
    [InlineData("\"x\"", "")]
    public void J07_params_of_the_wrong_shape_name_the_member(string json, string member) =>
        Assert.Equal(member, Assert.Throws<InvalidParamsException>(() => JsonInput.Parse(Encoding.UTF8.GetBytes(json), TextDocumentPositionParams.Read)).Member);

    [Fact]
    public void J07_a_wrong_element_of_a_list_is_named_with_its_index()
    {
        const string Json = """{"textDocument":{"uri":"a","version":1},"contentChanges":[{"text":""},{"range":{"start":{"line":1,"character":1},"end":{"line":"x"}},"text":""}]}""";
        Assert.Equal("contentChanges[1].range.end.line", Assert.Throws<InvalidParamsException>(() => JsonInput.Parse(Encoding.UTF8.GetBytes(Json), DidChangeParams.Read)).Member);
    }

    [Theory]
    [InlineData(@"a \ud83d x", "a \uFFFD x")]
    [InlineData(@"\ude00\n\ud83d\ude00\u00e9\/", "\uFFFD\n😀é/")]
    [InlineData(@"\ud83d\ud83d\ude00", "\uFFFD😀")]
    public void J14_a_lone_surrogate_becomes_one_replacement_character(string escaped, string expected) =>
        Assert.Equal(expected, JsonInput.Parse(Encoding.UTF8.GetBytes($$"""{"textDocument": {"uri":"a","text":"{{escaped}}"} }"""), DidOpenParams.Read).Text);

    [Fact]
    public void J14_a_lone_surrogate_of_ours_is_written_as_valid_JSON()
    {
        using var output = new MemoryStream();
        using var connection = new Connection(Stream.Null, output, TimeProvider.System, _ => { }, _ => { });
        connection.Notify("a", new MessageParams(MessageType.Log, "x\ud83dy"));
        connection.Drain(TimeSpan.FromSeconds(5));
        Assert.Equal("x\uFFFDy", Wire.Frames(output.ToArray())[0].GetProperty("params").GetProperty("message").GetString());
    }

    [Fact]
    public void J15_unknown_capabilities_of_any_type_are_no_capabilities()
    {
        const string Json = """{"processId":"x","rootUri":7,"workspaceFolders":null,"capabilities":{"general":{"positionEncodings":["utf-99",3]},"workspace":{"configuration":"yes","applyEdit":true},"x":[[1]]},"initializationOptions":[1]}""";
        var parameters = JsonInput.Parse(Encoding.UTF8.GetBytes(Json), InitializeParams.Read);
        Assert.True(parameters.Capabilities.ApplyEdit);
        Assert.False(parameters.Capabilities.Configuration);
        Assert.Null(parameters.ProcessId);
        Assert.False(parameters.Options.Trusted);
    }

    [Fact]
    public void J12_a_client_that_never_answers_is_given_up_on()
    {
        var time = new ManualTime();
        using var connection = new Connection(Stream.Null, new MemoryStream(), time, _ => { }, _ => { });
        string? failure = null;
        connection.Request("workspace/configuration", null, TimeSpan.FromSeconds(1), answer => failure = answer.Failure);
        Assert.Null(failure);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("no answer in time", failure);
    }

    private sealed class StallingStream(byte[] bytes, Action stall) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            if (read == 0) stall();
            return read;
        }
    }
}
