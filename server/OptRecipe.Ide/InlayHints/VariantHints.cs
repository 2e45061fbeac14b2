using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Variants;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.InlayHints;

/// <summary>Behind <c>variants</c> how many there are; behind each value what the file has with it.</summary>
internal static class VariantHints
{
    internal static IEnumerable<InlayHint> Of(HintContext context)
    {
        if (context.Analysis.Recipe.Variants is not { Axes.IsEmpty: false } table) yield break;
        var sizes = string.Join(" × ", table.Axes.Select(axis => $"{axis.Values.Length}"));
        var whole = TextSpan.Between(table.KeySpan.Start, table.Span.End);
        foreach (var hint in context.Behind(whole, InlayHintKind.Steps, () => SizeText.Count(table.Count, "variant") + (table.Axes.Length > 1 ? $" ({sizes})" : ""), () => VariantMarkdown.Forecast(context.Analysis, context.Analysis.Variants)))
            yield return hint;
        foreach (var (row, axis) in table.Axes.Index())
            foreach (var (index, value) in axis.Values.Index())
                foreach (var hint in context.Behind(value.Span, InlayHintKind.Steps, () => Sizes(context, row, index), () => VariantMarkdown.Forecast(context.Analysis, [.. With(context, row, index)])))
                    yield return hint;
    }

    private static IEnumerable<VariantAnalysis> With(HintContext context, int row, int index) => context.Analysis.Variants.Where(variant => variant.Variant.Choices[row].Index == index);

    /// <summary>The forecast sizes of all variants with a value: one, or from the smallest to the largest.</summary>
    private static string? Sizes(HintContext context, int row, int index)
    {
        var sizes = With(context, row, index).Where(variant => variant.Obstacle is null).Select(variant => variant.Analysis.Plan?.FileBytes ?? 0).Order().ToArray();
        if (sizes.Length == 0) return null;
        var (least, most) = (SizeText.Of(sizes[0]), SizeText.Of(sizes[^1]));
        return least == most ? least : $"{least} … {most}";
    }
}
