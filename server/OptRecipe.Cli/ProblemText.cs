using OptRecipe.Pipeline.Models;

namespace OptRecipe.Cli;

/// <summary>Why a model named on the command line cannot be shown.</summary>
internal static class ProblemText
{
    public static string Of(string file, ModelProblem? problem) => problem?.Kind switch
    {
        ModelProblemKind.Missing => $"`{file}` does not exist; check the path",
        ModelProblemKind.Folder => $"`{file}` is a folder; name a `.tflite` file",
        ModelProblemKind.Foreign => $"`{file}` is {problem.Detail}; reading it is not available yet, name a `.tflite` file",
        ModelProblemKind.Empty => $"`{file}` is empty; its download or conversion did not finish",
        ModelProblemKind.Broken => $"`{file}` is not a whole `.tflite` file: {problem.Detail}; convert or copy it again",
        _ => $"`{file}` may not be read: {problem?.Detail}",
    };
}
