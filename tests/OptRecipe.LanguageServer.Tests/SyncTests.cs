using System.Text;
using System.Text.Json;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Text;
using Range = OptRecipe.Lsp.Protocol.Range;

namespace OptRecipe.LanguageServer.Tests;

public sealed class SyncTests
{
    private const string Uri = "file:///w/a.optrecipe.yaml";
    private const string Open = """
        begin
        --> textDocument/didOpen {"textDocument":{"uri":"file:///w/a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"one\nbad\n"}}
        <-- textDocument/publishDiagnostics {"uri":"file:///w/a.optrecipe.yaml","version":1,"diagnostics":[{"range":{"start":{"line":1,"character":0},"end":{"line":1,"character":3}}}]}

        """;

    [Fact]
    public void S01_opening_twice_keeps_one_set_of_diagnostics_of_the_newest_text() => SessionScript.Check(Open + """
        --> textDocument/didOpen {"textDocument":{"uri":"file:///w/a.optrecipe.yaml","languageId":"optrecipe","version":5,"text":"bad bad"}}
        <-- textDocument/publishDiagnostics {"diagnostics":[]}
        <-- textDocument/publishDiagnostics {"version":5,"diagnostics":[{},{}]}
        log opened twice
        """);

    [Fact]
    public void S02_changes_saves_and_closings_of_what_is_not_open_are_logged() => SessionScript.Check("""
        begin
        --> textDocument/didChange {"textDocument":{"uri":"file:///x.optrecipe.yaml","version":2},"contentChanges":[{"text":"bad"}]}
        --> textDocument/didSave {"textDocument":{"uri":"file:///x.optrecipe.yaml"}}
        --> textDocument/didClose {"textDocument":{"uri":"file:///x.optrecipe.yaml"}}
        log is changed but not open
        log is saved but not open
        log is closed but not open
        <-- nothing
        """);

    [Fact]
    public void S03_S04_changes_apply_in_order_each_to_the_result_before_whatever_the_version() => SessionScript.Check(Open + """
        --> textDocument/didChange {"textDocument":{"uri":"file:///w/a.optrecipe.yaml","version":1},"contentChanges":[{"text":"xx\nyy"},{"range":{"start":{"line":1,"character":0},"end":{"line":1,"character":2}},"rangeLength":99,"text":"a bad"},{"range":{"start":{"line":0,"character":0},"end":{"line":1,"character":0}},"text":""}]}
        <-- textDocument/publishDiagnostics {"version":1,"diagnostics":[{"range":{"start":{"line":0,"character":2},"end":{"line":0,"character":5}}}]}
        --> textDocument/didChange {"textDocument":{"uri":"file:///w/a.optrecipe.yaml","version":0},"contentChanges":[]}
        <-- textDocument/publishDiagnostics {"version":0,"diagnostics":[{}]}
        """);

    [Theory]
    [InlineData(9, 9, 99, 9, "one\nbad\n!")]
    [InlineData(1, 3, 1, 0, "one\n!\n")]
    [InlineData(0, 99, 1, 1, "one!ad\n")]
    public void S05_ranges_are_clamped_and_swapped(int line, int character, int endLine, int endCharacter, string expected) =>
        Assert.Equal(expected, FromLsp.Changed(new("one\nbad\n"), [new(new Range(new(line, character), new(endLine, endCharacter)), "!")], PositionEncoding.Utf16).Text);

    [Theory]
    [InlineData("a\r\nbad", 0, 1, 0, 1, "x", "ax\r\nbad", 1)]
    [InlineData("a\r\nbad", 0, 2, 1, 0, "", "abad", 0)]
    [InlineData("a\r\nbad", 0, 99, 0, 99, "\r", "a\r\r\nbad", 2)]
    [InlineData("a\rbad", 1, 0, 1, 0, "\n", "a\r\nbad", 1)]
    [InlineData("a\r\rbad", 1, 0, 2, 0, "\n", "a\r\nbad", 1)]
    [InlineData("x\ny\nbad", 0, 1, 1, 1, "\r", "x\r\nbad", 1)]
    [InlineData("😀bad", 0, 1, 0, 2, "", "bad", 0)]
    [InlineData("😀bad", 0, 1, 0, 1, "x", "x😀bad", 0)]
    public void S07_edits_at_the_seams_of_line_ends_and_surrogate_pairs_leave_text_and_positions_right(
        string text, int line, int character, int endLine, int endCharacter, string inserted, string expected, int badLine)
    {
        var changed = FromLsp.Changed(new(text), [new(new Range(new(line, character), new(endLine, endCharacter)), inserted)], PositionEncoding.Utf16);
        Assert.Equal(expected, changed.Text);
        var bad = new Positions(changed, PositionEncoding.Utf16).Position(changed.Text.IndexOf("bad", StringComparison.Ordinal));
        Assert.Equal(badLine, bad.Line);
        Assert.Equal(new Positions(new(expected), PositionEncoding.Utf16).Position(expected.IndexOf("bad", StringComparison.Ordinal)), bad);
    }

