using OptRecipe.LanguageServer.Documents;

namespace OptRecipe.LanguageServer.Tests.Rows;

/// <summary>Rows U01–U04: URIs as clients write them.</summary>
public sealed class UriRowTests
{
    [Theory]
    [InlineData("file:///c:/a/b.yaml", "file:///C%3A/a/b.yaml")]
    [InlineData("file:///c%3a/a/b.yaml", "file:///C:/a/b.yaml")]
    [InlineData("file:///w/a%2fb.yaml", "file:///w/a%2Fb.yaml")]
    [InlineData("file:///w/ä.yaml", "file:///w/%C3%A4.yaml")]
    [InlineData("file:///w/%c3%a4.yaml", "file:///w/%C3%A4.yaml")]
    [InlineData("FILE:///w/a.yaml", "file:///w/a.yaml")]
    [InlineData("file://localhost/w/a.yaml", "file:///w/a.yaml")]
    [InlineData("file:///w/a b.yaml", "file:///w/a%20b.yaml")]
    public void U01_equal_spellings_are_one_document_and_each_keeps_its_own(string one, string other)
    {
        var (first, second) = (DocumentUri.TryParse(one)!, DocumentUri.TryParse(other)!);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.Equal((one, other), (first.ToString(), second.ToString()));
    }

    [Fact]
    public void U01_two_spellings_on_the_wire_are_one_document_and_answers_use_the_first() => SessionScript.Check("""
        begin
        --> textDocument/didOpen {"textDocument":{"uri":"file:///w/%C3%A4.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"bad"}}
        <-- textDocument/publishDiagnostics {"uri":"file:///w/%C3%A4.optrecipe.yaml","version":1}
        --> textDocument/didChange {"textDocument":{"uri":"file:///w/ä.optrecipe.yaml","version":2},"contentChanges":[{"text":"bad bad"}]}
        <-- textDocument/publishDiagnostics {"uri":"file:///w/%C3%A4.optrecipe.yaml","version":2}
        --> textDocument/didClose {"textDocument":{"uri":"file:///w/%c3%a4.optrecipe.yaml"}}
        <-- textDocument/publishDiagnostics {"uri":"file:///w/%C3%A4.optrecipe.yaml","diagnostics":[]}
        """);

    [Theory]
    [InlineData("file:///w/a%23b.optrecipe.yaml", "/w/a#b.optrecipe.yaml")]
    [InlineData("file:///w/a%3Fb.optrecipe.yaml", "/w/a?b.optrecipe.yaml")]
    [InlineData("file:///w/100%25.optrecipe.yaml", "/w/100%.optrecipe.yaml")]
    [InlineData("file:///w/a+b;c%20d.optrecipe.yaml", "/w/a+b;c d.optrecipe.yaml")]
    [InlineData("file:///w/a%0Ab.optrecipe.yaml", "/w/a\nb.optrecipe.yaml")]
    [InlineData("file:///w/a#b.optrecipe.yaml", "/w/a#b.optrecipe.yaml")]
    [InlineData("file:///w/a%.optrecipe.yaml", "/w/a%.optrecipe.yaml")]
    public void U02_names_with_special_characters_are_the_right_paths(string uri, string path)
    {
        // Paths of Windows (drive letters, UNC, \\?\) are written by other code than these; see the row below.
        if (Path.DirectorySeparatorChar == '\\') path = path.Replace('/', '\\');
        var parsed = DocumentUri.TryParse(uri)!;
        if (Path.DirectorySeparatorChar == '/') Assert.Equal(path, parsed.LocalPath);
        Assert.True(parsed.IsRecipe);
        if (Path.DirectorySeparatorChar == '/') Assert.Equal(parsed, DocumentUri.OfPath(path));
    }

    [Theory]
    [InlineData("file://server/share/a.optrecipe.yaml")]
    [InlineData("file://wsl%24/Debian/home/a.optrecipe.yaml")]
    public void U02_a_host_is_never_lost(string uri)
    {
        var parsed = DocumentUri.TryParse(uri)!;
        if (OperatingSystem.IsWindows()) Assert.StartsWith(@"\\", parsed.LocalPath, StringComparison.Ordinal);
        else Assert.Null(parsed.LocalPath);
        Assert.NotEqual(parsed, DocumentUri.TryParse(uri.Replace("//server", "//other").Replace("//wsl%24", "//other")));
    }

    [Theory]
    [InlineData("untitled:Untitled-1.optrecipe.yaml")]
    [InlineData("vscode-vfs://github/owner/name/a.optrecipe.yaml")]
    [InlineData("vscode-remote://wsl%2Bdebian/w/a.optrecipe.yaml")]
    [InlineData("git:/w/a.optrecipe.yaml?%7B%22ref%22%3A%22HEAD%22%7D")]
    [InlineData("vscode-notebook-cell:/w/a.ipynb#W0")]
    public void U03_what_is_not_on_this_computer_has_text_features_and_no_files_and_no_run(string uri)
    {
        using var workspace = new RealWorkspace();
        workspace.Open(uri, $"recipe: 1\nmodel: {RealWorkspace.Model}\nbudgt: 1\n");
        var lines = workspace.Until(uri, found => found.Any(line => line.StartsWith("OR3", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains("2:0-2:5", StringComparison.Ordinal));
        Assert.Contains("not reachable from here", Assert.Single(lines, line => line.StartsWith("OR3", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.NotEmpty(workspace.At("textDocument/completion", uri, 2, 0).GetProperty("result").GetProperty("items").EnumerateArray());
        Assert.DoesNotContain("optrecipe.run", workspace.At("textDocument/codeLens", uri, 0, 0).GetProperty("result").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("refused", workspace.Run(uri).GetProperty("result").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a uri")]
    [InlineData("relative/a.optrecipe.yaml")]
    [InlineData("file:")]
    [InlineData("file:///w/%00.optrecipe.yaml")]
    [InlineData("long")]
    public void U04_what_is_no_URI_is_refused_or_logged_and_the_server_lives(string uri)
    {
        if (uri == "long") uri = "file:///" + new string('a', 64 << 10);
        using var workspace = new RealWorkspace();
        workspace.Client.Open(uri, "recipe: 1");
        workspace.Client.Notify("textDocument/didChange", $$"""{"textDocument":{"uri":"{{uri}}","version":2},"contentChanges":[{"text":"x"}]}""");
        var hover = workspace.Ask("textDocument/hover", $$"""{"textDocument":{"uri":"{{uri}}"},"position":{"line":0,"character":0} }""");
        Assert.True(hover.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() == -32602 : hover.GetProperty("result").ValueKind == System.Text.Json.JsonValueKind.Null);
        workspace.Open("a.optrecipe.yaml", "recipe: 1\nbudgt: 1\n");
        workspace.UntilCode("a.optrecipe.yaml", "OR1101");
        lock (workspace.Client.Log) Assert.NotEmpty(workspace.Client.Log);
    }
}
