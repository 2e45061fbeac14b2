using OptRecipe.Ide.Fixes;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Refactorings;

/// <summary>The sections of a recipe in the order of the table of keys; a user's own <c>x-…</c> keys stay first, because what comes later may refer to them.</summary>
internal static class SortSections
{
    internal static IEnumerable<CodeAction> Offer(RefactoringContext context)
    {
        if (context.Section is not { } here || !here.Key.Span.Contains(context.Range.Start)) yield break;
        var sections = Section.All(context.Tree);
        var sorted = sections.OrderBy(section => Rank(section.Name)).ToList();
        if (sections.Count < 2 || sorted.SequenceEqual(sections)) yield break;
        var span = TextSpan.Between(sections[0].Span.Start, sections[^1].Span.End);
        var texts = sorted.Select(section => Whole(context.Text.Slice(section.Span).ToString(), context.Text.LineBreak)).ToList();
        // A text without a last line's end keeps it so.
        var isOpen = span.End == context.Text.Length && context.Text.Text[^1] is not ('\n' or '\r');
        var edit = new TextEdit(span, isOpen ? string.Concat(texts).TrimEnd('\r', '\n') : string.Concat(texts));
        var after = SyntaxTree.Parse(context.Text.WithEdits([edit]));
        // An alias may not come before what it stands for.
        var isWhole = after.Problems.IsEmpty && after.Aliases.All(alias => after.Resolve(alias).Exists) && after.Comments.Length == context.Tree.Comments.Length;
        yield return new("Sort the sections in the usual order", CodeActionKind.Rewrite, isWhole ? [edit] : []) { Disabled = isWhole ? null : "an alias would stand before its anchor" };
    }

    private static int Rank(string name)
    {
        if (name.StartsWith(RecipeSchema.OwnKeyPrefix, StringComparison.Ordinal)) return 1;
        for (var index = 0; index < RecipeSchema.Root.Keys.Length; index++) if (RecipeSchema.Root.Keys[index].Name == name) return index == 0 ? 0 : index + 2;
        return int.MaxValue;
    }

    /// <summary>The last section may lack its line's end.</summary>
    private static string Whole(string text, string lineBreak) => text.Length > 0 && text[^1] is '\n' or '\r' ? text : text + lineBreak;
}
