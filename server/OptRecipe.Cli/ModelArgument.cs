using System.CommandLine;
using OptRecipe.Pipeline.Models;

namespace OptRecipe.Cli;

/// <summary>A model named on the command line.</summary>
internal static class ModelArgument
{
    public static Argument<string> Create(string name = "model") => new(name) { Description = "A .tflite file" };

    /// <summary>Opens a model, also one that is unsound where it is only to be shown.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static LoadedModel Open(Terminal terminal, string file, bool showsUnsound = false)
    {
        var result = new ModelStore(terminal.Files, showsUnsound).Open(Path.GetFullPath(file));
        return result.Model ?? throw new UsageException(ProblemText.Of(file, result.Problem));
    }
}
