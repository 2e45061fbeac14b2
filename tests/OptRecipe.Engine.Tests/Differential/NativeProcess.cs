using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OptRecipe.Engine.Tests.Differential;

internal enum NativeVerdict { Runs, Refuses, Aborts }

/// <param name="Reason">The refusal, or the last lines of a process that died.</param>
internal sealed record NativeAnswer(NativeVerdict Verdict, (int[] Shape, byte[] Bytes)[] Outputs, string Reason);

/// <summary>Native TensorFlow Lite 2.9 in a process of its own (OptRecipe.Oracle --batch), which is started again when a model has killed or hung it. Not thread-safe.</summary>
public sealed class NativeProcess : IDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);
    private Process? process;
    private BinaryWriter? writer;
    private BinaryReader? reader;
    private readonly Queue<string> lastWords = new();

    internal NativeAnswer Run(byte[] file, byte[][] inputs, int invocationCount)
    {
        if (process is null) Start();
        using var timer = new Timer(_ => process?.Kill(), null, TimeLimit, Timeout.InfiniteTimeSpan);
        try
        {
            Ask(file, inputs, invocationCount);
            return Answer();
        }
        catch (Exception error) when (error is IOException or EndOfStreamException)
        {
            process?.WaitForExit();
            Dispose();
            lock (lastWords) return new(NativeVerdict.Aborts, [], string.Join(" / ", lastWords));
        }
    }

    public void Dispose()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill();
        process.Dispose();
        process = null;
    }

    private void Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "OptRecipe.Oracle.dll"), "--batch" },
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // An abort must not leave a core dump or a report of the .NET host behind.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        lock (lastWords) lastWords.Clear();
        process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start");
        process.ErrorDataReceived += (_, line) =>
        {
            lock (lastWords)
            {
                if (line.Data is { Length: > 0 } text) lastWords.Enqueue(text);
                if (lastWords.Count > 3) lastWords.Dequeue();
            }
        };
        process.BeginErrorReadLine();
        writer = new(new BufferedStream(process.StandardInput.BaseStream, 1 << 16));
        reader = new(new BufferedStream(process.StandardOutput.BaseStream, 1 << 16));
    }

    private void Ask(byte[] file, byte[][] inputs, int invocationCount)
    {
        Write(file);
        writer!.Write(invocationCount);
        writer.Write(inputs.Length);
        foreach (var input in inputs) Write(input);
        writer.Flush();
    }

    private void Write(byte[] bytes)
    {
        writer!.Write(bytes.Length);
        writer.Write(bytes);
    }

    private NativeAnswer Answer()
    {
        var count = reader!.ReadInt32();
        if (count < 0) return new(NativeVerdict.Refuses, [], reader.ReadString());
        var outputs = new (int[], byte[])[count];
        for (var index = 0; index < count; index++)
        {
            var shape = new int[reader.ReadInt32()];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(shape.AsSpan()));
            outputs[index] = (shape, reader.ReadBytes(reader.ReadInt32()));
        }
        return new(NativeVerdict.Runs, outputs, "");
    }
}
