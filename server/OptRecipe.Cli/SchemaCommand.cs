using System.CommandLine;
using OptRecipe.Recipe.Schema;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe schema</c>: the JSON schema of recipes, for other editors.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("schema", "Print the JSON schema of recipes, for editors that take one");
        command.SetAction(_ => terminal.Output.Write(JsonSchemaWriter.Write()));
        return command;
    }
}
