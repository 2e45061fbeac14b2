using System.Collections.Immutable;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Recipe.Using;

/// <summary>Diagnostics about what stands in used files, brought to the entry of <c>use</c> that takes them in: there the reader can do something about them.</summary>
internal static class UsedDiagnostics
{
    internal static ImmutableArray<Diagnostic> Home(ImmutableArray<UsedFile> used, ImmutableArray<Diagnostic> diagnostics)
    {
        if (used.IsEmpty) return diagnostics;
        var home = ImmutableArray.CreateBuilder<Diagnostic>(diagnostics.Length);
        var quiet = used.Where(file => file.Tree is not null).ToDictionary(file => file, file => Suppressions.Lines(file.Tree));
        foreach (var diagnostic in diagnostics)
        {
            var file = used.FirstOrDefault(candidate => candidate.Holds(diagnostic.Span));
            if (file?.Tree is { } tree && quiet[file].Contains((diagnostic.Descriptor.Code, tree.Text.Lines.LineOf(diagnostic.Span.Start)))) continue;
            home.Add(file is null ? WithPlaces(used, diagnostic) : OnEntry(used, diagnostic, file));
        }
        return home.DrainToImmutable();
    }

    private static Diagnostic OnEntry(ImmutableArray<UsedFile> used, Diagnostic diagnostic, UsedFile file)
    {
        var moved = WithPlaces(used, diagnostic);
        return moved with
        {
            Span = file.Entry,
            IsUnnecessary = false,
            Related = [new(file.Here(diagnostic.Span), "It stands here") { File = file }, .. moved.Related],
        };
    }

    /// <summary>Related places in used files name them; fixes that would edit one are left out: it may serve other recipes, and presets cannot be edited.</summary>
    private static Diagnostic WithPlaces(ImmutableArray<UsedFile> used, Diagnostic diagnostic) => diagnostic with
    {
        Related = [.. diagnostic.Related.Select(related => used.FirstOrDefault(file => related.File is null && file.Holds(related.Span)) is { } file ? related with { Span = file.Here(related.Span), File = file } : related)],
        Fixes = diagnostic.Fixes.RemoveAll(fix => fix.Edits.Any(edit => used.Any(file => edit.Span.End >= file.Start))),
    };
}
