using System.CommandLine;
using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Invoking;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe invoke</c>: what a model answers to arrays.</summary>
internal static class InvokeCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = ModelArgument.Create();
        var inputs = new Option<string>("--inputs")
        {
            Description = "A .npz file with an array for each input, by its name or as in0, in1 …; a .npy file for a single input. Arrays hold stored values and are never quantized. "
                + "The model's shape is one sample; an axis more, or a first axis n times the model's, is n samples",
            Required = true,
        };
        var outputs = new Option<string>("--outputs") { Description = "The .npz file to write: out0, out1 … in the model's order", Required = true };
        var runtime = new Option<string>("--runtime") { Description = $"Whose rounding to follow: {string.Join(", ", PlayedRuntimeNames.All.ToArray())}", DefaultValueFactory = _ => PlayedRuntime.LiteRT23.Name() };
        var kernels = new Option<string?>("--kernels") { Description = "Which kernels; the results are the same" };
        kernels.AcceptOnlyFromAmong("reference", "fast");
        var threads = RunningModel.Threads();
        var resize = new Option<bool>("--resize") { Description = "Give the inputs their arrays' shapes; the arrays are then one sample" };
        var keepState = new Option<bool>("--keep-state") { Description = "Do not reset variables between samples" };
        var command = new Command("invoke", "Run a model on arrays and write its outputs") { model, inputs, outputs, runtime, kernels, threads, resize, keepState };
        command.SetAction((parsed, cancellation) =>
        {
            var (file, source, target) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(inputs), parsed.GetRequiredValue(outputs));
            CheckTarget(terminal, target, file, source);
            if (!PlayedRuntimeNames.TryParse(parsed.GetRequiredValue(runtime), out var played)) throw new UsageException("--runtime takes " + string.Join(", ", PlayedRuntimeNames.All.ToArray()));
            var options = new InterpreterOptions { Runtime = played, Kernels = parsed.GetValue(kernels), ThreadCount = parsed.GetValue(threads) };
            var request = new InvokeRequest(ModelArgument.Open(terminal, file).Model, options, parsed.GetValue(resize), parsed.GetValue(keepState));
            try
            {
                var results = ModelInvoker.Invoke(request, details => Read(terminal, source, details), cancellation);
                Write(terminal, target, results);
                return Task.FromResult(ExitCode.Fine);
            }
            catch (InvokeException misfit)
            {
                throw new UsageException(misfit.Message);
            }
            catch (InterpreterException error)
            {
                return Task.FromResult(RunningModel.Failed(terminal, file, error));
            }
        });
        return command;
    }

    /// <summary>The arrays file is written anew each time; the files that are read are not.</summary>
    private static void CheckTarget(Terminal terminal, string target, params string[] sources)
    {
        var path = Path.GetFullPath(target);
        if (Array.Find(sources, source => Path.GetFullPath(source) == path) is { } source) throw new UsageException($"`{source}` is read; name another file for --outputs");
        if (terminal.Files.Stamp(path).Kind == FileKind.Folder) throw new UsageException($"`{target}` is a folder; name a .npz file in it");
    }

    private static NumPyArray[] Read(Terminal terminal, string source, IReadOnlyList<TensorDetails> inputs)
    {
        var path = Path.GetFullPath(source);
        switch (terminal.Files.Stamp(path).Kind)
        {
            case FileKind.Missing: throw new UsageException($"`{source}` does not exist");
            case FileKind.Folder: throw new UsageException($"`{source}` is a folder; name a .npz or .npy file");
        }
        try
        {
            using var file = OptRecipe.Disk.DiskFiles.OpenStream(path);
            var isArchive = file.ReadByte() == 'P';
            file.Position = 0;
            if (!isArchive) return InputArrays.Single(inputs, NpyFile.Read(file, file.Length));
            using var archive = new NpzArchive(file);
            return InputArrays.Match(inputs, archive.Names, archive.Read);
        }
        catch (NumPyFormatException broken)
        {
            throw new UsageException($"`{source}` is not read: {broken.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"`{source}` may not be read: {error.Message}");
        }
    }

    private static void Write(Terminal terminal, string target, IReadOnlyList<NumPyArray> results)
    {
        try
        {
            terminal.Files.Write(Path.GetFullPath(target), stream => NpzArchive.Write(stream, results.Select((array, position) => KeyValuePair.Create($"out{position}", array))));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"`{target}` cannot be written: {error.Message}");
        }
        foreach (var (position, array) in results.Index()) terminal.Output.WriteLine($"out{position} {array}");
    }
}
