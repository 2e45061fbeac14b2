using System.Text.Json;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.Testing;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>Structure and navigation over the wire, with the real analyzer and files on the disk.</summary>
public sealed class NavigationTests : IDisposable
{
    private const string All = """
        {"textDocument":{"definition":{"linkSupport":true},"rename":{"prepareSupport":true},"documentLink":{"tooltipSupport":true},"foldingRange":{"rangeLimit":2,"lineFoldingOnly":true},
        "documentSymbol":{"hierarchicalDocumentSymbolSupport":true}},"workspace":{"textDocumentContent":{},"workspaceEdit":{"documentChanges":true} } }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("optrecipe-navigation-").FullName;
    private readonly TestClient _client = new(new PipelineAnalyzer());
    private int _id = 10;

    public NavigationTests() => File.Copy(SharedFolder.InRepository("tests", "corpus", "tflite", "converter", "tones_dscnn__int8.tflite"), Path.Combine(_folder, "cnn.tflite"));

    private string Uri(string name) => $"file://{_folder}/{name}";

    private void Start(string capabilities = All, string trusted = "true", string graphCommand = "null") => _client.Initialize(capabilities, $$"""{"trusted":{{trusted}},"graphCommand":{{graphCommand}} }""", $$"""[{"uri":"{{Uri("")}}","name":"w"}]""");

    private JsonElement Ask(string method, string members)
    {
        var answer = _client.Ask(++_id, method, $$"""{"textDocument":{"uri":"{{Uri("a.optrecipe.yaml")}}"},{{members}} }""");
        return answer.TryGetProperty("result", out var result) ? result : answer.GetProperty("error");
    }

    private JsonElement Ask(string method, int line, int character, string more = "") => Ask(method, $$"""{{more}}"position":{"line":{{line}},"character":{{character}} }""");

    private void Open(string text) => _client.Open(Uri("a.optrecipe.yaml"), text);

    private const string Recipe = "recipe: 1\nmodel: cnn.tflite\ntargets: [xnnpack]\nx-a: &a {scheme: int8}\nsteps:\n  - quantize: *a\n  - prune:\n      sparsity: 50 %\n      where: {tensors: model_1/scores/*}\n";

    [Fact]
    public void The_capability_answer_names_every_feature()
    {
        var capabilities = _client.Ask(1, "initialize", $$"""{"processId":null,"capabilities":{{All}} }""").GetProperty("result").GetProperty("capabilities");
        foreach (var name in new[] { "foldingRangeProvider", "selectionRangeProvider", "documentHighlightProvider", "definitionProvider", "referencesProvider", "linkedEditingRangeProvider", "workspaceSymbolProvider" })
            Assert.True(capabilities.GetProperty(name).GetBoolean(), name);
        Assert.True(capabilities.GetProperty("renameProvider").GetProperty("prepareProvider").GetBoolean());
        Assert.Equal("optrecipe", capabilities.GetProperty("workspace").GetProperty("textDocumentContent").GetProperty("schemes")[0].GetString());
        Assert.Equal("**/*", capabilities.GetProperty("workspace").GetProperty("fileOperations").GetProperty("willRename").GetProperty("filters")[0].GetProperty("pattern").GetProperty("glob").GetString());
        Assert.Equal(Enum.GetNames<Ide.Tokens.TokenKind>().Select(JsonNamingPolicy.CamelCase.ConvertName),
            capabilities.GetProperty("semanticTokensProvider").GetProperty("legend").GetProperty("tokenTypes").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal(Enum.GetNames<Ide.Tokens.TokenTraits>().Skip(1).Select(JsonNamingPolicy.CamelCase.ConvertName),
            capabilities.GetProperty("semanticTokensProvider").GetProperty("legend").GetProperty("tokenModifiers").EnumerateArray().Select(type => type.GetString()));
    }

    [Fact]
    public void L06_a_client_that_can_nothing_is_promised_nothing_it_does_not_know()
    {
        var capabilities = _client.Ask(1, "initialize", """{"processId":null,"capabilities":{} }""").GetProperty("result").GetProperty("capabilities");
        Assert.Equal(JsonValueKind.True, capabilities.GetProperty("renameProvider").ValueKind);
    }

    [Fact]
    public void L06_a_client_without_links_gets_locations_and_pages_as_files()
    {
        Start("{}");
        Open(Recipe);
        var place = Ask("textDocument/definition", 2, 12)[0];
        var uri = place.GetProperty("uri").GetString();
        Assert.StartsWith("file://", uri, StringComparison.Ordinal);
        Assert.Contains("XNNPACK", File.ReadAllText(new Uri(uri!).LocalPath), StringComparison.Ordinal);
        Assert.False(place.TryGetProperty("targetUri", out _));
    }

    [Theory]
    [InlineData("null", 8, 30, "cnn.tflite")]
    [InlineData("\"open\"", 8, 30, "cnn.tflite#tensor=0.33")]
    [InlineData("\"open\"", 9, 48, "cnn.tflite#operator=0.2")]
    [InlineData("\"open\"", 1, 9, "cnn.tflite")]
    public void A_client_with_a_view_of_graphs_is_led_to_the_part_that_is_meant(string graphCommand, int line, int character, string expected)
    {
        Start(graphCommand: graphCommand);
        Open(Recipe.Replace("scores/*", "scores/MatMul", StringComparison.Ordinal) + "  - prune: {sparsity: 50 %, where: {operators: '2'}}\n");
        var uri = Ask("textDocument/definition", line, character)[0].GetProperty("targetUri").GetString();
        Assert.Equal(expected, uri?.Split("%2F")[^1]);
        var page = _client.Ask(++_id, "workspace/textDocumentContent", $$"""{"uri":"{{uri}}"}""").GetProperty("result").GetProperty("text").GetString();
        Assert.StartsWith("cnn.tflite\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Folding_keeps_to_the_clients_limit()
    {
        Start();
        Open(Recipe);
        Assert.Equal("""[{"startLine":4,"endLine":8},{"startLine":6,"endLine":8}]""", Ask("textDocument/foldingRange", "\"x\":1").GetRawText());
    }

    [Fact]
    public void J05_selection_ranges_of_a_deep_text_can_be_written()
    {
        Start();
        Open(new string('[', 1000) + "x" + new string(']', 1000));
        var depth = 0;
        for (var at = Ask("textDocument/selectionRange", """ "positions":[{"line":0,"character":90}]""")[0]; at.TryGetProperty("parent", out var parent); at = parent) depth++;
        Assert.InRange(depth, 10, 40);
    }

    [Fact]
    public void Highlights_tell_the_anchor_from_its_aliases()
    {
        Start();
        Open(Recipe);
        Assert.Equal([3, 2], Ask("textDocument/documentHighlight", 5, 15).EnumerateArray().Select(highlight => highlight.GetProperty("kind").GetInt32()));
    }

    [Fact]
    public void Tokens_come_whole_then_as_the_difference_and_for_a_range()
    {
        Start();
        Open(Recipe);
        var first = Ask("textDocument/semanticTokens/full", "\"x\":1");
        var id = first.GetProperty("resultId").GetString();
        Assert.Equal(0, first.GetProperty("data").GetArrayLength() % 5);
        Assert.Empty(Ask("textDocument/semanticTokens/full/delta", $"\"previousResultId\":\"{id}\"").GetProperty("edits").EnumerateArray());
        _client.Notify("textDocument/didChange", $$"""{"textDocument":{"uri":"{{Uri("a.optrecipe.yaml")}}","version":2},"contentChanges":[{"text":{{TestClient.Quote(Recipe.Replace("50 %", "50 % # x\n      scope: global"))}} }]}""");
        var whole = Ask("textDocument/semanticTokens/full/delta", "\"previousResultId\":\"0\"");
        Assert.True(whole.TryGetProperty("data", out var now), "an old result is answered whole");
        _client.Notify("textDocument/didChange", $$"""{"textDocument":{"uri":"{{Uri("a.optrecipe.yaml")}}","version":3},"contentChanges":[{"text":{{TestClient.Quote(Recipe)}} }]}""");
        var edit = Ask("textDocument/semanticTokens/full/delta", $"\"previousResultId\":\"{whole.GetProperty("resultId").GetString()}\"").GetProperty("edits")[0];
        var numbers = now.EnumerateArray().Select(number => number.GetInt32()).ToList();
        numbers.RemoveRange(edit.GetProperty("start").GetInt32(), edit.GetProperty("deleteCount").GetInt32());
        numbers.InsertRange(edit.GetProperty("start").GetInt32(), edit.GetProperty("data").EnumerateArray().Select(number => number.GetInt32()));
        Assert.Equal(first.GetProperty("data").EnumerateArray().Select(number => number.GetInt32()), numbers);
        Assert.True(edit.GetProperty("data").GetArrayLength() < numbers.Count / 2, "the difference is smaller than the whole");
        var part = Ask("textDocument/semanticTokens/range", """ "range":{"start":{"line":1,"character":0},"end":{"line":1,"character":17} }""").GetProperty("data");
        Assert.Equal("[1,0,5,0,0,0,7,10,8,0]", part.GetRawText());
    }

    [Fact]
    public void A_tensor_leads_to_its_line_in_the_graph_and_the_page_has_that_line()
    {
        Start();
        Open(Recipe);
        var link = Ask("textDocument/definition", 8, 24)[0];
        var uri = link.GetProperty("targetUri").GetString();
        Assert.StartsWith("optrecipe:/graph/cnn.tflite.txt?", uri, StringComparison.Ordinal);
        var text = _client.Ask(++_id, "workspace/textDocumentContent", $$"""{"uri":"{{uri}}"}""").GetProperty("result").GetProperty("text").GetString();
        Assert.Contains(" model_1/scores/MatMul;", text!.Split('\n')[link.GetProperty("targetRange").GetProperty("start").GetProperty("line").GetInt32()], StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_that_is_shown_is_asked_for_again_when_files_change()
    {
        Start();
        Open(Recipe);
        var uri = Ask("textDocument/definition", 8, 24)[0].GetProperty("targetUri").GetString();
        _client.Ask(++_id, "workspace/textDocumentContent", $$"""{"uri":"{{uri}}"}""");
        _client.Notify("workspace/didDeleteFiles", $$"""{"files":[{"uri":"{{Uri("cnn.tflite")}}"}]}""");
        Assert.Equal(uri, _client.Next("workspace/textDocumentContent/refresh").GetProperty("params").GetProperty("uri").GetString());
    }

    [Theory]
    [InlineData("optrecipe:/targets/xnnpack.md", "# XNNPACK")]
    [InlineData("optrecipe:///targets/xnnpack.md", "# XNNPACK")]
    [InlineData("optrecipe:/presets/mcu-int8.optrecipe.yaml", "recipe: 1")]
    [InlineData("optrecipe:/targets/android.md", "A group of targets")]
    [InlineData("optrecipe:/targets/none.md", "There is no target none")]
    [InlineData("optrecipe:/graph/passwd.txt?file%3A%2F%2F%2Fetc%2Fpasswd", "No open recipe names the model /etc/passwd")]
    public void Pages_have_texts_and_no_page_shows_another_file(string uri, string expected)
    {
        Start();
        Open(Recipe);
        var text = _client.Ask(++_id, "workspace/textDocumentContent", $$"""{"uri":"{{uri}}"}""").GetProperty("result").GetProperty("text").GetString();
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.DoesNotContain("npm run", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_graph_has_every_operator_tensor_and_the_ways_between()
    {
        Start();
        Open(Recipe);
        var answer = _client.Ask(++_id, "optrecipe/graph", $$"""{"uri":"{{Uri("a.optrecipe.yaml")}}"}""").GetProperty("result");
        Assert.Equal(Uri("cnn.tflite"), answer.GetProperty("model").GetString());
        var graph = answer.GetProperty("subgraphs")[0];
        var operators = graph.GetProperty("operators").EnumerateArray().ToList();
        Assert.Equal("FULLY_CONNECTED", operators.Single(op => op.GetProperty("outputs")[0].GetInt32() == 33).GetProperty("name").GetString());
        Assert.True(operators[1].GetProperty("multiplyAccumulates").GetInt64() > 0);
        // Every operator of this model but the first reads what another one makes, and its end is an output.
        var edges = graph.GetProperty("edges").EnumerateArray().Select(edge => (From: edge.GetProperty("from").GetInt32(), To: edge.GetProperty("to").GetInt32())).ToList();
        Assert.Equal(Enumerable.Range(0, operators.Count).Append(-1), edges.Select(edge => edge.To).Distinct());
        Assert.Single(edges, edge => edge.From == -1);
        Assert.All(graph.GetProperty("tensors").EnumerateArray(), tensor => Assert.NotEmpty(tensor.GetProperty("type").GetString()!));
        Assert.Equal(-32803, Refusal("recipe: 1\nmodel: none.tflite\n"));
    }

    private int Refusal(string text)
    {
        _client.Open(Uri("c.optrecipe.yaml"), text);
        return _client.Ask(++_id, "optrecipe/graph", $$"""{"uri":"{{Uri("c.optrecipe.yaml")}}"}""").GetProperty("error").GetProperty("code").GetInt32();
    }

    [Fact]
    public void Links_references_and_linked_editing()
    {
        File.WriteAllText(Path.Combine(_folder, "b.optrecipe.yaml"), "recipe: 1\nmodel: ./cnn.tflite\n");
        Start();
        Open(Recipe);
        Assert.Equal(Uri("cnn.tflite"), Ask("textDocument/documentLink", "\"x\":1")[0].GetProperty("target").GetString());
        Assert.Equal([Uri("a.optrecipe.yaml"), Uri("b.optrecipe.yaml")], Ask("textDocument/references", 1, 8, """ "context":{"includeDeclaration":true},""").EnumerateArray().Select(place => place.GetProperty("uri").GetString()));
        Assert.Single(Ask("textDocument/references", 3, 6, """ "context":{"includeDeclaration":false},""").EnumerateArray());
        Assert.Equal(2, Ask("textDocument/linkedEditingRange", 3, 6).GetProperty("ranges").GetArrayLength());
    }

    [Fact]
    public void A_rename_is_prepared_done_or_refused_with_a_sentence()
    {
        Start();
        Open(Recipe);
        Assert.Equal("""{"start":{"line":3,"character":6},"end":{"line":3,"character":7}}""", Ask("textDocument/prepareRename", 5, 15) is var range && range.TryGetProperty("start", out _) ? Ask("textDocument/prepareRename", 3, 6).GetRawText() : range.GetRawText());
        Assert.Equal(2, Ask("textDocument/rename", 3, 6, "\"newName\":\"base\",").GetProperty("documentChanges")[0].GetProperty("edits").GetArrayLength());
        Assert.Equal(-32803, Ask("textDocument/prepareRename", 4, 1).GetProperty("code").GetInt32());
        Assert.Contains("word of the recipe language", Ask("textDocument/rename", 4, 1, "\"newName\":\"base\",").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Recipes_follow_a_moved_model_open_or_not()
    {
        File.WriteAllText(Path.Combine(_folder, "b.optrecipe.yaml"), "recipe: 1\nmodel: ./cnn.tflite\n");
        Start();
        Open(Recipe);
        var moved = $$"""{"files":[{"oldUri":"{{Uri("cnn.tflite")}}","newUri":"{{Uri("models/cnn.tflite")}}"}]}""";
        var changes = _client.Ask(++_id, "workspace/willRenameFiles", moved).GetProperty("result").GetProperty("documentChanges");
        Assert.Equal([Uri("a.optrecipe.yaml"), Uri("b.optrecipe.yaml")], changes.EnumerateArray().Select(change => change.GetProperty("textDocument").GetProperty("uri").GetString()));
        Assert.All(changes.EnumerateArray(), change => Assert.Equal("models/cnn.tflite", change.GetProperty("edits")[0].GetProperty("newText").GetString()));
        Directory.CreateDirectory(Path.Combine(_folder, "models"));
        File.Move(Path.Combine(_folder, "cnn.tflite"), Path.Combine(_folder, "models", "cnn.tflite"));
        _client.Notify("workspace/didRenameFiles", moved);
        _client.Next(message => message.TryGetProperty("method", out var method) && method.GetString() == "textDocument/publishDiagnostics" && message.GetRawText().Contains("cnn.tflite", StringComparison.Ordinal) && message.GetRawText().Contains("OR3", StringComparison.Ordinal));
    }

    [Fact]
    public void Symbols_of_the_workspace_are_read_from_the_disk_only_where_it_is_trusted()
    {
        File.WriteAllText(Path.Combine(_folder, "b.optrecipe.yaml"), "recipe: 1\nname: on the disk\nmodel: ./cnn.tflite\n");
        Start(trusted: "false");
        Open(Recipe);
        Assert.Empty(_client.Ask(++_id, "workspace/symbol", """{"query":"ondisk"}""").GetProperty("result").EnumerateArray());
        _client.Notify("optrecipe/didGrantTrust", "null");
        Assert.Equal("on the disk", _client.Ask(++_id, "workspace/symbol", """{"query":"ondisk"}""").GetProperty("result")[0].GetProperty("name").GetString());
        Assert.Equal("quantize", _client.Ask(++_id, "workspace/symbol", """{"query":"qtz"}""").GetProperty("result")[0].GetProperty("name").GetString());
    }

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
