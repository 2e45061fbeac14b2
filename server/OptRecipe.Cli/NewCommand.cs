using System.CommandLine;
using System.Text;
using OptRecipe.Pipeline.Proposing;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe new</c>: a first recipe for a model, with reasons.</summary>
internal static class NewCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = ModelArgument.Create();
        var targets = new Option<string[]>("--target", "-t") { Description = "Where it has to run: a target's id or a group's; may be given several times", AllowMultipleArgumentsPerToken = true };
        var output = OutputFile.Option("The recipe to write; standard output when left out", isRequired: false);
        var force = OutputFile.ForceOption();
        var command = new Command("new", "Propose a recipe for a model: every form that its targets could want is weighed") { model, targets, output, force };
        command.SetAction((parsed, cancellation) =>
        {
            var file = Path.GetFullPath(parsed.GetRequiredValue(model));
            var recipe = Path.GetFullPath(parsed.GetValue(output) ?? Path.ChangeExtension(file, ".optrecipe.yaml"));
            var written = Path.GetRelativePath(Path.GetDirectoryName(recipe) ?? recipe, file).Replace('\\', '/');
            var proposal = RecipeProposal.Of(terminal.Files, recipe, written, [.. parsed.GetValue(targets) ?? []], cancellation);
            if (proposal.Problem is { } problem) throw new UsageException(problem);
            if (parsed.GetValue(output) is null) terminal.Output.Write(proposal.Text);
            else OutputFile.Write(terminal, recipe, parsed.GetValue(force), stream => stream.Write(Encoding.UTF8.GetBytes(proposal.Text)));
            return Task.FromResult(ExitCode.Fine);
        });
        return command;
    }
}
