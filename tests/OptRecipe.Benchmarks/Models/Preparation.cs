using System.Diagnostics;
using OptRecipe.Engine.Interpretation;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Benchmarks.Models;

/// <summary>What it takes to make an interpreter of a file's bytes: milliseconds (least of a few), and the memory that it keeps beside the file.</summary>
/// <param name="ArenaBytes">Planned tensors and scratch.</param>
/// <param name="KeptBytes">Managed memory: packed weights, tables, the graph itself.</param>
/// <param name="AllocatedBytes">Managed memory that an invocation allocates.</param>
internal sealed record Preparation(double Ours, double? XnnPack, long ArenaBytes, long KeptBytes, double AllocatedBytes)
{
    private const int Rounds = 5, Invocations = 20;

    public static Preparation Of(byte[] file)
    {
        double ours = double.MaxValue;
        double? xnnpack = null;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            using (Prepared(file)) ours = Math.Min(ours, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            start = Stopwatch.GetTimestamp();
            using var peer = Pair.TryLoad(file, useXnnPack: true);
            var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (peer is not null) xnnpack = Math.Min(xnnpack ?? double.MaxValue, time);
        }
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var interpreter = Prepared(file);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        interpreter.Invoke();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Invocations; round++) interpreter.Invoke();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return new(ours, xnnpack, interpreter.Memory.Total, kept, (double)allocated / Invocations);
    }

    private static Interpreter Prepared(byte[] file)
    {
        var interpreter = new Interpreter(ModelReader.Read(new MemoryByteSource(file)), new() { Runtime = PlayedRuntime.TFLite29 });
        interpreter.AllocateTensors();
        return interpreter;
    }
}
