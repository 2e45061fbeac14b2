using System.Collections.Immutable;
using System.CommandLine;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Targets;

namespace OptRecipe.Cli;

/// <summary>Targets named on the command line, written as an item of a recipe's list: <c>xnnpack</c>, <c>'ethos-u: {accelerator: ethos-u85-256}'</c>, <c>android</c>, <c>./my-board.target.yaml</c>.</summary>
internal static class TargetArgument
{
    private const string Head = "recipe: 1\nmodel: m.tflite\ntargets:\n  - ";

    public static Option<string[]> Option() => new("--target") { Description = "A target as a recipe's list has it, for example 'xnnpack: {runtime: tflite-2.9}'; may stand several times", AllowMultipleArgumentsPerToken = false };

    /// <summary>The targets meant, groups expanded; the recipe language itself reads the text.</summary>
    /// <exception cref="UsageException">A text is no target, or has a wrong option.</exception>
    public static ImmutableArray<TargetSelection> Read(Terminal terminal, IEnumerable<string> texts)
    {
        var selections = ImmutableArray.CreateBuilder<TargetSelection>();
        foreach (var text in texts)
        {
            var recipe = RecipeDocument.Read(Head + text.ReplaceLineEndings(" ") + "\n");
            var error = recipe.Diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error);
            if (error is not null) throw new UsageException($"--target '{Terminal.Safe(text)}': {error.Message}");
            var bound = new OwnTargets(terminal.Files).Resolve(recipe.Recipe, Path.GetFullPath("command-line"));
            var problem = bound.Targets.Select(target => target.Own?.Problem ?? target.Own?.OptionProblems.Values.FirstOrDefault()?.Message).FirstOrDefault(problem => problem is not null);
            if (problem is not null) throw new UsageException($"--target '{Terminal.Safe(text)}': {problem}");
            var found = bound.Targets.SelectMany(target => target.Selections).ToArray();
            if (found.Length == 0) throw new UsageException($"--target '{Terminal.Safe(text)}' names no target; `optrecipe targets` lists them");
            selections.AddRange(found);
        }
        return [.. selections.Distinct()];
    }

    /// <summary>Every target that can be judged, each once.</summary>
    public static ImmutableArray<TargetSelection> All { get; } = [.. TargetCatalog.Targets.Where(target => target.IsAvailable && target.ShortFormOf is null).Select(target => TargetSelection.Of(target, [], out _))];
}
