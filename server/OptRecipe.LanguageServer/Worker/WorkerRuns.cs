using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OptRecipe.LanguageServer.Runs;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Worker;

/// <summary>The server's side: one process for each run, so that a run which crashes, hangs or eats the memory costs the user that run and nothing else.</summary>
/// <param name="silence">A worker that says nothing for so long is taken for hanging.</param>
/// <param name="log">Takes what the worker writes to its error stream.</param>
public sealed class WorkerRuns(WorkerCommand command, TimeSpan silence, TimeProvider time, Action<string> log) : IRecipeRuns
{
    private static readonly TimeSpan CancelPatience = TimeSpan.FromMilliseconds(400);
    private readonly ConcurrentDictionary<int, Process> _processes = new();

    public async Task<RunResult> Run(RunRequest request, IProgress<RunProgress> progress, CancellationToken cancellation)
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
            return await Follow(process, request, progress, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Kill(process);
            _processes.TryRemove(process.Id, out _);
        }
    }

    public void KillAll()
    {
        foreach (var process in _processes.Values) Kill(process);
    }

    private async Task<RunResult> Follow(Process process, RunRequest request, IProgress<RunProgress> progress, CancellationToken cancellation)
    {
        await Send(process, new(Run: request)).ConfigureAwait(false);
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
                return cancellation.IsCancellationRequested
                    ? new(RunStatus.Cancelled, "the run was cancelled")
                    : Failed($"the worker process has not answered for {silence.TotalSeconds:0.#} s and was ended");
            }
            switch (Parse(line))
            {
                case { Progress: { } step }:
                    if (!cancellation.IsCancellationRequested) progress.Report(step);
                    break;
                case { Result: { } result }:
                    return result;
                case null:
                    return cancellation.IsCancellationRequested ? new(RunStatus.Cancelled, "the run was cancelled") : await Died(process).ConfigureAwait(false);
            }
        }
    }

    private static async Task<RunResult> Died(Process process)
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

    private static RunResult Failed(string message) => new(RunStatus.Failed, message);

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
