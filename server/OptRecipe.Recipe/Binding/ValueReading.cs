using System.Collections.Immutable;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Recipe.Binding;

/// <summary>Values of a mapping's keys with the place they stand at; null where nothing, or nothing readable, is written.</summary>
internal static class ValueReading
{
    internal static Written<T>? WordOf<T>(this SyntaxTree tree, SyntaxNode mapping, ReadOnlySpan<char> key, ImmutableArray<(string Word, T Value)> words) => Word(tree.ValueOf(mapping, key), words);

    internal static Written<T>? Word<T>(SyntaxNode node, ImmutableArray<(string Word, T Value)> words) =>
        node is { IsScalar: true } && QuantizeWords.TryFind(words, node.ValueText, out var value) ? new(value, node.ContentSpan()) : null;

    internal static Written<bool>? FlagOf(this SyntaxTree tree, SyntaxNode mapping, ReadOnlySpan<char> key) =>
        tree.ValueOf(mapping, key) is { IsScalar: true } node && node.ValueText is "true" or "false" ? new(node.ValueText is "true", node.ContentSpan()) : null;

    internal static Written<double>? NumberOf(this SyntaxTree tree, SyntaxNode mapping, ReadOnlySpan<char> key) =>
        tree.ValueOf(mapping, key) is { IsScalar: true } node && Units.TryNumber(node.ValueText, out var number) ? new(number, node.ContentSpan()) : null;

    internal static Written<int>? CountOf(this SyntaxTree tree, SyntaxNode mapping, ReadOnlySpan<char> key) =>
        tree.NumberOf(mapping, key) is { Value: >= 0 and <= int.MaxValue } number && number.Value == Math.Floor(number.Value) ? new((int)number.Value, number.Span) : null;

    internal static Written<string>? WrittenOf(this SyntaxTree tree, SyntaxNode mapping, ReadOnlySpan<char> key) =>
        tree.ValueOf(mapping, key) is { IsScalar: true, IsNull: false } node ? new(node.Value, node.ContentSpan()) : null;
}
