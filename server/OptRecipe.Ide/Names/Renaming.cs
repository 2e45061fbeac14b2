using System.Collections.Immutable;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Names;

/// <summary>What may be renamed, or why not. Only anchors get their names from the recipe; all else is named by the language, the model or the disk.</summary>
/// <param name="Span">The name under the cursor; null when it may not be renamed.</param>
/// <param name="Refusal">One sentence; empty when it may.</param>
public sealed record Renaming(TextSpan? Span, string Refusal)
{
    public static Renaming At(RecipeAnalysis analysis, int offset) =>
        RecipeNames.At(analysis, offset) is not { } name ? No("There is no name here; anchors (`&name`) can be renamed") : name.Kind switch
        {
            NameKind.Anchor when name.Declaration < 0 => No($"No anchor is called `{name.Text}`, so that its alias cannot be renamed"),
            NameKind.Anchor => new(name.Span, ""),
            NameKind.Path => No("Rename the file itself; the recipes that name it follow"),
            NameKind.Target => No($"`{name.Text}` is the name of a target that comes with OptRecipe"),
            NameKind.Preset => No($"`{name.Text}` is the name of a preset that comes with OptRecipe"),
            NameKind.Key or NameKind.Choice => No($"`{name.Text}` is a word of the recipe language"),
            _ => No($"`{name.Text}` names something in the model"),
        };

    /// <summary>The edits for a new name; with <see cref="Refusal"/> none.</summary>
    public static (ImmutableArray<TextEdit> Edits, string Refusal) To(RecipeAnalysis analysis, int offset, string newName)
    {
        var renaming = At(analysis, offset);
        if (renaming.Span is null || RecipeNames.At(analysis, offset) is not { } name) return ([], renaming.Refusal);
        if (!IsAnchorName(newName)) return ([], $"`{Shortened(newName)}` cannot be the name of an anchor: white space and `[`, `]`, `{{`, `}}`, `,` are not allowed");
        if (newName != name.Text && analysis.Syntax.AnchorNames.Contains(newName)) return ([], $"Another anchor is called `{newName}` already");
        return ([.. RecipeNames.SameAs(analysis, name).Select(place => new TextEdit(place.Span, newName))], "");
    }

    private static Renaming No(string refusal) => new(null, refusal);

    // YAML 1.2.2, rule ns-anchor-char.
    private static bool IsAnchorName(string name)
    {
        if (name.Length is 0 or > 1000) return false;
        foreach (var unit in name)
            if (char.IsWhiteSpace(unit) || char.IsControl(unit) || unit is '[' or ']' or '{' or '}' or ',' or '\uFEFF') return false;
        return true;
    }

    private static string Shortened(string name) => name.Length <= 40 ? name.ReplaceLineEndings(" ") : $"{name[..40].ReplaceLineEndings(" ")}…";
}
