using System.Diagnostics;
using OptRecipe.TFLite.Comparing;
using OptRecipe.TFLite.Dumping;
using OptRecipe.TFLite.Facts;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Tests.Fuzzing;

/// <summary>What has to hold for any bytes: reading gives a model or says where and why not, in time and in proportion; a model then bears all that looks at models.</summary>
public static class FuzzTarget
{
    /// <summary>What a reading may allocate beyond four times the file: the pages, and the records of a file that is hardly larger than they are.</summary>
    private const long SmallConstant = 1 << 20;
    /// <summary>Twenty times what a reading of a mutant takes at most: a test tells a hang, <c>npm run bench</c> tells how fast.</summary>
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(1);

    /// <summary>True for a model, false for a refusal.</summary>
    public static bool Check(byte[] bytes, int index)
    {
        var model = Read(bytes, index);
        if (model is null) return false;
        LookAt(model);
        if (index % 4 != 0) return true;
        Write(model);
        return true;
    }

    private static Model? Read(byte[] bytes, int index)
    {
        var start = Stopwatch.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Model? model = null;
        try
        {
            model = ModelReader.Read(new MemoryByteSource(bytes));
        }
        catch (ModelFormatException error)
        {
            Assert.True(error.Offset >= 0 && error.Reason.Length > 0, $"mutant {index}: {error.Message}");
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var time = Stopwatch.GetElapsedTime(start);
        Assert.True(allocated < 4L * bytes.Length + SmallConstant, $"mutant {index} of {bytes.Length} bytes allocates {allocated}");
        Assert.True(time < HangLimit, $"mutant {index} of {bytes.Length} bytes takes {time.TotalMilliseconds:0} ms");
        return model;
    }

    private static void LookAt(Model model)
    {
        ModelVerifier.Verify(model);
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
        {
            _ = new GraphView(model, subgraph).TopologicalOrder.Length;
            for (var op = 0; op < model.Subgraphs[subgraph].Operators.Length; op++) _ = OperatorText.Line(model, subgraph, op);
        }
        _ = OperatorCensus.Of(model).Length + OperatorCensus.Parameters(model);
        OperatorVersions.Raise(model);
        var facts = new ModelFacts(model);
        _ = (facts.Quantization, facts.DynamicShapes, facts.ForeignOperators, facts.Recurrences, facts.Runtime, facts.Metadata);
    }

    private static void Write(Model model)
    {
        var changed = model with { Description = "changed" };
        using var stream = new MemoryStream();
        ModelWriter.Write(changed, stream);
        Assert.Equal(ModelWriter.Measure(changed), stream.Length);
        var again = ModelReader.Read(new MemoryByteSource(stream.ToArray()));
        ModelComparer.Compare(model, again);
        ModelDump.Write(model, TextWriter.Null);
    }
}
