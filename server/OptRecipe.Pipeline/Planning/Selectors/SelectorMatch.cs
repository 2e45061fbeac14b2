using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Planning.Selectors;

/// <summary>The operators of a model that a selector is for, and its words that match none.</summary>
/// <param name="Operators">By subgraph, then by number.</param>
public sealed record SelectorMatch(BoundSelector Selector, ImmutableArray<OperatorAddress> Operators, ImmutableArray<SelectorGap> Gaps);

public enum GapKind { Operator, Tensor, Number }

/// <summary>A word of a selector that nothing in the model fits.</summary>
/// <param name="Text">As written.</param>
/// <param name="Nearest">What may have been meant; null when nothing in the model is near.</param>
public sealed record SelectorGap(GapKind Kind, TextSpan Span, string Text, string? Nearest);
