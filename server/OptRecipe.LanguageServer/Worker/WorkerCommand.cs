using System.Collections.Immutable;

namespace OptRecipe.LanguageServer.Worker;

/// <summary>How a worker process is started.</summary>
public sealed record WorkerCommand(string FileName, ImmutableArray<string> Arguments)
{
    /// <summary>This executable once more, with <c>--worker</c>.</summary>
    public static WorkerCommand OfThisProcess()
    {
        var path = Environment.ProcessPath ?? "";
        // Started as `dotnet optrecipe-server.dll` the process is the runtime, and the program its first argument.
        return Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? new(path, [Path.Combine(AppContext.BaseDirectory, "optrecipe-server.dll"), "--worker"])
            : new(path, ["--worker"]);
    }
}
