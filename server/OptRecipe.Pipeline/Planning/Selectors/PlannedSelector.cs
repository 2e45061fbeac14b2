using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Planning.Selectors;

/// <summary>A selector of a step with what it matches in the model that the step meets.</summary>
/// <param name="Rule">The rule it belongs to, from 0; −1 for the step's own <c>where</c>.</param>
public sealed record PlannedSelector(BoundSelector Selector, int Rule, SelectorMatch Match);
