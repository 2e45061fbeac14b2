using OptRecipe.Ide.Fixes;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Refactorings;

/// <summary>Between <c>quantize: int8</c> and <c>quantize: {scheme: int8}</c>, wherever the table of keys allows a word or a mapping with one required key.</summary>
internal static class ShortOrLong
{
    internal static IEnumerable<CodeAction> Offer(RefactoringContext context)
    {
        for (var node = context.Node; node.Exists && node.Parent.Exists; node = node.Parent)
        {
            if (!node.Parent.IsMapping) continue;
            foreach (var pair in node.Parent.Pairs)
            {
                if (pair.Key != node && pair.Value != node || Main(context, pair) is not { } main) continue;
                if (Short(context, pair, main) is { } shorter) yield return shorter;
                else if (Long(pair, main) is { } longer) yield return longer;
                yield break;
            }
        }
    }

    /// <summary>The key that the word alone stands for.</summary>
    private static string? Main(RefactoringContext context, SyntaxPair pair)
    {
        var value = pair.Value.IsMissing ? default : pair.Value;
        if (!value.Exists || SchemaPlace.Of(context.Tree, value)?.Type is not EitherType either || SchemaPlace.Shaped<ScalarType>(either) is not { } word) return null;
        return SchemaPlace.Shaped<MappingType>(either)?.Keys.FirstOrDefault(key => key.IsRequired && Equals(key.Type, word)) is { } main ? main.Name
            : SchemaPlace.Shaped<MappingType>(either)?.Keys.FirstOrDefault(key => key.IsRequired)?.Name;
    }

    private static CodeAction? Long(SyntaxPair pair, string main) =>
        pair.Value is { IsScalar: true, IsNull: false } && NodeText.Flow(pair.Value) is { } word
            ? new($"Write `{pair.Key.Value}` with its options", CodeActionKind.Rewrite, [new TextEdit(pair.Value.Span, $"{{{main}: {word}}}")]) : null;

    private static CodeAction? Short(RefactoringContext context, SyntaxPair pair, string main)
    {
        if (!pair.Value.IsMapping || pair.Value.Anchor is not null || pair.Value.Pairs.Count != 1) return null;
        SyntaxPair only = default;
        foreach (var inner in pair.Value.Pairs) only = inner;
        if (only.Key.Value != main || !only.Value.IsScalar || only.Value.IsNull || NodeText.Flow(only.Value) is null) return null;
        var span = TextSpan.Between(pair.Key.Span.End + 1, pair.Value.Span.End);
        if (context.HasComment(span) || context.Text.Text[pair.Key.Span.End] != ':') return null;
        return new($"Write `{pair.Key.Value}` as one word", CodeActionKind.Rewrite, [new TextEdit(span, $" {only.Value.RawText}")]);
    }
}
