using System.Collections.Immutable;
using OptRecipe.Ide.Fixes;

namespace OptRecipe.Ide.Refactorings;

/// <summary>Every refactoring, in the menu's order.</summary>
internal static class RefactoringTable
{
    internal static ImmutableArray<Func<RefactoringContext, IEnumerable<CodeAction>>> All { get; } =
    [
        AddTarget.Offer, AddRuntime.Offer, ExpandTarget.Offer, FloatEnds.Offer, AddBudget.Offer, ExtractPreset.Offer, VariantActions.Offer, ShortOrLong.Offer, BlockOrFlow.Offer, SortSections.Offer,
    ];
}
