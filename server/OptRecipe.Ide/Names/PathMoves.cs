using System.Collections.Immutable;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Names;

/// <summary>A file or folder that gets another place; absolute paths.</summary>
public sealed record PathMove(string From, string To);

/// <summary>What a recipe has to say differently when files move, so that it means the same files.</summary>
public static class PathMoves
{
    /// <summary>Edits of the recipe's text; none when nothing it names moves. A recipe that moves alone takes its outputs along.</summary>
    public static ImmutableArray<TextEdit> Edits(RecipeAnalysis analysis, ImmutableArray<PathMove> moves)
    {
        var recipe = Moved(analysis.Path, moves) ?? analysis.Path;
        var folder = Path.GetDirectoryName(recipe) ?? "/";
        var outputs = analysis.Recipe.Outputs.Select(output => output.PathSpan.Start).ToHashSet();
        var edits = ImmutableArray.CreateBuilder<TextEdit>();
        foreach (var name in RecipeNames.All(analysis))
        {
            if (name.Kind != NameKind.Path || name.Text.Length == 0 || Path.IsPathRooted(name.Text)) continue;
            var (fixedPart, glob) = Split(name.Text);
            if (RecipeFolder.Resolve(analysis.Path, fixedPart) is not { } old) continue;
            var target = Moved(old, moves);
            if (target is null && (recipe == analysis.Path || outputs.Contains(name.Span.Start))) continue;
            var relative = Path.GetRelativePath(folder, target ?? old).Replace('\\', '/');
            var written = glob.Length == 0 ? relative : relative == "." ? glob : $"{relative}/{glob}";
            if (written != name.Text) edits.Add(new(name.Span, Quoted(written, analysis.Text, name.Span)));
        }
        return edits.DrainToImmutable();
    }

    /// <summary>The new place of a path, null when it stays where it is.</summary>
    private static string? Moved(string path, ImmutableArray<PathMove> moves)
    {
        foreach (var move in moves)
        {
            if (path == move.From) return move.To;
            if (path.StartsWith(move.From, StringComparison.Ordinal) && path[move.From.Length] is '/' or '\\') return move.To + path[move.From.Length..];
        }
        return null;
    }

    /// <summary>The folder before the first part with a wildcard, and the rest.</summary>
    private static (string Fixed, string Glob) Split(string path)
    {
        var wildcard = path.AsSpan().IndexOfAny('*', '?', '[');
        if (wildcard < 0) return (path, "");
        var slash = path.LastIndexOf('/', wildcard);
        return slash < 0 ? (".", path) : (path[..slash], path[(slash + 1)..]);
    }

    private static string Quoted(string path, SourceText text, TextSpan span)
    {
        var before = span.Start > 0 ? text.Text[span.Start - 1] : ' ';
        var isQuoted = span.End < text.Length && text.Text[span.End] == before && before is '"' or '\'';
        if (isQuoted) return before == '\'' ? path.Replace("'", "''", StringComparison.Ordinal) : path.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return ScalarQuoting.Quoted(path);
    }
}
