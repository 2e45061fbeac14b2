using OptRecipe.Ide.Hover;

namespace OptRecipe.Ide.InlayHints;

/// <summary>Behind a data set's path how many samples it has and what the first one is: <c>200 of 2,000 samples, UINT8 28×28×1</c>.</summary>
internal static class DataHints
{
    public static IEnumerable<InlayHint> Of(HintContext context) => context.Analysis.DataSets.SelectMany(data => data.Summary is { } summary
        ? context.Behind(Written(context, data.Bound.Path.Span), InlayHintKind.Data, summary.ToString, () => DataHover.Text(context.Analysis, data, summary)) : []);

    /// <summary>With its quotes.</summary>
    private static Recipe.Text.TextSpan Written(HintContext context, Recipe.Text.TextSpan path)
    {
        var text = context.Analysis.Text.Text;
        return path.End < text.Length && path.Start > 0 && text[path.End] is '"' or '\'' && text[path.Start - 1] == text[path.End] ? new(path.Start, path.Length + 1) : path;
    }
}
