using System.CommandLine;
using System.Text;
using OptRecipe.TFLite.Dumping;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe dump</c>: a model as text.</summary>
internal static class DumpCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = ModelArgument.Create();
        var output = OutputFile.Option("The text file to write; standard output when left out", isRequired: false);
        var force = OutputFile.ForceOption();
        var command = new Command("dump", "Print a model as exact, stable text, made for `diff`; `assemble` turns it back") { model, output, force };
        command.SetAction((parsed, _) =>
        {
            var loaded = ModelArgument.Open(terminal, parsed.GetRequiredValue(model), showsUnsound: true).Model;
            if (parsed.GetValue(output) is not { } file) ModelDump.Write(loaded, terminal.Output);
            else
                OutputFile.Write(terminal, file, parsed.GetValue(force), stream =>
                {
                    using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
                    ModelDump.Write(loaded, writer);
                });
            return Task.FromResult(ExitCode.Fine);
        });
        return command;
    }
}
