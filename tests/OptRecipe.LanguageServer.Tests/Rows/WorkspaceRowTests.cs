using System.Text.Json;

namespace OptRecipe.LanguageServer.Tests.Rows;

/// <summary>Rows U11–U13: folders, settings, trust.</summary>
public sealed class WorkspaceRowTests
{
    private const string Name = "a.optrecipe.yaml";

    private static string Recipe(string model = RealWorkspace.Model) => $"recipe: 1\nmodel: {model}\nsteps: [quantize: dynamic]\noutputs: [tflite: out/a.tflite]\n";

    private static void Folders(RealWorkspace workspace, string[] added, string[] removed)
    {
        string List(string[] names) => string.Join(',', names.Select(name => $$"""{"uri":"{{workspace.Uri(name)}}","name":"{{name}}"}"""));
        workspace.Client.Notify("workspace/didChangeWorkspaceFolders", $$"""{"event":{"added":[{{List(added)}}],"removed":[{{List(removed)}}]} }""");
    }

    [Fact]
    public void U11_without_a_folder_a_recipe_reads_in_its_own()
    {
        using var workspace = new RealWorkspace(hasFolder: false);
        Directory.CreateDirectory(workspace.Path("sub"));
        workspace.Open(Name, Recipe());
        workspace.UntilPlanned(Name);
        workspace.Open("sub/b.optrecipe.yaml", Recipe("../" + RealWorkspace.Model));
        Assert.Contains("outside", workspace.UntilCode("sub/b.optrecipe.yaml", "OR3003"), StringComparison.Ordinal);
    }

    [Fact]
    public void U11_the_same_folder_twice_and_nested_ones_are_one_workspace()
    {
        using var workspace = new RealWorkspace();
        Directory.CreateDirectory(workspace.Path("sub"));
        Folders(workspace, ["sub", "sub", ""], []);
        workspace.Open("sub/b.optrecipe.yaml", Recipe("../" + RealWorkspace.Model));
        workspace.UntilPlanned("sub/b.optrecipe.yaml");
        Folders(workspace, [], ["sub", "never there"]);
        workspace.UntilPlanned("sub/b.optrecipe.yaml");
    }

    [Fact]
    public void U11_a_folder_that_is_added_can_be_read_in_at_once()
    {
        using var workspace = new RealWorkspace(hasFolder: false);
        Directory.CreateDirectory(workspace.Path("sub"));
        workspace.Open("sub/b.optrecipe.yaml", Recipe("../" + RealWorkspace.Model));
        workspace.UntilCode("sub/b.optrecipe.yaml", "OR3003");
        Folders(workspace, [""], []);
        workspace.UntilPlanned("sub/b.optrecipe.yaml");
    }

