using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using OptRecipe.Engine.Threading;
using OptRecipe.LanguageServer;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Handlers;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.LanguageServer.Worker;

// The only file that holds the standard streams: whatever else writes to standard output lands in the error stream and never between two frames.
var errors = new StreamWriter(Open(2, FileAccess.Write), new UTF8Encoding(false)) { AutoFlush = true };
var line = CommandLine.Parse(args);
switch (line.Mode)
{
    case ProgramMode.Wrong:
        errors.WriteLine($"optrecipe-server: the argument `{line.Problem}` is not understood; see --help");
        return 2;
    case ProgramMode.Version:
        Print(InitializeHandler.Version);
        return 0;
    case ProgramMode.Help:
        Print(CommandLine.Help);
        return 0;
    case ProgramMode.Settings:
        Print(SettingsJson());
        return 0;
    case ProgramMode.Worker:
        Console.SetOut(errors);
        return new WorkerProgram(Open(0, FileAccess.Read), Open(1, FileAccess.Write), PipelineAnalyzer.Run, TimeProvider.System).Run();
    case var _ when WorkerOnly.Is:
        errors.WriteLine("optrecipe-server: this file only runs recipes, with --worker");
        return 2;
    default:
        return Serve(line);
}

int Serve(CommandLine line)
{
    Stream input, output;
    try
    {
        (input, output) = Connect(line);
    }
    catch (Exception error) when (error is IOException or TimeoutException or UnauthorizedAccessException)
    {
        errors.WriteLine($"optrecipe-server: the connection cannot be opened: {error.Message}");
        return 1;
    }
    Console.SetOut(errors);
    var gate = new Lock();
    void Log(string text)
    {
        lock (gate) errors.WriteLine($"optrecipe-server: {text.ReplaceLineEndings(" ⏎ ")}");
    }
    var time = TimeProvider.System;
    var processes = new WorkerProcesses(WorkerCommand.OfThisProcess(), TimeSpan.FromSeconds(30), time, Log);
    using var session = new Session(input, output, new PipelineAnalyzer(), new WorkerRuns(processes), time, Log, trials: new WorkerTrials(processes));
    var watches = new List<ParentWatch>();
    void Watch(int processId)
    {
        if (ParentWatch.Start(processId, time, () => session.End(1, $"the client, process {processId}, has ended")) is { } watch) watches.Add(watch);
        else Log($"there is no process {processId} here; the end of the input ends the server");
    }
    using var rest = new MemoryRest(time);
    session.Heard = () =>
    {
        QuietThread.Disturb();
        rest.Heard();
    };
    session.ClientProcessNamed = Watch;
    session.Start();
    if (line.ClientProcessId is { } client) Watch(client);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        session.End(1, $"the signal {signal.Signal} ends the server");
    }
    var code = session.Completion.GetAwaiter().GetResult();
    foreach (var watch in watches) watch.Dispose();
    return code;
}

static (Stream Input, Stream Output) Connect(CommandLine line)
{
    if (line is { Port: null, Pipe: null }) return (Open(0, FileAccess.Read), Open(1, FileAccess.Write));
    var stream = OtherConnection.Open(line);
    return (stream, stream);
}

// Without Console's streams, which cost start-up time; without a buffer, because whoever writes writes whole messages.
static Stream Open(int handle, FileAccess access)
{
    if (!OperatingSystem.IsWindows()) return new FileStream(new SafeFileHandle(handle, ownsHandle: false), access, bufferSize: 0);
    return handle == 0 ? Console.OpenStandardInput() : handle == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError();
}

static void Print(string text)
{
    using var output = Open(1, FileAccess.Write);
    output.Write(Encoding.UTF8.GetBytes(text + "\n"));
}

static string SettingsJson()
{
    using var buffer = new MemoryStream();
    using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true })) Settings.WriteManifest(writer);
    return Encoding.UTF8.GetString(buffer.ToArray());
}
