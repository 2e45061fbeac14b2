using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Worker;

/// <param name="Line">The worker's last line; null when it did not come so far.</param>
/// <param name="Failure">Then: why, in one sentence.</param>
public sealed record WorkerEnd(WorkerLine? Line, string? Failure);

/// <summary>One process for each question, so that one which crashes, hangs or eats the memory costs the user that answer and nothing else.</summary>
/// <param name="silence">A worker that says nothing for so long is taken for hanging.</param>
/// <param name="log">Takes what the worker writes to its error stream.</param>
public sealed class WorkerProcesses(WorkerCommand command, TimeSpan silence, TimeProvider time, Action<string> log)
{
    private static readonly TimeSpan CancelPatience = TimeSpan.FromMilliseconds(400);
    private readonly ConcurrentDictionary<int, Process> _processes = new();

    /// <summary>A process that was cancelled, crashed or hangs ends with a sentence that says so; nothing is thrown for it.</summary>
    public async Task<WorkerEnd> Ask(WorkerLine question, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = StartInfo() };
        try
        {
            process.Start();
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            return Failed($"the worker process cannot be started: {error.Message}");
        }
        _processes[process.Id] = process;
        try
        {
            process.ErrorDataReceived += (_, line) => { if (!string.IsNullOrEmpty(line.Data)) log($"worker: {line.Data}"); };
            process.BeginErrorReadLine();
            return await Follow(process, question, progress, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Kill(process);
            _processes.TryRemove(process.Id, out _);
        }
    }

    /// <summary>Ends every process at once, without asking.</summary>
    public void KillAll()
    {
        foreach (var process in _processes.Values) Kill(process);
    }

    private async Task<WorkerEnd> Follow(Process process, WorkerLine question, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        await Send(process, question).ConfigureAwait(false);
        using var stop = new CancellationTokenSource();
        using var cancel = cancellation.Register(() => _ = AskThenStop(process, stop));
        while (true)
        {
            string? line;
            try
            {
                using var quiet = new CancellationTokenSource(silence, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, quiet.Token);
                line = await process.StandardOutput.ReadLineAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return cancellation.IsCancellationRequested ? Cancelled : Failed($"the worker process has not answered for {silence.TotalSeconds:0.#} s and was ended");
            }
            var parsed = Parse(line);
            switch (parsed)
            {
                case { Progress: { } step }:
                    if (!cancellation.IsCancellationRequested) progress?.Report(step);
                    break;
                case { Result: not null } or { Answer: not null } or { Failure: not null }:
                    return new(parsed, null);
                case null:
                    return cancellation.IsCancellationRequested ? Cancelled : await Died(process).ConfigureAwait(false);
            }
        }
    }

    private static async Task<WorkerEnd> Died(Process process)
    {
        using var patience = new CancellationTokenSource(CancelPatience);
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Failed("the worker process closed its output before the run was finished");
        }
        // 137 is SIGKILL, what the kernel sends when memory runs out; 134 is SIGABRT, how .NET ends without memory or stack.
        var cause = process.ExitCode switch { 137 => " (killed, perhaps because memory ran out)", 134 => " (aborted: no memory or no stack left)", _ => "" };
        return Failed($"the worker process ended with exit code {process.ExitCode}{cause} before the run was finished");
    }

    private async Task AskThenStop(Process process, CancellationTokenSource stop)
    {
        await Send(process, new(Cancel: true)).ConfigureAwait(false);
        await Task.Delay(CancelPatience, time).ConfigureAwait(false);
        try
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The worker did as it was asked.
        }
    }

    private static async Task Send(Process process, WorkerLine line)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(line, WorkerJson.Default.WorkerLine)).ConfigureAwait(false);
            await process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // It has ended; reading its output says so.
        }
    }

    private static WorkerLine? Parse(string? line)
    {
        try
        {
            return line is null ? null : JsonSerializer.Deserialize(line, WorkerJson.Default.WorkerLine);
        }
        catch (JsonException)
        {
            // A line that is no message of ours is not the end.
            return new();
        }
    }

    private static WorkerEnd Cancelled { get; } = new(null, "the run was cancelled");

    private static WorkerEnd Failed(string message) => new(null, message);

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var info = new ProcessStartInfo(command.FileName, command.Arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, CreateNoWindow = true,
            StandardInputEncoding = new UTF8Encoding(false), StandardOutputEncoding = new UTF8Encoding(false), WorkingDirectory = AppContext.BaseDirectory,
        };
        // Off in the server, where it costs latency; on where loops run for minutes.
        info.Environment["DOTNET_TieredPGO"] = "1";
        // The client keeps the editor's server small; a run takes what it needs.
        info.Environment.Remove("DOTNET_GCgen0size");
        return info;
    }
}
