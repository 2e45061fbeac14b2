using System.Text.Json.Serialization;
using OptRecipe.Pipeline.Profiling;
using OptRecipe.Pipeline.Running;
using OptRecipe.Pipeline.Trying;

namespace OptRecipe.LanguageServer.Worker;

/// <summary>One line of JSON between the server and its worker; exactly one member is set.</summary>
/// <param name="Run">Server → worker, once: what to do.</param>
/// <param name="Cancel">Server → worker: stop and clean up; whoever does not is killed.</param>
/// <param name="IsAlive">Worker → server, every two seconds: the process still gets processor time.</param>
/// <param name="Result">Worker → server, once: the end.</param>
public sealed record WorkerLine(RunRequest? Run = null, bool Cancel = false, bool IsAlive = false, RunProgress? Progress = null, RunResult? Result = null)
{
    /// <summary>Server → worker, instead of a run.</summary>
    public TrialRequest? Try { get; init; }
    /// <summary>Server → worker, instead of a run.</summary>
    public HostProfileRequest? Profile { get; init; }
    /// <summary>Worker → server: the answer to one of these: JSON, as the client gets it.</summary>
    public string? Answer { get; init; }
    /// <summary>Worker → server: why there is none.</summary>
    public string? Failure { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, WriteIndented = false)]
[JsonSerializable(typeof(WorkerLine))]
internal sealed partial class WorkerJson : JsonSerializerContext;
