using OptRecipe.Pipeline;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Ide.Hover;

/// <summary>The single words of selectors, wherever they are nested.</summary>
internal static class SelectorWords
{
    /// <summary>The term and the word of it at an offset, with the model that its step meets; null when no word of a selector stands there.</summary>
    public static (Model Model, SelectorTerm Term, object Word)? At(RecipeAnalysis analysis, int offset)
    {
        foreach (var step in analysis.Plan?.Steps ?? [])
            foreach (var planned in step.Selectors)
                if (planned.Selector.Span.Contains(offset) && At(planned.Selector, offset) is var (term, word)) return (step.Before, term, word);
        return null;
    }

    private static (SelectorTerm, object)? At(BoundSelector selector, int offset)
    {
        foreach (var term in selector.Terms)
        {
            if (!term.Span.Contains(offset)) continue;
            var found = term switch
            {
                OpsTerm ops => Word(term, ops.Names.FirstOrDefault(name => name.Span.Contains(offset))),
                TensorsTerm tensors => Word(term, tensors.Globs.FirstOrDefault(glob => glob.Span.Contains(offset))),
                OperatorsTerm operators => Word(term, operators.Ranges.FirstOrDefault(range => range.Span.Contains(offset))),
                NotTerm not => Inner(not.Selectors, offset),
                AnyTerm any => Inner(any.Selectors, offset),
                AllTerm all => Inner(all.Selectors, offset),
                _ => null,
            };
            if (found is not null) return found;
        }
        return null;
    }

    private static (SelectorTerm, object)? Inner(IEnumerable<BoundSelector> selectors, int offset) =>
        selectors.Select(selector => selector.Span.Contains(offset) ? At(selector, offset) : null).FirstOrDefault(found => found is not null);

    private static (SelectorTerm, object)? Word(SelectorTerm term, object? word) => word is null ? null : (term, word);
}