    [Fact]
    public void U11_a_folder_that_is_removed_takes_its_diagnostics_and_its_run_along()
    {
        var runs = new FakeRuns();
        using var client = new TestClient(runs: runs);
        client.Initialize(folders: """[{"uri":"file:///w/one","name":"one"},{"uri":"file:///w/two","name":"two"}]""");
        const string Uri = "file:///w/one/a.optrecipe.yaml";
        client.Open(Uri, "bad long");
        client.Next("textDocument/publishDiagnostics");
        client.Send(TestClient.Message("7", "optrecipe/run", $$"""{"uri":"{{Uri}}"}"""));
        SpinWait.SpinUntil(() => { lock (runs.Started) return runs.Started.Count == 1; }, TestClient.Patience);
        client.Notify("workspace/didChangeWorkspaceFolders", """{"event":{"added":[],"removed":[{"uri":"file:///w/one","name":"one"}]}}""");
        var cleared = client.Next("textDocument/publishDiagnostics").GetProperty("params");
        Assert.Equal((Uri, 0), (cleared.GetProperty("uri").GetString(), cleared.GetProperty("diagnostics").GetArrayLength()));
        Assert.Equal("cancelled", client.Answer("7").GetProperty("result").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("null", 0)]
    [InlineData("""{"optrecipe":null}""", 0)]
    [InlineData("""{"optrecipe":{"runOnSave":7,"diagnostics":{"summary":"yes"}}}""", 1)]
    [InlineData("""{"optrecipe":{"unknown":{"deep":[1,2,3]},"diagnostics":{"later":1}}}""", 0)]
    [InlineData("""{"optrecipe":[1]}""", 0)]
    [InlineData("""[]""", 0)]
    public void U12_settings_that_make_no_sense_are_the_defaults_and_at_most_one_warning(string settings, int warnings)
    {
        using var client = new TestClient();
        client.Initialize();
        client.Open("file:///w/a.optrecipe.yaml", "bad size");
        client.Next("textDocument/publishDiagnostics");
        for (var turn = 0; turn < 2; turn++) client.Notify("workspace/didChangeConfiguration", $$"""{"settings":{{settings}} }""");
        client.Notify("textDocument/didChange", """{"textDocument":{"uri":"file:///w/a.optrecipe.yaml","version":2},"contentChanges":[{"text":"size bad"}]}""");
        var found = client.Next(message => message.TryGetProperty("params", out var parameters) && parameters.TryGetProperty("version", out var version) && version.GetInt32() == 2
            && parameters.GetProperty("diagnostics").GetArrayLength() == 2);
        Assert.Equal(2, found.GetProperty("params").GetProperty("diagnostics").GetArrayLength());
        lock (client.Log) Assert.Equal(warnings, client.Log.Count(line => line.Contains("wrong kind", StringComparison.Ordinal)));
    }

    [Fact]
    public void U12_settings_differ_by_recipe_the_newest_win_and_a_short_answer_is_completed_by_defaults() => SessionScript.Check("""
        --> 1 initialize {"processId":null,"capabilities":{"workspace":{"configuration":true}}}
        <-- 1 {}
        --> initialized {}
        <-- workspace/configuration {"items":[{"section":"optrecipe"}]}
        --> raw {"jsonrpc":"2.0","id":$id,"result":[]}
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"size"}}
        <-- workspace/configuration {"items":[{"section":"optrecipe","scopeUri":"file:///a.optrecipe.yaml"}]}
        --> raw {"jsonrpc":"2.0","id":$id,"result":[{"diagnostics":{"summary":false}}]}
        <-- textDocument/publishDiagnostics {"uri":"file:///a.optrecipe.yaml","diagnostics":[{"code":"OR5001"}]}
        <-- textDocument/publishDiagnostics {"uri":"file:///a.optrecipe.yaml","diagnostics":[]}
        --> workspace/didChangeConfiguration {"settings":null}
        <-- workspace/configuration {"items":[{"section":"optrecipe"},{"section":"optrecipe","scopeUri":"file:///a.optrecipe.yaml"}]}
        --> raw {"jsonrpc":"2.0","id":$id,"result":[{"diagnostics":{"summary":true}},{"diagnostics":{"summary":true}}]}
        <-- textDocument/publishDiagnostics {"uri":"file:///a.optrecipe.yaml","diagnostics":[{"code":"OR5001"}]}
        """);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void U13_trusted_or_not_nothing_outside_the_folder_is_read_and_without_trust_nothing_runs(bool isTrusted)
    {
        var runs = new FakeRuns();
        using var workspace = new RealWorkspace(isTrusted ? """{"trusted":true}""" : """{"trusted":false}""", runs: runs);
        var outside = Directory.CreateTempSubdirectory("optrecipe-outside-").FullName;
        try
        {
            File.Copy(workspace.Path(RealWorkspace.Model), Path.Combine(outside, "m.tflite"));
            File.CreateSymbolicLink(workspace.Path("way out"), outside);
            workspace.Open(Name, Recipe(Path.Combine(outside, "m.tflite")));
            Assert.Contains("outside", workspace.UntilCode(Name, "OR3003"), StringComparison.Ordinal);
            workspace.Change(Name, 2, Recipe("way out/m.tflite"));
            Assert.Contains("outside", workspace.UntilCode(Name, "OR3003"), StringComparison.Ordinal);
            Assert.NotEmpty(workspace.At("textDocument/completion", Name, 4, 0).GetProperty("result").GetProperty("items").EnumerateArray());
            workspace.Change(Name, 3, Recipe());
            workspace.UntilPlanned(Name);
            Assert.Equal(isTrusted ? "succeeded" : "refused", workspace.Run(Name).GetProperty("result").GetProperty("status").GetString());
            Assert.Equal(isTrusted ? 1 : 0, runs.Started.Count);
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }
}
