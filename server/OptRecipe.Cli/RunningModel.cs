using System.CommandLine;
using OptRecipe.Engine.Interpretation;

namespace OptRecipe.Cli;

/// <summary>What the commands that run a model have in common.</summary>
internal static class RunningModel
{
    public static Option<int> Threads() => Count("--threads", "Threads of the kernels", 1, 256);

    /// <summary>An option that takes a number from 1 on.</summary>
    public static Option<int> Count(string name, string description, int value, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            // What is no number at all, the option itself refuses.
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var count) && (count < 1 || count > most)) result.AddError($"{name} takes a number from 1 to {most:#,0}");
        });
        return option;
    }

    /// <summary>Says why a model does not run.</summary>
    public static int Failed(Terminal terminal, string file, InterpreterException error)
    {
        terminal.Progress($"`{file}` does not run: {error.Message}{(error.IsNotDone ? "; `optrecipe operators` lists what does" : "")}");
        return ExitCode.RunFailed;
    }
}
