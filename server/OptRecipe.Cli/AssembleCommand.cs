using System.CommandLine;
using System.Text;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Dumping;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe assemble</c>: text back into a model.</summary>
internal static class AssembleCommand
{
    public static Command Create(Terminal terminal)
    {
        var text = new Argument<string>("text") { Description = "A text that `optrecipe dump` wrote, edited or not" };
        var output = OutputFile.Option("The .tflite file to write", isRequired: true);
        var force = OutputFile.ForceOption();
        var command = new Command("assemble", "Make a model of the text that `dump` printed") { text, output, force };
        command.SetAction((parsed, cancellation) =>
        {
            var model = Read(terminal, parsed.GetRequiredValue(text));
            OutputFile.Write(terminal, parsed.GetRequiredValue(output) ?? "", parsed.GetValue(force), stream => ModelWriter.Write(model, stream));
            foreach (var violation in ModelVerifier.Verify(model, cancellation)) terminal.Output.WriteLine($"{violation.Severity.ToString().ToLowerInvariant()}: {Terminal.Safe(violation.Message)}");
            return Task.FromResult(ExitCode.Fine);
        });
        return command;
    }

    private static Model Read(Terminal terminal, string file)
    {
        var path = Path.GetFullPath(file);
        switch (terminal.Files.Stamp(path).Kind)
        {
            case FileKind.Missing: throw new UsageException($"`{file}` does not exist; `optrecipe dump <model> -o {Path.GetFileName(file)}` writes such a text");
            case FileKind.Folder: throw new UsageException($"`{file}` is a folder; name the text in it");
        }
        try
        {
            using var reader = new StreamReader(new ByteSourceStream(terminal.Files.Open(path)), Encoding.UTF8);
            return ModelDump.Read(reader);
        }
        catch (FormatException wrong)
        {
            throw new UsageException($"`{file}` is not the text of a model: {wrong.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModelFormatException)
        {
            throw new UsageException($"`{file}` may not be read: {error.Message}");
        }
    }
}
