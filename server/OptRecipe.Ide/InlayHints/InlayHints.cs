using System.Collections.Immutable;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.InlayHints;

/// <summary>What is known about targets, steps, selectors, budgets and data, behind the places that name them. Reads what the analysis has found and computes nothing anew.</summary>
public static class InlayHints
{
    private static readonly (InlayHintKind Kind, Func<HintContext, IEnumerable<InlayHint>> Provide)[] Providers =
    [
        (InlayHintKind.Targets, TargetHints.Of),
        (InlayHintKind.Steps, StepHints.Of),
        (InlayHintKind.Steps, UseHints.Steps),
        (InlayHintKind.Targets, UseHints.Targets),
        (InlayHintKind.Steps, VariantHints.Of),
        (InlayHintKind.Selectors, SelectorHints.Of),
        (InlayHintKind.Budget, BudgetHints.Of),
        (InlayHintKind.Data, DataHints.Of),
    ];

    /// <param name="range">Only hints that stand in it or at its ends.</param>
    /// <returns>In the order of the text.</returns>
    public static ImmutableArray<InlayHint> Of(RecipeAnalysis analysis, TextSpan range, Func<InlayHintKind, bool> isWanted)
    {
        if (analysis.Document.IsTarget) return [];
        var context = new HintContext(analysis, range);
        return [.. Providers.Where(provider => isWanted(provider.Kind)).SelectMany(provider => provider.Provide(context)).OrderBy(hint => hint.Offset)];
    }
}

/// <summary>What a provider sees.</summary>
internal sealed record HintContext(RecipeAnalysis Analysis, TextSpan Range)
{
    /// <summary>The hint behind something, when that is in the range; its label is made only then.</summary>
    internal IEnumerable<InlayHint> Behind(TextSpan span, InlayHintKind kind, Func<string?> label, Func<string> tooltip)
    {
        if (!Analysis.Document.IsHere(span) || End(span) is var offset && !Range.Contains(offset)) yield break;
        if (label() is { Length: > 0 } words) yield return new(kind, offset, words, tooltip);
    }

    /// <summary>Where something ends; of what has several lines, its first line, before a comment.</summary>
    private int End(TextSpan span)
    {
        var lines = Analysis.Text.Lines;
        var line = lines.LineOf(span.Start);
        var end = Math.Min(span.End, lines.LineEnd(line));
        if (end == span.End) return end;
        foreach (var comment in Analysis.Syntax.Comments)
        {
            if (comment.Start >= end) break;
            if (comment.Start >= span.Start) end = comment.Start;
        }
        return span.Start + Analysis.Text.Text.AsSpan(span.Start, end - span.Start).TrimEnd().Length;
    }
}
