using System.Text;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Ide.Hover;

/// <summary>On a selector: how much of the model it is for, which operators these are, and whether its rule wins there.</summary>
internal static class SelectorHover
{
    private const int MostOperators = 15;

    public static HoverInfo? At(RecipeAnalysis analysis, int offset)
    {
        foreach (var step in analysis.Plan?.Steps ?? [])
            foreach (var planned in step.Selectors)
                if (planned.Selector.KeySpan.Contains(offset) || planned.Selector.Span.Contains(offset)) return new(planned.Selector.KeySpan, Text(step, planned));
        return null;
    }

    internal static string Text(PlannedStep step, PlannedSelector planned)
    {
        var operators = planned.Match.Operators;
        var text = new StringBuilder($"**{SelectionText.Of(step.Before, operators)}**");
        if (planned.Rule >= 0 && step.Settings is { } settings && !operators.IsEmpty)
        {
            var (touched, won, _) = settings.UseOf(planned.Rule);
            text.Append(touched == 0 ? "\n\nThe step's `where` leaves all of them out." : won == touched ? "" : $"\n\nLater rules override rule {planned.Rule + 1} on {touched - won} of them.");
        }
        if (operators.IsEmpty) return text.ToString();
        text.Append("\n\n| operator | makes |\n| --- | --- |\n");
        foreach (var address in operators.Take(MostOperators))
        {
            var subgraph = step.Before.Subgraphs[address.Subgraph];
            var output = subgraph.Operators[address.Index].Outputs is [var first, ..] && first >= 0 && first < subgraph.Tensors.Length ? subgraph.Tensors[first].Name : null;
            text.Append($"| {MarkdownText.Escape(PlanRows.NameOf(step.Before, address))} #{(address.Subgraph == 0 ? "" : $"{address.Subgraph}.")}{address.Index} | {MarkdownText.Escape(output ?? "")} |\n");
        }
        if (operators.Length > MostOperators) text.Append($"\n… and {operators.Length - MostOperators} more\n");
        return text.ToString();
    }
}
