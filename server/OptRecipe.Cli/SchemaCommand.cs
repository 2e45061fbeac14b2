using System.CommandLine;
using OptRecipe.Recipe.Schema;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe schema</c>: the JSON schema of recipes, for other editors.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal)
    {
        var target = new Option<bool>("--target") { Description = "The schema of target files (*.target.yaml) instead" };
        var command = new Command("schema", "Print the JSON schema of recipes, for editors that take one") { target };
        command.SetAction(parsed => terminal.Output.Write(parsed.GetValue(target) ? TargetSchemaWriter.Write() : JsonSchemaWriter.Write()));
        return command;
    }
}
