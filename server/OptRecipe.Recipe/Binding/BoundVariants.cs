using System.Collections.Immutable;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Binding;

/// <summary>The table of variants: every value of every axis with every value of the others is one run.</summary>
/// <param name="KeySpan">The word <c>variants</c>.</param>
/// <param name="Span">Key and value.</param>
/// <param name="Axes">In order; keys that name nothing are left out.</param>
public sealed record BoundVariants(TextSpan KeySpan, TextSpan Span, ImmutableArray<VariantAxis> Axes)
{
    /// <summary>How many variants there are; a product, so it may be large.</summary>
    public long Count => Axes.IsEmpty ? 0 : Axes.Aggregate(1L, (product, axis) => Math.Min(product * axis.Values.Length, 1L << 40));
}

/// <summary>A key of the recipe that takes one of several values.</summary>
/// <param name="Path">As written: <c>quantize.scheme</c>.</param>
/// <param name="PathSpan">The path without its quotes.</param>
public sealed record VariantAxis(string Path, TextSpan PathSpan, ImmutableArray<VariantValue> Values)
{
    /// <summary>Path and list.</summary>
    public TextSpan Span { get; init; }
}

/// <param name="Text">On one line, as YAML between brackets writes it.</param>
/// <param name="Span">The item.</param>
public sealed record VariantValue(string Text, TextSpan Span);
