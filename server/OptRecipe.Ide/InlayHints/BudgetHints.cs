using OptRecipe.Ide.Hover;

namespace OptRecipe.Ide.InlayHints;

/// <summary>Behind a budget what is forecast or, once this text has run, what was measured.</summary>
internal static class BudgetHints
{
    public static IEnumerable<InlayHint> Of(HintContext context) => BudgetFigure.All(context.Analysis).SelectMany(figure =>
        context.Behind(figure.Span, InlayHintKind.Budget, () => figure.Line, () => BudgetHover.Text(figure)));
}
