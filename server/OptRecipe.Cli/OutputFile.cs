using System.CommandLine;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Cli;

/// <summary>A file that a command writes: whole or not at all, and never over another one without being told so.</summary>
internal static class OutputFile
{
    public static Option<string?> Option(string description, bool isRequired) => new("--output", "-o") { Description = description, Required = isRequired };

    public static Option<bool> ForceOption() => new("--force") { Description = "Overwrite the file when it exists" };

    /// <summary>Writes and says so.</summary>
    /// <exception cref="UsageException">The file may not be written, or exists and nothing said that it may go.</exception>
    public static void Write(Terminal terminal, string file, bool force, Action<Stream> content)
    {
        var path = Path.GetFullPath(file);
        switch (terminal.Files.Stamp(path).Kind)
        {
            case FileKind.Folder: throw new UsageException($"`{file}` is a folder; name a file in it");
            case FileKind.File or FileKind.Unreadable when !force: throw new UsageException($"`{file}` exists; name another file, or add --force to overwrite it");
        }
        try
        {
            terminal.Files.Write(path, content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"`{file}` cannot be written: {error.Message}");
        }
        terminal.Progress($"wrote {Terminal.Shown(path)} ({SizeText.Of(terminal.Files.Stamp(path).Length)})");
    }
}
