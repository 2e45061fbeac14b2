using OptRecipe.Ide.Fixes;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Refactorings;

/// <summary>Moves sections to a file of their own that this recipe and others <c>use</c>. A preset names neither model nor data.</summary>
internal static class ExtractPreset
{
    private static readonly string[] Movable = ["targets", "steps", "budget"];

    internal static IEnumerable<CodeAction> Offer(RefactoringContext context)
    {
        if (context.Analysis.Document.IsTarget) yield break;
        var moved = Section.All(context.Tree).Where(section => Movable.Contains(section.Name) && Touches(section, context)).ToList();
        if (moved.Count == 0) yield break;
        var names = string.Join(", ", moved.Select(section => $"`{section.Name}`"));
        var file = $"{BaseName(context.Analysis.Path)}-preset.optrecipe.yaml";
        var text = $"recipe: 1{context.Text.LineBreak}{string.Concat(moved.Select(section => context.Text.Slice(section.Span).ToString()))}";
        var crosses = moved.Any(section => Crosses(context.Tree, section.Pair.Span));
        yield return new($"Move {names} to the preset `{file}`", CodeActionKind.Extract, [.. moved.Skip(1).Select(section => new TextEdit(section.Span, "")).Prepend(First(context, moved[0], file)).Concat(Use(context, file))])
        {
            NewFiles = [new(file, text)], Disabled = crosses ? "an anchor and its alias would stand in two files" : null,
        };
    }

    private static bool Touches(Section section, RefactoringContext context) =>
        context.Range.Length == 0 ? section.Pair.Key.Span.Contains(context.Range.Start) : section.Pair.Span.Start < context.Range.End && section.Pair.Span.End > context.Range.Start;

    /// <summary>Where no <c>use</c> stands yet, it takes the place of the first section.</summary>
    private static TextEdit First(RefactoringContext context, Section section, string file) =>
        new(section.Span, context.Tree.Root["use"].Exists ? "" : $"use: [{file}]{context.Text.LineBreak}");

    private static IEnumerable<TextEdit> Use(RefactoringContext context, string file)
    {
        var use = context.Tree.Root["use"];
        if (!use.Exists) yield break;
        var last = default(SyntaxNode);
        foreach (var item in use.Items) last = item;
        if (use.IsSequence && use.IsFlow) yield return last.Exists ? new(new(last.Span.End, 0), $", {file}") : new(new(use.Span.Start + 1, 0), file);
        else if (use.IsSequence) yield return new(new(last.Span.End, 0), $"{context.Indentation(context.Column(use.Span.Start))}- {file}");
        else if (use.IsScalar) yield return new(use.Span, $"[{use.RawText}, {file}]");
    }

    /// <summary>Whether an alias on one side of a section's border stands for something on the other.</summary>
    private static bool Crosses(SyntaxTree tree, TextSpan section) =>
        tree.Aliases.Any(alias => tree.Resolve(alias) is { Exists: true } anchor && section.Contains(alias.Span.Start) != section.Contains(anchor.Span.Start));

    private static string BaseName(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.IndexOf(".optrecipe.", StringComparison.OrdinalIgnoreCase) is > 0 and var dot ? name[..dot] : name;
    }
}
