using System.Collections.Immutable;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Binding;

/// <summary>Which operators: what stands under <c>where</c>. All terms must hold; <c>first</c> and <c>last</c> count among the operators that the other terms leave.</summary>
/// <param name="Span">The selector's mapping.</param>
/// <param name="KeySpan">The word that holds it (<c>where</c>, <c>not</c>), the selector itself in a list: where it is said that nothing matches.</param>
/// <param name="Terms">Empty: every operator.</param>
/// <param name="IsOptional">Matching nothing is meant.</param>
public sealed record BoundSelector(TextSpan Span, TextSpan KeySpan, ImmutableArray<SelectorTerm> Terms, bool IsOptional);

/// <param name="Span">Key and value.</param>
public abstract record SelectorTerm(TextSpan Span);

/// <summary>Operators by type: <c>CONV_2D</c>, or the code of a custom operator.</summary>
public sealed record OpsTerm(TextSpan Span, ImmutableArray<Written<string>> Names) : SelectorTerm(Span);

/// <summary>Operators by the names of their outputs and constants.</summary>
public sealed record TensorsTerm(TextSpan Span, ImmutableArray<Written<string>> Globs) : SelectorTerm(Span);

/// <summary>Operators by number.</summary>
public sealed record OperatorsTerm(TextSpan Span, ImmutableArray<Written<OperatorRange>> Ranges) : SelectorTerm(Span);

/// <summary>So many from one end.</summary>
public sealed record EndTerm(TextSpan Span, bool IsFirst, int Count) : SelectorTerm(Span);

/// <summary>Operators whose stored weights have more bytes than this.</summary>
public sealed record WeightsOverTerm(TextSpan Span, long Bytes) : SelectorTerm(Span);

/// <summary>None of these selectors matches.</summary>
public sealed record NotTerm(TextSpan Span, ImmutableArray<BoundSelector> Selectors) : SelectorTerm(Span);

/// <summary>One of these selectors matches.</summary>
public sealed record AnyTerm(TextSpan Span, ImmutableArray<BoundSelector> Selectors) : SelectorTerm(Span);

/// <summary>Each of these selectors matches.</summary>
public sealed record AllTerm(TextSpan Span, ImmutableArray<BoundSelector> Selectors) : SelectorTerm(Span);
