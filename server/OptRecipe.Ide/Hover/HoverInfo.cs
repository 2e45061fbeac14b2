using OptRecipe.Pipeline;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Hover;

/// <summary>What a hover shows.</summary>
/// <param name="Span">The text it speaks of.</param>
/// <param name="Markdown">Tables and sentences; nothing in it comes unescaped from a file.</param>
public sealed record HoverInfo(TextSpan Span, string Markdown)
{
    /// <summary>The page of <see cref="Content.TaskPages"/> that helps here; null for none.</summary>
    public string? Task { get; init; }

    /// <summary>All providers; the first that has something to say wins.</summary>
    private static readonly Func<RecipeAnalysis, int, HoverInfo?>[] Providers =
    [
        ModelHover.At,
        DataHover.At,
        TargetHover.At,
        StepHover.At,
        BudgetHover.At,
        OutputHover.At,
    ];

    /// <summary>The hover at an offset; null where there is nothing to say. What is known about this recipe stands above what the language says.</summary>
    public static HoverInfo? At(RecipeAnalysis analysis, int offset)
    {
        if (analysis.Document.IsTarget) return null;
        var words = KeyHover.At(analysis, offset);
        if (MeasuredHover.At(analysis, offset) is { } measured) return words is null ? measured : words with { Markdown = $"{measured.Markdown}\n\n---\n\n{words.Markdown}" };
        if (SelectorWordHover.At(analysis, offset) is { } word) return word;
        if (InputHover.At(analysis, offset) is { } input) return input;
        if (SelectorHover.At(analysis, offset) is { } selected) return words is null ? selected : words with { Markdown = $"{selected.Markdown}\n\n---\n\n{words.Markdown}" };
        if (words is not null && KeyHover.IsOption(analysis, offset)) return words;
        foreach (var provider in Providers)
            if (provider(analysis, offset) is { } hover) return words is null || hover.Markdown.Contains(words.Markdown) ? hover : hover with { Markdown = $"{hover.Markdown}\n\n---\n\n{words.Markdown}" };
        return words;
    }
}
