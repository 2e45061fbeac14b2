using System.Text.Json;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.Testing;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>What recipes take in, over the wire.</summary>
public sealed class UseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optrecipe-use-").FullName;
    private readonly TestClient _client = new(new PipelineAnalyzer());

    public UseTests()
    {
        File.Copy(SharedFolder.InRepository("tests", "corpus", "tflite", "converter", "tones_dscnn__int8.tflite"), Path.Combine(_folder, "cnn.tflite"));
        _client.Initialize("""{"textDocument":{"publishDiagnostics":{"relatedInformation":true} } }""", """{"trusted":true}""", $$"""[{"uri":"{{Uri("")}}","name":"w"}]""");
    }

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_folder, true);
    }

    private string Uri(string name) => $"file://{_folder}/{name}";

    /// <summary>Codes and the files that related information names, once a document's diagnostics fit.</summary>
    private void CheckPublished(string uri, string expected)
    {
        var found = "";
        for (var tries = 0; tries < 20; tries++)
        {
            var published = _client.Next("textDocument/publishDiagnostics");
            if (published.GetProperty("params").GetProperty("uri").GetString() != uri) continue;
            found = string.Join('\n', published.GetProperty("params").GetProperty("diagnostics").EnumerateArray().Where(diagnostic => diagnostic.GetProperty("severity").GetInt32() == 1).Select(Line));
            if (found == expected) return;
        }
        Assert.Equal(expected, found);
    }

    private string Line(JsonElement diagnostic) => $"{diagnostic.GetProperty("code").GetString()} "
        + string.Join(' ', diagnostic.GetProperty("relatedInformation").EnumerateArray().Select(related => related.GetProperty("location"))
            .Select(location => $"{location.GetProperty("uri").GetString()!.Replace(Uri(""), "")}:{location.GetProperty("range").GetProperty("start").GetProperty("line").GetInt32()}"));

    [Fact]
    public void A_mistake_in_a_used_file_names_its_place_and_goes_when_the_open_file_is_repaired()
    {
        File.WriteAllText(Path.Combine(_folder, "base.optrecipe.yaml"), "recipe: 1\ntargets:\n  - xnpack\n");
        _client.Open(Uri("a.optrecipe.yaml"), "recipe: 1\nmodel: cnn.tflite\nuse: base.optrecipe.yaml\n");
        CheckPublished(Uri("a.optrecipe.yaml"), "OR2034 base.optrecipe.yaml:2");
        // What stands in the editor counts, saved or not.
        _client.Open(Uri("base.optrecipe.yaml"), "recipe: 1\ntargets:\n  - xnnpack\n");
        CheckPublished(Uri("a.optrecipe.yaml"), "");
        _client.Notify("textDocument/didChange", $$"""{"textDocument":{"uri":"{{Uri("base.optrecipe.yaml")}}","version":2},"contentChanges":[{"text":"recipe: 1\n# more\ntargets:\n  - xnpack\n"}]}""");
        CheckPublished(Uri("a.optrecipe.yaml"), "OR2034 base.optrecipe.yaml:3");
    }

    [Fact]
    public void A_place_in_a_preset_is_a_document_that_can_be_asked_for_and_has_no_diagnostics_of_its_own()
    {
        File.Copy(SharedFolder.InRepository("examples", "quickstart", "digits_cnn.tflite"), Path.Combine(_folder, "digits.tflite"));
        _client.Open(Uri("a.optrecipe.yaml"), "recipe: 1\nmodel: digits.tflite\nuse: mcu-int8\n");
        CheckPublished(Uri("a.optrecipe.yaml"), "OR5030 optrecipe:/presets/mcu-int8.optrecipe.yaml:8");
        var text = Recipe.Presets.PresetCatalog.Find("mcu-int8")!.Text.Text;
        Assert.Equal("- quantize", text.Split('\n')[8].Trim()[..10]);
        _client.Open("optrecipe:/presets/mcu-int8.optrecipe.yaml", text);
        CheckPublished("optrecipe:/presets/mcu-int8.optrecipe.yaml", "");
    }
}
