using System.Diagnostics;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Benchmarks.Models;

/// <summary>Least milliseconds of one invocation; null where a peer does not run the model.</summary>
internal sealed record PairTimes(double Ours, double? Native, double? XnnPack);

/// <summary>One model in our interpreter and in native TensorFlow Lite 2.9, in turn on the same random input.</summary>
internal static class Pair
{
    private const int WarmUps = 40;
    private const double BatchMilliseconds = 1, TotalMilliseconds = 600, TurnMilliseconds = 50;
    private const int PauseMilliseconds = 100;

    /// <summary>Of batches that take a millisecond, other people's work disturbs the fewest.</summary>
    public static PairTimes Measure(byte[] file, bool asksOwnKernels, int threads = 1, bool asksXnnPack = true)
    {
        using var ours = new Interpreter(ModelReader.Read(new MemoryByteSource(file)), new() { Runtime = PlayedRuntime.TFLite29, ThreadCount = threads });
        ours.AllocateTensors();
        using var native = asksOwnKernels ? TryLoad(file, false, threads) : null;
        using var xnnpack = asksXnnPack ? TryLoad(file, true, threads) : null;
        var random = new Random(1);
        var position = 0;
        foreach (var input in ours.GetInputDetails())
        {
            var bytes = new byte[ours.Tensor(input.Index).ByteCount];
            if (input.Type == TensorType.Float32)
                for (var index = 0; index < bytes.Length; index += 4) BitConverter.TryWriteBytes(bytes.AsSpan(index), random.NextSingle());
            else random.NextBytes(bytes);
            ours.SetTensor(input.Index, bytes);
            native?.SetInput<byte>(position, bytes);
            xnnpack?.SetInput<byte>(position, bytes);
            position++;
        }
        var least = Least(threads > 1, () => ours.Invoke(), native is null ? null : native.Invoke, xnnpack is null ? null : xnnpack.Invoke);
        return new(least[0] ?? 0, least[1], least[2]);
    }

    /// <param name="areThreadsLeft">XNNPACK's threads spin for tens of milliseconds after their last work, on the processors of whoever comes next: turns are longer, and there is a pause behind each.</param>
    private static double?[] Least(bool areThreadsLeft, params Action?[] actions)
    {
        var counts = new int[actions.Length];
        for (var index = 0; index < actions.Length; index++)
        {
            if (actions[index] is not { } action) continue;
            for (var round = 0; round < WarmUps; round++) action();
            var start = Stopwatch.GetTimestamp();
            action();
            counts[index] = (int)Math.Clamp(BatchMilliseconds / Math.Max(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 1e-4), 1, 10_000);
        }
        var least = new double?[actions.Length];
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin).TotalMilliseconds < TotalMilliseconds;)
        {
            for (var index = 0; index < actions.Length; index++)
            {
                if (actions[index] is not { } action) continue;
                var turn = Stopwatch.GetTimestamp();
                do
                {
                    var start = Stopwatch.GetTimestamp();
                    for (var round = 0; round < counts[index]; round++) action();
                    var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds / counts[index];
                    if (least[index] is not { } best || time < best) least[index] = time;
                }
                while (areThreadsLeft && Stopwatch.GetElapsedTime(turn).TotalMilliseconds < TurnMilliseconds);
                if (areThreadsLeft) Thread.Sleep(PauseMilliseconds);
            }
        }
        return least;
    }

    public static NativeTensorFlowLite? TryLoad(byte[] file, bool useXnnPack, int threads = 1)
    {
        try
        {
            return NativeTensorFlowLite.Load(file, useXnnPack, threads);
        }
        catch (NativeTensorFlowLiteException)
        {
            return null;
        }
    }
}
