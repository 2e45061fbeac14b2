namespace OptRecipe.LanguageServer.Tests.Rows;

/// <summary>Row B06: memory of this process is measured, so nothing else may run in it meanwhile. OPTRECIPE_LONG=1 makes it twelve hours' worth: 43,200 edits, 1,000 opens and closes and 200 runs.</summary>
[CollectionDefinition(nameof(SoakTests), DisableParallelization = true)]
[Collection(nameof(SoakTests))]
public sealed class SoakTests
{
    private const string Name = "a.optrecipe.yaml";
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1";
    private const string Recipe = "recipe: 1\nmodel: digits_cnn.tflite\nbudget: {file: 1.5 KiB}\ntargets: [xnnpack]\nsteps: [quantize: dynamic]\nTITLE: 1\n";

    [Fact]
    public void B06_edits_opens_closes_and_runs_leave_memory_as_it_was_and_each_request_has_one_answer()
    {
        using var workspace = new RealWorkspace();
        var (edits, opens, runs) = IsLong ? (43_200, 1000, 200) : (400, 60, 3);
        workspace.Open(Name, Recipe);
        Round(edits / 4, opens / 4, 1, 2);
        var before = Settled();
        Round(edits, opens, runs, 10_000_000);
        Assert.InRange(Settled(), 0, before * 1.1 + 4_000_000);

        void Round(int edits, int opens, int runs, int version)
        {
            var asked = new List<int>();
            for (var edit = 0; edit < edits; edit++)
            {
                workspace.Change(Name, version + edit, Recipe.Replace("TITLE", $"x-{edit}"));
                workspace.Client.Send(TestClient.Message($"{version + edit}", "textDocument/hover", workspace.PlaceOf(Name)));
                asked.Add(version + edit);
            }
            for (var open = 0; open < opens; open++)
            {
                workspace.Open($"b{open}.optrecipe.yaml", Recipe);
                workspace.Client.Notify("textDocument/didClose", $$"""{"textDocument":{"uri":"{{workspace.Uri($"b{open}.optrecipe.yaml")}}"} }""");
            }
            var missing = asked.ToHashSet();
            while (missing.Count > 0)
            {
                var answer = workspace.Client.Next(message => message.TryGetProperty("id", out _) && !message.TryGetProperty("method", out _));
                Assert.True(missing.Remove(answer.GetProperty("id").GetInt32()), $"a second answer: {answer}");
            }
            for (var run = 0; run < runs; run++) workspace.Run(Name);
        }

        static double Settled()
        {
            for (var turn = 0; turn < 3; turn++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            return GC.GetTotalMemory(forceFullCollection: true);
        }
    }
}
