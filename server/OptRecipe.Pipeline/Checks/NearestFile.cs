using System.Buffers;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Checks;

/// <summary>The file that a wrong path was probably meant for.</summary>
internal static class NearestFile
{
    private static readonly SearchValues<char> PlainCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/");

    /// <summary>One in the same folder whose name is nearly this one, also one that differs only in case, as the recipe would write it; null when there is none, or the folder may not be looked at.</summary>
    public static string? Of(CheckContext context, string path, Func<string, bool> isWanted)
    {
        if (RecipeFolder.Resolve(context.Analysis.Path, path) is not { } full || Path.GetDirectoryName(full) is not { } folder || context.Files.Refuses(folder) is not null) return null;
        return Spelling.Nearest(Path.GetFileName(full), context.Files.List(folder).Where(isWanted)) is { } near ? path[..(path.LastIndexOf('/') + 1)] + near : null;
    }

    /// <summary>The edit to another path. A path in quotes keeps them; null for one with escapes in it, which is left to the user.</summary>
    public static Fix? Fix(CheckContext context, string path, TextSpan span, string other) =>
        context.Text.Slice(span).SequenceEqual(path) && path.AsSpan().IndexOfAnyExcept(PlainCharacters) < 0 && other.AsSpan().IndexOfAnyExcept(PlainCharacters) < 0
            ? new($"Change to `{other}`", FixSafety.Unsafe, [new(span, other)]) : null;
}
