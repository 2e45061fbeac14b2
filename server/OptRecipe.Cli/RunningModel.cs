using System.CommandLine;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Models;
using OptRecipe.TFLite;

namespace OptRecipe.Cli;

/// <summary>What the commands that run a model have in common.</summary>
internal static class RunningModel
{
    public static Argument<string> Argument() => new("model") { Description = "A .tflite file" };

    public static Option<int> Threads()
    {
        var threads = new Option<int>("--threads") { Description = "Threads of the kernels", DefaultValueFactory = _ => 1 };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 256) result.AddError("--threads takes a number from 1 to 256");
        });
        return threads;
    }

    /// <exception cref="UsageException">It cannot be read.</exception>
    public static Model Open(Terminal terminal, string file)
    {
        var result = new ModelStore(terminal.Files).Open(Path.GetFullPath(file));
        return result.Model?.Model ?? throw new UsageException(ProblemText.Of(file, result.Problem));
    }

    /// <summary>Says why a model does not run.</summary>
    public static int Failed(Terminal terminal, string file, InterpreterException error)
    {
        terminal.Progress($"`{file}` does not run: {error.Message}{(error.IsNotDone ? "; `optrecipe operators` lists what does" : "")}");
        return ExitCode.RunFailed;
    }
}
