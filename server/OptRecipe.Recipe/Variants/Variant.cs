using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Recipe.Variants;

/// <summary>One run of the table: a value for each axis.</summary>
/// <param name="Name">Short and fit for file names: <c>int8-clusters16</c>. No two variants of a table share one.</param>
/// <param name="Choices">One for each axis, in their order.</param>
public sealed record Variant(string Name, ImmutableArray<VariantChoice> Choices)
{
    /// <summary>For people: <c>quantize.scheme: int8, cluster.clusters: 16</c>.</summary>
    public override string ToString() => string.Join(", ", Choices.Select(choice => $"{choice.Axis.Path}: {choice.Value.Text}"));
}

/// <param name="Index">Of the value in its axis.</param>
public sealed record VariantChoice(VariantAxis Axis, int Index)
{
    public VariantValue Value => Axis.Values[Index];
}

/// <summary>From axes to variants.</summary>
public static class VariantTable
{
    /// <summary>A table with more is not run.</summary>
    public const int Most = 200;

    /// <summary>Every variant, the last axis turning fastest; none for a table that is too large.</summary>
    public static ImmutableArray<Variant> All(BoundVariants? variants)
    {
        if (variants is null || variants.Count is 0 or > Most) return [];
        var choices = new List<ImmutableArray<VariantChoice>> { ImmutableArray<VariantChoice>.Empty };
        foreach (var axis in variants.Axes)
            choices = [.. choices.SelectMany(known => axis.Values.Select((_, index) => known.Add(new(axis, index))))];
        return VariantNames.Named(choices);
    }

    /// <summary>At most so many of <paramref name="all"/>: all of them, or of more the first and those that differ from it in one value, so that every value is there once.</summary>
    public static ImmutableArray<Variant> Sample(ImmutableArray<Variant> all, int most) =>
        all.Length <= most ? all : [.. all.Where(variant => variant.Choices.Count(choice => choice.Index > 0) <= 1).Take(most)];
}