    [Fact]
    public void S08_a_closed_document_is_not_kept_in_memory()
    {
        var workspace = new Workspace(new FakeAnalyzer());
        var kept = OpenAndClose(workspace);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(kept.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference OpenAndClose(Workspace workspace)
        {
            var uri = FromLsp.Uri(Uri);
            workspace.Open(uri, "optrecipe", 1, "bad");
            var text = new WeakReference(workspace.Current.Documents[uri].Text);
            workspace.Close(uri);
            return text;
        }
    }

    [Fact]
    public void S09_a_document_that_becomes_another_language_loses_our_diagnostics_and_nothing_else_happens() => SessionScript.Check("""
        begin
        --> textDocument/didOpen {"textDocument":{"uri":"file:///w/a.yaml","languageId":"optrecipe","version":1,"text":"bad"}}
        <-- textDocument/publishDiagnostics {"diagnostics":[{"code":"OR1001"}]}
        --> textDocument/didClose {"textDocument":{"uri":"file:///w/a.yaml"}}
        --> textDocument/didOpen {"textDocument":{"uri":"file:///w/a.yaml","languageId":"yaml","version":1,"text":"bad"}}
        <-- textDocument/publishDiagnostics {"diagnostics":[]}
        --> textDocument/didChange {"textDocument":{"uri":"file:///w/a.yaml","version":2},"contentChanges":[{"text":"bad bad"}]}
        <-- nothing
        """);

    [Fact]
    public void S10_the_open_text_counts_and_the_disk_is_not_asked_until_it_is_closed()
    {
        var folder = Directory.CreateTempSubdirectory("optrecipe").FullName;
        try
        {
            var path = Path.Combine(folder, "a.optrecipe.yaml");
            var workspace = new Workspace(new FakeAnalyzer());
            workspace.Open(DocumentUri.OfPath(path), "optrecipe", 1, "open");
            var files = workspace.Current.Documents[DocumentUri.OfPath(path)].Analysis.Files;
            // There is no such file; while the document is open nobody notices.
            Assert.Equal("open", Read(files, path));
            Assert.Equal(4, files.Stamp(path).Length);
            File.WriteAllText(path, "on the disk");
            Assert.Equal("open", Read(files, path));
            workspace.Close(DocumentUri.OfPath(path));
            Assert.Equal("on the disk", Read(files, path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static string Read(IFileSource files, string path)
        {
            var source = files.Open(path);
            using var owned = source as IDisposable;
            var bytes = new byte[source.Length];
            source.Read(0, bytes);
            return Encoding.UTF8.GetString(bytes);
        }
    }

    [Fact]
    public void S08_closing_takes_the_diagnostics_away_and_nothing_follows()
    {
        var analyzer = new FakeAnalyzer();
        SessionScript.Check(Open + """
            --> textDocument/didChange {"textDocument":{"uri":"file:///w/a.optrecipe.yaml","version":2},"contentChanges":[{"text":"slow bad"}]}
            <-- textDocument/publishDiagnostics {"version":2,"diagnostics":[{"code":"OR1001"}]}
            --> textDocument/didClose {"textDocument":{"uri":"file:///w/a.optrecipe.yaml"}}
            <-- textDocument/publishDiagnostics {"diagnostics":[]}
            <-- nothing
            """, analyzer);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref analyzer.CancelledCount) == 1, TestClient.Patience));
    }

    [Fact]
    public void S09_a_document_of_another_language_has_no_diagnostics() => SessionScript.Check("""
        begin
        --> textDocument/didOpen {"textDocument":{"uri":"file:///w/a.txt","languageId":"plaintext","version":1,"text":"bad"}}
        --> 2 textDocument/hover {"textDocument":{"uri":"file:///w/a.txt"},"position":{"line":0,"character":0}}
        <-- 2 null
        --> 3 textDocument/hover {"textDocument":{"uri":"file:///none.optrecipe.yaml"},"position":{"line":0,"character":0}}
        <-- 3 null
        <-- nothing
        """);

    [Fact]
    public void C05_C10_a_hover_behind_a_change_sees_it_and_older_diagnostics_never_come_later()
    {
        var analyzer = new FakeAnalyzer();
        using var client = new TestClient(analyzer);
        client.Initialize();
        client.Open(Uri, "slow");
        client.Next("textDocument/publishDiagnostics");
        client.Send(
            TestClient.Message(null, "textDocument/didChange", $$"""{"textDocument":{"uri":"{{Uri}}","version":2},"contentChanges":[{"text":"12345678"}]}"""),
            TestClient.Message("2", "textDocument/hover", $$"""{"textDocument":{"uri":"{{Uri}}"},"position":{"line":0,"character":3} }"""));
        Assert.Equal("3 of 8", client.Answer("2").GetProperty("result").GetProperty("contents").GetProperty("value").GetString());
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref analyzer.CancelledCount) == 1, TestClient.Patience));
        client.Notify("textDocument/didChange", $$"""{"textDocument":{"uri":"{{Uri}}","version":3},"contentChanges":[{"text":"bad"}]}""");
        var versions = new List<int>();
        do versions.Add(client.Next("textDocument/publishDiagnostics").GetProperty("params").GetProperty("version").GetInt32());
        while (versions[^1] != 3);
        Assert.Equal(versions.Order(), versions);
    }

    [Fact]
    public void C09_a_burst_of_changes_and_hovers_is_answered_completely_and_published_rarely()
    {
        using var client = new TestClient();
        client.Initialize();
        client.Open(Uri, "bad");
        client.Next("textDocument/publishDiagnostics");
        var burst = new List<string>();
        for (var i = 0; i < 400; i++)
        {
            burst.Add(TestClient.Message(null, "textDocument/didChange", $$"""{"textDocument":{"uri":"{{Uri}}","version":{{i + 2}} },"contentChanges":[{"text":"bad {{i}}"}]}"""));
            if (i % 4 == 0) burst.Add(TestClient.Message($"{1000 + i}", "textDocument/hover", $$"""{"textDocument":{"uri":"{{Uri}}"},"position":{"line":0,"character":0} }"""));
        }
        client.Send([.. burst]);
        var (answers, published, last) = (new HashSet<int>(), 0, 0);
        while (answers.Count < 100 || last < 401)
        {
            var message = client.Next(_ => true);
            if (!message.TryGetProperty("method", out var method)) Assert.True(answers.Add(message.GetProperty("id").GetInt32()));
            else if (method.GetString() == "textDocument/publishDiagnostics")
            {
                published++;
                last = message.GetProperty("params").GetProperty("version").GetInt32();
            }
        }
        Assert.InRange(published, 1, 40);
    }

    [Theory]
    [InlineData("[]", "utf-16", 3, 6)]
    [InlineData("""["utf-16"]""", "utf-16", 3, 6)]
    [InlineData("""["utf-8","utf-16"]""", "utf-16", 3, 6)]
    [InlineData("""["utf-32"]""", "utf-32", 2, 5)]
    [InlineData("""["utf-8"]""", "utf-8", 5, 8)]
    [InlineData("""["nonsense"]""", "utf-16", 3, 6)]
    public void T01_T02_positions_count_the_units_that_were_agreed_on(string offered, string agreed, int start, int end) => SessionScript.Check(
        """
        --> 1 initialize {"capabilities":{"general":{"positionEncodings":OFFERED}}}
        <-- 1 {"capabilities":{"positionEncoding":"AGREED"}}
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"😀 bad"}}
        <-- textDocument/publishDiagnostics {"diagnostics":[{"range":{"start":{"line":0,"character":START},"end":{"line":0,"character":END}}}]}
        """.Replace("OFFERED", offered).Replace("AGREED", agreed).Replace("START", $"{start}").Replace("END", $"{end}"));

    [Theory]
    [InlineData(PositionEncoding.Utf16)]
    [InlineData(PositionEncoding.Utf8)]
    [InlineData(PositionEncoding.Utf32)]
    public void T03_T04_every_offset_survives_the_way_to_the_wire_and_back(PositionEncoding encoding)
    {
        const string Content = "a😀\r\nb𐐀é\rc\u2028d\n\ne\u0301\t👩‍💻";
        var positions = new Positions(new(Content), encoding);
        for (var offset = 0; offset <= Content.Length; offset++)
        {
            var isInside = offset > 0 && offset < Content.Length && (char.IsLowSurrogate(Content[offset]) || (Content[offset] == '\n' && Content[offset - 1] == '\r'));
            if (!isInside) Assert.Equal(offset, positions.Offset(positions.Position(offset)));
        }
        Assert.Equal(Content.Length, positions.Offset(new(99, 99)));
        Assert.Equal(Content.IndexOf('\r'), positions.Offset(new(0, 99)));
    }

    [Fact]
    public void S06_thousands_of_random_edits_leave_the_text_a_plain_model_has()
    {
        var random = new Random(20261121);
        string[] parts = ["a", "\n", "\r\n", "\r", "😀", "𐐀é", "bad ", "\u2028", "\t", ""];
        var text = new SourceText("recipe: 1\r\nmodel: a.tflite\n");
        var plain = text.Text;
        for (var i = 0; i < 10_000; i++)
        {
            var positions = new Positions(text, PositionEncoding.Utf16);
            var (start, end) = (random.Next(plain.Length + 1), random.Next(plain.Length + 1));
            if (Math.Abs(end - start) > 12) end = Math.Min(plain.Length, start + random.Next(12));
            var range = new Range(positions.Position(start), positions.Position(end));
            var inserted = parts[random.Next(parts.Length)] + parts[random.Next(parts.Length)];
            // What the wire can say is a place between characters; the model uses the same places.
            var (from, to) = (positions.Offset(range.Start), positions.Offset(range.End));
            if (from > to) (from, to) = (to, from);
            plain = plain[..from] + inserted + plain[to..];
            text = FromLsp.Changed(text, [new(range, inserted)], PositionEncoding.Utf16);
            Assert.Equal(plain, text.Text);
            var fresh = new LineMap(plain);
            Assert.Equal(fresh.LineCount, text.Lines.LineCount);
            if (plain.Length > 400) (text, plain) = (new(""), "");
        }
    }

    [Fact]
    public void A_random_session_ends_with_the_diagnostics_of_a_fresh_workspace()
    {
        var random = new Random(4711);
        string[] words = ["bad", "odd", "size", "good", "\n", " ", "é😀", "\r\n"];
        using var client = new TestClient();
        client.Initialize();
        var text = new SourceText("recipe: 1\n");
        client.Open(Uri, text.Text);
        client.Next("textDocument/publishDiagnostics");
        for (var version = 2; version <= 400; version++)
        {
            var positions = new Positions(text, PositionEncoding.Utf16);
            var start = random.Next(text.Length + 1);
            var range = positions.Range(TextSpan.Between(start, Math.Min(text.Length, start + random.Next(6))));
            var word = words[random.Next(words.Length)];
            text = text.Length > 500 ? new("") : FromLsp.Changed(text, [new(range, word)], PositionEncoding.Utf16);
            var change = text.Length == 0
                ? """{"text":""}"""
                : $$"""{"range":{"start":{"line":{{range.Start.Line}},"character":{{range.Start.Character}} },"end":{"line":{{range.End.Line}},"character":{{range.End.Character}} } },"text":{{TestClient.Quote(word)}} }""";
            client.Notify("textDocument/didChange", $$"""{"textDocument":{"uri":"{{Uri}}","version":{{version}} },"contentChanges":[{{change}}]}""");
            if (version % 20 != 0) continue;
            var fresh = $"file:///w/fresh{version}.optrecipe.yaml";
            client.Open(fresh, text.Text, version);
            Assert.Equal(Complete(client, fresh, text.Text), Newest(client, version));
        }

        static string Complete(TestClient client, string uri, string content)
        {
            var expected = Words(content);
            return client.Next(message => IsFor(message, uri) && Found(message).Length == expected).GetProperty("params").GetProperty("diagnostics").GetRawText();
        }

        static string Newest(TestClient client, int version)
        {
            // The answer to a request is behind everything published before it was asked; what is published last counts.
            var uri = Uri;
            client.Notify("textDocument/didChange", $$"""{"textDocument":{"uri":"{{uri}}","version":{{version}} },"contentChanges":[]}""");
            return client.Next(message => IsFor(message, uri) && message.GetProperty("params").GetProperty("version").GetInt32() == version).GetProperty("params").GetProperty("diagnostics").GetRawText();
        }

        static bool IsFor(JsonElement message, string uri) => message.TryGetProperty("params", out var parameters) && parameters.TryGetProperty("diagnostics", out _) && parameters.GetProperty("uri").GetString() == uri;
        static JsonElement[] Found(JsonElement message) => [.. message.GetProperty("params").GetProperty("diagnostics").EnumerateArray()];
        static int Words(string content) => new[] { "bad", "odd", "size" }.Sum(word => content.Split(word).Length - 1);
    }
}
