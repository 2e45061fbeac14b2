using System.CommandLine;
using System.Text;
using OptRecipe.Recipe.Formatting;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe format</c>: white space as the editor would set it; with <c>--check</c> only says which files would change.</summary>
internal static class FormatCommand
{
    public static Command Create(Terminal terminal)
    {
        var recipes = new Argument<string[]>("recipes") { Description = ".optrecipe.yaml files", Arity = ArgumentArity.OneOrMore };
        var check = new Option<bool>("--check") { Description = "Change nothing; exit code 1 when a file is not formatted" };
        var command = new Command("format", "Format recipes: white space only, comments and line ends are kept") { recipes, check };
        command.SetAction(parsed =>
        {
            var worst = ExitCode.Fine;
            foreach (var recipe in parsed.GetRequiredValue(recipes)) worst = Math.Max(worst, Format(terminal, recipe, parsed.GetValue(check)));
            return worst;
        });
        return command;
    }

    private static int Format(Terminal terminal, string recipe, bool onlyCheck)
    {
        var text = terminal.ReadRecipe(recipe);
        // A byte that is no UTF-8 would be written back as another one.
        var tree = SyntaxTree.Parse(text);
        if (text.Contains('\uFFFD') || RecipeFormatter.TryFormat(tree, FormattingOptions.Default) is not { } edits)
        {
            terminal.Output.WriteLine($"{recipe}: left as it is; `optrecipe check` says what is wrong with its text");
            return ExitCode.Errors;
        }
        if (edits.IsEmpty) return ExitCode.Fine;
        terminal.Output.WriteLine(onlyCheck ? $"{recipe}: not formatted" : $"{recipe}: formatted");
        if (onlyCheck) return ExitCode.Errors;
        var formatted = Encoding.UTF8.GetBytes(tree.Text.WithEdits(edits).Text);
        try
        {
            terminal.Files.Write(Path.GetFullPath(recipe), stream => stream.Write(formatted));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"`{recipe}` cannot be written: {error.Message}");
        }
        return ExitCode.Fine;
    }
}
