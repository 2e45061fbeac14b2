namespace OptRecipe.LanguageServer.Tests;

/// <summary>Recipes of the workspace that are not open, for a client that wants to be told.</summary>
public sealed class ClosedRecipeTests
{
    private const string Told = """{"trusted":true,"pushDiagnostics":true,"closedRecipes":true}""";
    private const string Bad = "recipe: 1\nmodel: digits_cnn.tflite\ntargets: [xnnpck]\n";
    private const string Good = "recipe: 1\nmodel: digits_cnn.tflite\ntargets: [xnnpack]\n";

    private static void Write(RealWorkspace workspace, string name, string text)
    {
        File.WriteAllText(workspace.Path(name), text);
        workspace.Touched(name);
    }

    [Fact]
    public void What_is_wrong_in_a_closed_recipe_is_told_until_it_is_mended_or_gone()
    {
        using var workspace = new RealWorkspace(Told);
        Write(workspace, "one.optrecipe.yaml", Bad);
        workspace.UntilCode("one.optrecipe.yaml", "OR2003");
        Write(workspace, "two.optrecipe.yaml", Bad);
        workspace.UntilCode("two.optrecipe.yaml", "OR2003");
        Write(workspace, "one.optrecipe.yaml", Good);
        Assert.Empty(workspace.Until("one.optrecipe.yaml", _ => true));
        File.Delete(workspace.Path("two.optrecipe.yaml"));
        workspace.Touched("two.optrecipe.yaml");
        Assert.Empty(workspace.Until("two.optrecipe.yaml", _ => true));
    }

    [Fact]
    public void A_model_that_goes_is_told_in_closed_recipes()
    {
        using var workspace = new RealWorkspace(Told);
        Write(workspace, "b.optrecipe.yaml", Bad);
        workspace.UntilCode("b.optrecipe.yaml", "OR2003");
        File.Delete(workspace.Path(RealWorkspace.Model));
        workspace.Touched(RealWorkspace.Model);
        workspace.UntilCode("b.optrecipe.yaml", "OR3001");
    }

    [Fact]
    public void Summaries_of_closed_recipes_are_not_told()
    {
        using var workspace = new RealWorkspace(Told);
        Write(workspace, "good.optrecipe.yaml", Good);
        Write(workspace, "zz.optrecipe.yaml", Bad);
        var seen = new List<string>();
        workspace.Client.Next(message =>
        {
            if (!message.TryGetProperty("method", out var method) || method.GetString() != "textDocument/publishDiagnostics") return false;
            seen.Add(message.GetProperty("params").GetProperty("uri").GetString() ?? "");
            return seen[^1] == workspace.Uri("zz.optrecipe.yaml");
        });
        Assert.Equal([workspace.Uri("zz.optrecipe.yaml")], seen);
    }

    [Fact]
    public void An_open_recipe_speaks_for_itself_and_its_file_takes_over_when_it_is_closed()
    {
        using var workspace = new RealWorkspace(Told);
        Write(workspace, "c.optrecipe.yaml", Bad);
        workspace.UntilCode("c.optrecipe.yaml", "OR2003");
        workspace.Open("c.optrecipe.yaml", Good);
        workspace.Until("c.optrecipe.yaml", lines => !lines.Any(line => line.StartsWith("OR2003", StringComparison.Ordinal)));
        // Changed on the disk while it is open: the open text counts.
        Write(workspace, "c.optrecipe.yaml", Bad + "# again\n");
        Write(workspace, "d.optrecipe.yaml", Bad);
        var told = new List<string>();
        workspace.Client.Next(message =>
        {
            if (!message.TryGetProperty("method", out var method) || method.GetString() != "textDocument/publishDiagnostics") return false;
            if (message.GetProperty("params").GetProperty("uri").GetString() == workspace.Uri("c.optrecipe.yaml")) told.Add(message.GetProperty("params").GetRawText());
            return message.GetProperty("params").GetProperty("uri").GetString() == workspace.Uri("d.optrecipe.yaml");
        });
        Assert.DoesNotContain(told, text => text.Contains("OR2003", StringComparison.Ordinal));
        workspace.Client.Notify("textDocument/didClose", $$"""{"textDocument":{"uri":"{{workspace.Uri("c.optrecipe.yaml")}}"} }""");
        workspace.UntilCode("c.optrecipe.yaml", "OR2003");
    }

    [Fact]
    public async Task Without_trust_no_closed_recipe_is_looked_at_and_with_it_they_are()
    {
        using var workspace = new RealWorkspace("""{"trusted":false,"closedRecipes":true}""");
        Write(workspace, "e.optrecipe.yaml", Bad);
        workspace.Open("open.optrecipe.yaml", Good);
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        // Whatever came before the answer is dropped with it, and what has been told is not told again.
        workspace.At("textDocument/hover", "open.optrecipe.yaml", 0, 0);
        workspace.Client.Notify("optrecipe/didGrantTrust", "{}");
        workspace.UntilCode("e.optrecipe.yaml", "OR2003");
    }
}
