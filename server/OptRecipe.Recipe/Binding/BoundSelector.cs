using System.Collections.Immutable;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Binding;

/// <summary>Which operators: what stands under <c>where</c>. All terms must hold; <c>first</c> and <c>last</c> count among the operators that the other terms leave.</summary>
/// <param name="Span">The selector's mapping.</param>
/// <param name="KeySpan">The word that holds it (<c>where</c>, <c>not</c>), the selector itself in a list: where it is said that nothing matches.</param>
/// <param name="Terms">Empty: every operator.</param>
/// <param name="IsOptional">Matching nothing is meant.</param>
public sealed record BoundSelector(TextSpan Span, TextSpan KeySpan, ImmutableArray<SelectorTerm> Terms, bool IsOptional)
{
    internal BoundSelector Moved(int by) => new(Span.Moved(by), KeySpan.Moved(by), ImmutableArray.CreateRange(Terms, static (term, by) => term.Moved(by), by), IsOptional);
}

/// <param name="Span">Key and value.</param>
public abstract record SelectorTerm(TextSpan Span)
{
    internal abstract SelectorTerm Moved(int by);

    private protected static ImmutableArray<Written<T>> Moved<T>(ImmutableArray<Written<T>> words, int by) => ImmutableArray.CreateRange(words, static (word, by) => word.Moved(by), by);
    private protected static ImmutableArray<BoundSelector> Moved(ImmutableArray<BoundSelector> selectors, int by) => ImmutableArray.CreateRange(selectors, static (selector, by) => selector.Moved(by), by);
}

/// <summary>Operators by type: <c>CONV_2D</c>, or the code of a custom operator.</summary>
public sealed record OpsTerm(TextSpan Span, ImmutableArray<Written<string>> Names) : SelectorTerm(Span)
{
    internal override SelectorTerm Moved(int by) => new OpsTerm(Span.Moved(by), Moved(Names, by));
}

/// <summary>Operators by the names of their outputs and constants.</summary>
public sealed record TensorsTerm(TextSpan Span, ImmutableArray<Written<string>> Globs) : SelectorTerm(Span)
{
    internal override SelectorTerm Moved(int by) => new TensorsTerm(Span.Moved(by), Moved(Globs, by));
}

/// <summary>Operators by number.</summary>
public sealed record OperatorsTerm(TextSpan Span, ImmutableArray<Written<OperatorRange>> Ranges) : SelectorTerm(Span)
{
    internal override SelectorTerm Moved(int by) => new OperatorsTerm(Span.Moved(by), Moved(Ranges, by));
}

/// <summary>So many from one end.</summary>
public sealed record EndTerm(TextSpan Span, bool IsFirst, int Count) : SelectorTerm(Span)
{
    internal override SelectorTerm Moved(int by) => new EndTerm(Span.Moved(by), IsFirst, Count);
}

/// <summary>Operators whose stored weights have more bytes than this.</summary>
public sealed record WeightsOverTerm(TextSpan Span, long Bytes) : SelectorTerm(Span)
{
    internal override SelectorTerm Moved(int by) => new WeightsOverTerm(Span.Moved(by), Bytes);
}

/// <summary>None of these selectors matches.</summary>
public sealed record NotTerm(TextSpan Span, ImmutableArray<BoundSelector> Selectors) : SelectorTerm(Span)
{
    internal override SelectorTerm Moved(int by) => new NotTerm(Span.Moved(by), Moved(Selectors, by));
}

/// <summary>One of these selectors matches.</summary>
public sealed record AnyTerm(TextSpan Span, ImmutableArray<BoundSelector> Selectors) : SelectorTerm(Span)
{
    internal override SelectorTerm Moved(int by) => new AnyTerm(Span.Moved(by), Moved(Selectors, by));
}

/// <summary>Each of these selectors matches.</summary>
public sealed record AllTerm(TextSpan Span, ImmutableArray<BoundSelector> Selectors) : SelectorTerm(Span)
{
    internal override SelectorTerm Moved(int by) => new AllTerm(Span.Moved(by), Moved(Selectors, by));
}
