using System.Collections.Immutable;
using OptRecipe.Ide.Fixes;
using OptRecipe.Pipeline;
using OptRecipe.Recipe;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using OptRecipe.Recipe.Variants;

namespace OptRecipe.Ide.Refactorings;

/// <summary>Between a value and a row of <c>variants</c>, and from the table to a recipe for each variant.</summary>
internal static class VariantActions
{
    /// <summary>More files at once are not what somebody wants.</summary>
    private const int MostFiles = 24;
    private const int MostValues = 4;

    internal static IEnumerable<CodeAction> Offer(RefactoringContext context)
    {
        if (context.Analysis.Document.IsTarget || context.Analysis.Document.Role == RecipeRole.Preset) return [];
        return [.. MakeRow(context), .. KeepValue(context), .. Split(context)];
    }

    /// <summary>On a word or number of a step, of the data or of the budget.</summary>
    private static IEnumerable<CodeAction> MakeRow(RefactoringContext context)
    {
        var node = context.Node;
        if (!node.IsScalar || node.IsNull || SchemaPlace.Of(context.Tree, node) is not { Key: not null } place || PathOf(context, place) is not { } path) yield break;
        if (context.Analysis.Recipe.Variants?.Axes.Any(axis => axis.Path == path) == true || FlowText.WithoutAnchor(place.IsKey ? default : node) is not { } value) yield break;
        var others = SchemaPlace.Word(place.Type) is { Kind: ScalarKind.Choice or ScalarKind.Flag } choice
            ? choice.Values.Where(word => word.Availability == Availability.Available && word.Name != node.Value).Select(word => word.Name).Take(MostValues - 1) : [];
        var row = $"{path}: [{string.Join(", ", others.Prepend(value))}]";
        if (RowEdit(context, row) is { } edit) yield return new($"Make variants of `{path}`", CodeActionKind.Rewrite, [edit]);
    }

    /// <summary>The path of a value in the table; null where there can be none.</summary>
    private static string? PathOf(RefactoringContext context, SchemaPlace place)
    {
        string[] words = [.. place.Path];
        if (words is ["steps", var kind, ..])
        {
            var same = ValuePlaceSteps(context.Tree, kind);
            var number = same.FindIndex(step => step.Span.Contains(context.Range.Start)) + 1;
            words = same.Count > 1 && number > 0 ? [kind, FormattableString.Invariant($"{number}"), .. words[2..]] : words[1..];
            if (words.Length == 1) words = place.Key is { } key && VariantPath.Find([kind, "scheme"], out _) is not null && key.Name == kind ? [kind, "scheme"] : words;
        }
        var path = string.Join('.', words);
        return words.Length > 0 && VariantPath.Find(words, out _) is not null && path != "model" ? path : null;
    }

    private static List<SyntaxNode> ValuePlaceSteps(SyntaxTree tree, string kind)
    {
        var found = new List<SyntaxNode>();
        foreach (var item in tree.Root["steps"].Items)
            foreach (var pair in item.Pairs)
                if (pair.Key.ValueText.SequenceEqual(kind)) found.Add(item);
        return found;
    }

    private static TextEdit? RowEdit(RefactoringContext context, string row)
    {
        var table = context.Tree.Root["variants"];
        if (table.IsMapping && table.IsFlow) return new(new(table.Span.Start + 1, 0), table.Pairs.Count == 0 ? row : $"{row}, ");
        if (table.IsMapping) return new(new(table.Span.Start, 0), $"{row}{context.Indentation(context.Column(table.Span.Start))}");
        if (table.Exists || Section.All(context.Tree) is not [.., var last]) return null;
        var before = context.Text.Length > 0 && context.Text.Text[last.Span.End - 1] is '\n' or '\r' ? "" : context.Text.LineBreak;
        return new(new(last.Span.End, 0), $"{before}variants:{context.Indentation(context.Style.Unit)}{row}{context.Text.LineBreak}");
    }

    /// <summary>On a value of the table: it goes where its key stands, and its row goes.</summary>
    private static IEnumerable<CodeAction> KeepValue(RefactoringContext context)
    {
        if (context.Analysis.Recipe.Variants is not { } table) yield break;
        foreach (var axis in table.Axes)
        {
            foreach (var value in axis.Values)
            {
                if (!value.Span.Contains(context.Range.Start)) continue;
                if (VariantText.Edits(context.Analysis.Document, axis, value) is not { IsEmpty: false } edits) continue;
                yield return new($"Keep `{value.Text}` and remove the row `{axis.Path}`", CodeActionKind.Rewrite, edits);
                yield break;
            }
        }
    }

    /// <summary>On the word <c>variants</c>.</summary>
    private static IEnumerable<CodeAction> Split(RefactoringContext context)
    {
        if (context.Analysis.Recipe.Variants is not { Axes.IsEmpty: false } table || !table.KeySpan.Contains(context.Range.Start)) yield break;
        var variants = VariantTable.All(table);
        if (variants.IsEmpty) yield break;
        var texts = variants.Select(variant => (variant.Name, Text: VariantText.Of(context.Analysis.Document, variant))).ToArray();
        yield return new($"Write each of the {variants.Length} variants as a recipe of its own", CodeActionKind.Extract, ImmutableArray<TextEdit>.Empty)
        {
            NewFiles = [.. variants.Length > MostFiles ? [] : texts.Select(made => new NewFile($"{BaseName(context.Analysis.Path)}-{made.Name}.optrecipe.yaml", Renamed(made.Text.Text, made.Name)))],
            Disabled = variants.Length > MostFiles ? $"they are more than {MostFiles}" : texts.Any(made => made.Text.ChangesUsedFiles) ? "a value belongs to a file that the recipe uses" : null,
        };
    }

    /// <summary>With names of its own for the recipe and its outputs.</summary>
    private static string Renamed(SourceText text, string variant)
    {
        var document = RecipeDocument.Read(text);
        var edits = document.Recipe.Outputs.Select(output => new TextEdit(output.PathSpan, VariantOutputNames.Of(output.Path, variant))).ToList();
        if (document.Tree.Root["name"] is { IsScalar: true, IsNull: false } name) edits.Add(new(name.ContentSpan(), $"{name.Value}-{variant}"));
        return text.WithEdits([.. edits.DistinctBy(edit => edit.Span)]).Text;
    }

    private static string BaseName(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.IndexOf(".optrecipe.", StringComparison.OrdinalIgnoreCase) is > 0 and var dot ? name[..dot] : name;
    }
}
