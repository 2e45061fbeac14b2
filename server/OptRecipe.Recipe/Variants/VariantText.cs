using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Variants;

/// <summary>A recipe with a variant's values put in and without its table.</summary>
public sealed class VariantText
{
    private readonly TracedText own;

    private VariantText(TracedText own, ImmutableDictionary<int, SourceText> used) => (this.own, Used) = (own, used);

    public SourceText Text => new(own.Text);

    /// <summary>Used files that a value was put into, by their index among <see cref="RecipeDocument.Used"/>.</summary>
    internal ImmutableDictionary<int, SourceText> Used { get; }

    /// <summary>A value was put into a file that the recipe uses, not into the recipe.</summary>
    public bool ChangesUsedFiles => !Used.IsEmpty;

    /// <summary>Where a span of <see cref="Text"/> stands in the recipe: at the value, when it holds a part of one.</summary>
    public TextSpan Home(TextSpan span, out bool isValue) => own.Home(span, out isValue);

    /// <param name="document">With everything that it takes in.</param>
    public static VariantText Of(RecipeDocument document, Variant variant)
    {
        var own = new TracedText(document.Text.Text);
        var used = ImmutableDictionary.CreateBuilder<int, SourceText>();
        if (document.Recipe.Variants is { } table) own.Replace(Removal.Of(document.Text, table.Span).Span, "", "", "", default);
        foreach (var choice in variant.Choices)
        {
            var words = choice.Axis.Path.Split('.');
            var value = choice.Value;
            if (OwnerOf(document, words) is { } owner)
            {
                var text = used.GetValueOrDefault(owner, document.Used[owner].Text);
                if (ValuePlace.Find(SyntaxTree.Parse(text), words) is { } there) used[owner] = new(string.Concat(text.Text.AsSpan(0, there.Span.Start), there.Before + value.Text + there.After, text.Text.AsSpan(there.Span.End)));
            }
            else if (ValuePlace.Find(SyntaxTree.Parse(own.Text), words) is { } place) own.Replace(place.Span, place.Before, value.Text, place.After, value.Span);
        }
        return new(own, used.ToImmutable());
    }

    /// <summary>Puts a value of the table in for good and takes its row away; nothing where its key stands in a used file.</summary>
    public static ImmutableArray<TextEdit> Edits(RecipeDocument document, VariantAxis axis, VariantValue value)
    {
        var words = axis.Path.Split('.');
        if (OwnerOf(document, words) is not null || ValuePlace.Find(document.Tree, words) is not { } place || document.Recipe.Variants is not { } table) return [];
        var row = table.Axes.Length == 1 ? table.Span : axis.Span;
        return [new(place.Span, place.Before + value.Text + place.After), Removal.Of(document.Text, row)];
    }

    /// <summary>The used file whose section a path names, which is the one that wins; null for the recipe itself.</summary>
    internal static int? OwnerOf(RecipeDocument document, string[] words)
    {
        string[] section = VariantPath.StepKind(words[0]) is not null ? ["steps"] : words is ["data", var set, ..] ? ["data", set] : [];
        if (section.Length == 0 || Has(document.Tree, section)) return null;
        foreach (var (index, file) in document.Used.Index().OrderBy(pair => pair.Item.Rank))
            if (file.Tree is { } tree && Has(tree, section)) return index;
        return null;
    }

    private static bool Has(SyntaxTree tree, string[] section)
    {
        var node = tree.Followed(tree.Root);
        foreach (var word in section) node = tree.ValueOf(node, word);
        return node.IsSequence || node.IsMapping;
    }
}
