using System.Collections.Immutable;
using OptRecipe.Disk;

namespace OptRecipe.LanguageServer.Worker;

/// <summary>How a worker process is started.</summary>
public sealed record WorkerCommand(string FileName, ImmutableArray<string> Arguments)
{
    /// <summary>The worker beside the server that is compiled for AVX-512 (decision 4).</summary>
    public const string Avx512Name = "optrecipe-worker-avx512";

    /// <summary>What the system demands of a processor before it starts such a file: x86-64-v4 beyond x86-64-v3.</summary>
    private static readonly ImmutableArray<string> Avx512Flags = ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"];

    /// <summary>The worker for this processor that lies beside this executable, else this executable once more; with <c>--worker</c>.</summary>
    public static WorkerCommand OfThisProcess() => Of(Environment.ProcessPath ?? "", AppContext.BaseDirectory, File.Exists, ProcessorFlags.Has);

    /// <param name="path">The running executable.</param>
    /// <param name="folder">Where the program's files lie.</param>
    /// <param name="hasFlags">Whether the processor has all of some flags, as Linux names them.</param>
    public static WorkerCommand Of(string path, string folder, Func<string, bool> exists, Func<ImmutableArray<string>, bool> hasFlags)
    {
        // Started as `dotnet optrecipe-server.dll` the process is the runtime, and the program its first argument.
        if (Path.GetFileNameWithoutExtension(path) == "dotnet") return new(path, [Path.Combine(folder, "optrecipe-server.dll"), "--worker"]);
        var avx512 = Path.Combine(folder, Avx512Name);
        return new(exists(avx512) && hasFlags(Avx512Flags) ? avx512 : path, ["--worker"]);
    }
}
