using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OptRecipe.Disk;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary>Where commands read from and print to.</summary>
internal sealed class Terminal
{
    private readonly TextWriter _error;

    public Terminal(TextWriter output, TextWriter error)
    {
        Output = output;
        _error = error;
        Screen = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output) });
        if (output != Console.Out || Console.IsOutputRedirected) Screen.Profile.Width = 160;
    }

    public TextWriter Output { get; }
    public IAnsiConsole Screen { get; }
    public DiskFiles Files { get; } = new();

    public static Option<bool> JsonOption() => new("--json") { Description = "Print exactly one JSON object (schemas/cli/)" };

    public void Json<T>(T value, JsonTypeInfo<T> type) => Output.WriteLine(JsonSerializer.Serialize(value, type));

    public void Progress(string line) => _error.WriteLine(line);

    /// <summary>Reads and checks a recipe; a file that cannot be read is wrong usage.</summary>
    public RecipeAnalysis Analyze(string recipe, CancellationToken cancellation) => new RecipeAnalyzer(Files).Analyze(Path.GetFullPath(recipe), ReadRecipe(recipe), cancellation);

    /// <summary>The text of a recipe; a file that cannot be read is wrong usage.</summary>
    public string ReadRecipe(string recipe)
    {
        var path = Path.GetFullPath(recipe);
        switch (Files.Stamp(path).Kind)
        {
            case FileKind.Missing: throw new UsageException($"`{recipe}` does not exist");
            case FileKind.Folder: throw new UsageException($"`{recipe}` is a folder; name a `.optrecipe.yaml` file");
            case FileKind.Unreadable: throw new UsageException($"`{recipe}` may not be read");
        }
        return ReadText(path);
    }

    /// <summary>One line per diagnostic, as compilers print them: <c>file:line:column: severity CODE: message</c>.</summary>
    public void Print(RecipeAnalysis analysis, bool summaries)
    {
        var file = Shown(analysis.Path);
        foreach (var diagnostic in analysis.Diagnostics.Where(d => summaries || !d.IsSummary || d.Severity <= Severity.Warning))
        {
            var position = analysis.Text.Lines.Position(diagnostic.Span.Start);
            Output.WriteLine($"{file}:{position.Line + 1}:{position.Character + 1}: {diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Descriptor.Code}: {diagnostic.Message}");
        }
    }

    /// <summary>A path as people want to read it: relative where it lies below the current folder.</summary>
    public static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>Text that comes out of a file of others: what would steer the terminal is replaced.</summary>
    public static string Safe(string text) => string.Create(text.Length, text, (safe, original) =>
    {
        for (var index = 0; index < safe.Length; index++) safe[index] = char.IsControl(original[index]) ? '\uFFFD' : original[index];
    });

    private static string ReadText(string path)
    {
        try
        {
            using var source = new HandleByteSource(path);
            var bytes = new byte[source.Length];
            source.Read(0, bytes);
            return System.Text.Encoding.UTF8.GetString(bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModelFormatException)
        {
            throw new UsageException($"`{path}` cannot be read: {error.Message}");
        }
    }
}
