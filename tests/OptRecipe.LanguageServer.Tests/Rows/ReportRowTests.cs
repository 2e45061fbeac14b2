using System.Text.Json;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Tests.Rows;

/// <summary>Row X13: what a report view asks for, whenever it is opened, shown again or finds its files gone.</summary>
public sealed class ReportRowTests
{
    private const string Name = "a.optrecipe.yaml";

    [Fact]
    public void X13_a_report_is_there_again_whenever_it_is_asked_for_and_files_that_are_gone_are_no_failure()
    {
        using var workspace = new RealWorkspace();
        workspace.Open(Name, "recipe: 1\nmodel: digits_cnn.tflite\nsteps: [quantize: dynamic]\noutputs:\n  - tflite: out/a.tflite\n  - report: out/a.md\n");
        Assert.Equal(JsonValueKind.Null, Report().ValueKind);
        Assert.Equal("succeeded", workspace.Run(Name).GetProperty("result").GetProperty("status").GetString());
        var first = Report();
        Assert.Equal([true, true], Present(first));
        // Asked while a run is under way: what the last one left.
        workspace.Client.Send(TestClient.Message("77", "optrecipe/run", $$"""{"uri":"{{workspace.Uri(Name)}}","again":true}"""));
        Assert.Equal(2, Present(Report()).Length);
        workspace.Client.Answer("77");
        Assert.Equal(first.GetProperty("after").GetRawText(), Report().GetProperty("after").GetRawText());
        File.Delete(workspace.Path("out/a.md"));
        workspace.Touched("out/a.md");
        Assert.Equal([true, false], Present(Report()));
        File.Delete(RunRecord.PathFor(workspace.Path(Name)));
        workspace.Touched(".optrecipe/a.optrecipe.yaml.json");
        Assert.Equal(JsonValueKind.Null, Report().ValueKind);

        JsonElement Report() => workspace.Ask("optrecipe/report", $$"""{"uri":"{{workspace.Uri(Name)}}"}""").GetProperty("result");
        static bool[] Present(JsonElement report) => [.. report.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("present").GetBoolean())];
    }
}
