using System.Collections.Immutable;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Recipe.Binding;

/// <summary>The table of variants, as far as its keys name something and its values are written on one line.</summary>
internal static class VariantBinder
{
    internal static BoundVariants? Bind(SyntaxTree tree, SyntaxNode root)
    {
        foreach (var pair in root.Pairs)
        {
            if (pair.Key.ValueText is not "variants") continue;
            var table = tree.Followed(pair.Value);
            return table.IsMapping ? new(pair.Key.Span, pair.Span, Axes(tree, table)) : null;
        }
        return null;
    }

    private static ImmutableArray<VariantAxis> Axes(SyntaxTree tree, SyntaxNode table)
    {
        var axes = ImmutableArray.CreateBuilder<VariantAxis>();
        foreach (var pair in table.Pairs)
        {
            if (!pair.Key.IsScalar || pair.Key.RawText is "<<" || axes.Any(axis => axis.Path == pair.Key.Value)) continue;
            if (VariantPath.Find(pair.Key.Value.Split('.'), out _) is null) continue;
            var values = Values(tree, tree.Followed(pair.Value));
            if (values.Length > 0) axes.Add(new(pair.Key.Value, pair.Key.ContentSpan(), values) { Span = pair.Span });
        }
        return axes.ToImmutable();
    }

    private static ImmutableArray<VariantValue> Values(SyntaxTree tree, SyntaxNode list)
    {
        var values = ImmutableArray.CreateBuilder<VariantValue>();
        foreach (var item in list.Items)
            if (FlowText.WithoutAnchor(tree.Followed(item)) is { } text) values.Add(new(text, item.Span));
        return values.ToImmutable();
    }
}
