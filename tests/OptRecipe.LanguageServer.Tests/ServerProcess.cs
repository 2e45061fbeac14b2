using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OptRecipe.Disk;
using OptRecipe.LanguageServer.Worker;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>The built program as a process of its own, and the client's end of its streams.</summary>
internal sealed class ServerProcess : IDisposable
{
    public static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "optrecipe-server.dll");
    /// <summary>The published program that plays the built one, as it is tested after it was packed; null for the built one.</summary>
    private static readonly string? Published = Environment.GetEnvironmentVariable("OPTRECIPE_PUBLISHED_SERVER") is { Length: > 0 } path ? path : null;
    public static bool IsPublished => Published is not null;
    /// <summary>Where its files lie.</summary>
    public static readonly string Folder = Published is null ? AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar) : Path.GetDirectoryName(Published)!;
    private readonly BlockingCollection<JsonElement> _messages = [];
    private readonly StringBuilder _errors = new();
    private bool _isReading;

    public ServerProcess(params string[] arguments)
    {
        Process = Start(arguments);
        Process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.Append(line.Data is null ? "" : line.Data + "\n");
        };
        Process.BeginErrorReadLine();
    }

    public Process Process { get; }

    /// <summary>What the process wrote to its error stream so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    public static Process Start(params string[] arguments)
    {
        var command = Command(arguments);
        var info = new ProcessStartInfo(command.FileName, command.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(info) ?? throw new InvalidOperationException($"{command.FileName} does not start");
    }

    /// <summary>How the program under test is started; as a worker the published one is the file that its server would take.</summary>
    public static WorkerCommand Command(params string[] arguments)
    {
        if (Published is null) return new("dotnet", [Dll, .. arguments]);
        var worker = WorkerCommand.Of(Published, Folder, File.Exists, ProcessorFlags.Has);
        return new(arguments is ["--worker", ..] ? worker.FileName : Published, [.. arguments]);
    }

    public void SendRaw(byte[] bytes)
    {
        Process.StandardInput.BaseStream.Write(bytes);
        Process.StandardInput.BaseStream.Flush();
    }

    /// <summary>Several messages in one write.</summary>
    public void Send(params string[] messages) => SendRaw([.. messages.SelectMany(TestClient.Frame)]);

    public void CloseInput() => Process.StandardInput.Close();

    /// <summary>Asks and waits for the answer; what came before it is dropped.</summary>
    public JsonElement Ask(int id, string method, string parameters)
    {
        Send(TestClient.Message($"{id}", method, parameters));
        return Answer(id);
    }

    public JsonElement Answer(int id)
    {
        while (true)
        {
            var message = Next();
            if (message.TryGetProperty("id", out var found) && found.GetRawText() == $"{id}" && !message.TryGetProperty("method", out _)) return message;
        }
    }

    public JsonElement Next()
    {
        if (!_isReading)
        {
            _isReading = true;
            new Thread(Read) { IsBackground = true }.Start();
        }
        return _messages.TryTake(out var message, TestClient.Patience) ? message : throw new TimeoutException($"nothing more came; the error stream: {Errors}");
    }

    public void Initialize() => Ask(1, "initialize", """{"processId":null,"capabilities":{}}""");

    public int ExitCode()
    {
        Assert.True(Process.WaitForExit(TestClient.Patience), $"the process does not end; its error stream: {Errors}");
        // Without a limit it also waits for the rest of the error stream.
        Process.WaitForExit();
        return Process.ExitCode;
    }

    public void Dispose()
    {
        if (!Process.HasExited) Process.Kill(entireProcessTree: true);
        Process.Dispose();
    }

    private void Read()
    {
        using var input = new BufferedStream(Process.StandardOutput.BaseStream, 1 << 16);
        try
        {
            while (TestClient.ReadFrame(input, () => { }) is { } message) _messages.Add(message);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The process has ended.
        }
    }
}
