using System.Text;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Outputs go where they may, and over nothing that the recipe needs.</summary>
internal static class OutputPathCheck
{
    private static readonly DiagnosticDescriptor Overwrites = new("OR5005", "Output overwrites an input or another output", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor NoFolder = new("OR5006", "Output cannot be written there", Severity.Error, "0.1");

    /// <summary>Most file systems take 255; a file is first written under a name that is a little longer.</summary>
    private const int MostNameBytes = 220;

    public static DiagnosticDescriptor[] Descriptors { get; } = [Overwrites, NoFolder];

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        var model = context.Recipe.Model is { } named ? RecipeFolder.Resolve(context.Analysis.Path, named.Path) : null;
        var seen = new Dictionary<string, string>(PathComparer) { [context.Files.RealPath(context.Analysis.Path)] = "the recipe itself" };
        if (model is not null) seen[context.Files.RealPath(model)] = "the model";
        foreach (var output in context.Analysis.Outputs)
        {
            var span = output.Output.PathSpan;
            // What the text alone shows has been said already.
            if (context.Analysis.Document.Diagnostics.Any(d => d.Severity == Severity.Error && d.Span == span)) continue;
            // Another name for the same file overwrites it just as well.
            var real = context.Files.RealPath(output.FullPath);
            if (!seen.TryAdd(real, "another output"))
                yield return Renamed(context, output, new(Overwrites, span, $"`{output.Output.Path}` would overwrite {seen[real]}; name another file"));
            else if (Blocked(context, output) is { } why)
                yield return new(NoFolder, span, $"`{output.Output.Path}` cannot be written: {why}");
        }
    }

    private static Diagnostic Renamed(CheckContext context, ResolvedOutput output, Diagnostic diagnostic)
    {
        var (path, folder) = (output.Output.Path, output.Output.Path.LastIndexOf('/') + 1);
        var other = path.Insert(folder, "optimized_");
        return context.Text.Slice(diagnostic.Span).SequenceEqual(path) && RecipeFolder.Resolve(context.Analysis.Path, other) is { } full && context.Files.Stamp(full).Kind == FileKind.Missing
            ? diagnostic.WithFix($"Write to `{other}`", FixSafety.Unsafe, new TextEdit(diagnostic.Span, other)) : diagnostic;
    }

    private static string? Blocked(CheckContext context, ResolvedOutput output)
    {
        if (context.Files.Refuses(output.FullPath) is { } refusal) return refusal;
        if (Encoding.UTF8.GetByteCount(Path.GetFileName(output.FullPath)) > MostNameBytes) return $"its name is longer than {MostNameBytes} bytes";
        if (context.Files.Stamp(output.FullPath).Kind == FileKind.Folder) return "a folder of that name stands there";
        for (var folder = Path.GetDirectoryName(output.FullPath); folder is { Length: > 0 }; folder = Path.GetDirectoryName(folder))
        {
            switch (context.Files.Stamp(folder).Kind)
            {
                case FileKind.Folder: return context.Files.CanWriteTo(folder) ? null : $"the folder `{Path.GetFileName(folder)}` may not be written to";
                case FileKind.File: return $"`{Path.GetFileName(folder)}` is a file, not a folder";
                case FileKind.Unreadable: return $"the folder `{Path.GetFileName(folder)}` may not be read";
            }
        }
        return null;
    }

    /// <summary>Windows and macOS take two spellings for one file; being strict there everywhere costs nothing.</summary>
    private static StringComparer PathComparer => StringComparer.OrdinalIgnoreCase;
}
