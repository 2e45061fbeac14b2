using System.Text;
using System.Text.Json;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Worker;

/// <summary>Carries one recipe out; throws for nothing but bugs.</summary>
public delegate RunResult RunRecipe(RunRequest request, IProgress<RunProgress> progress, CancellationToken cancellation);

/// <summary>The worker's side: reads one request, runs it (or lets a model answer), writes progress and the result. Ends when its input ends, because then the server is gone.</summary>
public sealed class WorkerProgram(Stream input, Stream output, RunRecipe run, TimeProvider time) : IProgress<RunProgress>
{
    private static readonly TimeSpan BeatGap = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();

    /// <summary>The exit code.</summary>
    public int Run()
    {
        using var reader = new StreamReader(input, new UTF8Encoding(false));
        if (Read(reader) is not { } question || question is { Run: null, Try: null, Profile: null }) return 2;
        using var cancellation = new CancellationTokenSource();
        new Thread(() => Listen(reader, cancellation)) { IsBackground = true, Name = "listener" }.Start();
        using var beat = time.CreateTimer(_ => Write(new(IsAlive: true)), null, BeatGap, BeatGap);
        if (question.Run is not { } request)
        {
            Write(Answered(question, cancellation.Token));
            return 0;
        }
        RunResult result;
        try
        {
            result = run(request, this, cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            result = new(RunStatus.Cancelled, "the run was cancelled");
        }
        catch (OutOfMemoryException)
        {
            result = new(RunStatus.Failed, "the run needs more memory than there is");
        }
        catch (Exception error)
        {
            // The stack goes to the log; the user gets the sentence.
            result = new(RunStatus.Failed, $"a bug of ours ended the run: {error.GetType().Name}: {error.Message}");
            Console.Error.WriteLine(error);
        }
        Write(new(Result: result));
        return 0;
    }

    public void Report(RunProgress value) => Write(new(Progress: value));

    private WorkerLine Answered(WorkerLine question, CancellationToken cancellation)
    {
        try
        {
            if (WorkerAnswers.Of(question, time, cancellation) is not { } answer) return new() { Failure = "the worker was asked for nothing" };
            using var json = new MemoryStream();
            using (var writer = new Utf8JsonWriter(json)) answer.WriteTo(writer);
            return new() { Answer = Encoding.UTF8.GetString(json.GetBuffer().AsSpan(0, (int)json.Length)) };
        }
        catch (OperationCanceledException)
        {
            return new() { Failure = "it was cancelled" };
        }
        catch (OutOfMemoryException)
        {
            return new() { Failure = "the model needs more memory than there is" };
        }
        catch (Exception error)
        {
            Console.Error.WriteLine(error);
            return new() { Failure = $"a bug of ours ended it: {error.GetType().Name}: {error.Message}" };
        }
    }

    private static void Listen(StreamReader reader, CancellationTokenSource cancellation)
    {
        try
        {
            while (Read(reader) is { Cancel: false }) { }
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run has ended first.
        }
    }

    private static WorkerLine? Read(StreamReader reader)
    {
        try
        {
            return reader.ReadLine() is { } line ? JsonSerializer.Deserialize(line, WorkerJson.Default.WorkerLine) : null;
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            return null;
        }
    }

    private void Write(WorkerLine line)
    {
        var bytes = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line, WorkerJson.Default.WorkerLine) + "\n");
        lock (_lock)
        {
            output.Write(bytes);
            output.Flush();
        }
    }
}
