using System.Collections.Immutable;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Binding;

/// <summary>Selectors: what stands under <c>where</c>, <c>not</c>, <c>any</c> and <c>all</c>.</summary>
internal sealed class SelectorBinder(SyntaxTree tree)
{
    private const int MostDepth = 16;

    // Aliases can make a short text stand for endlessly many selectors.
    private int selectorsLeft = tree.IsPlain ? int.MaxValue : 1000;

    /// <summary>The selector under a key of a mapping; null where none is written or it is no mapping.</summary>
    internal BoundSelector? Under(SyntaxNode mapping, ReadOnlySpan<char> key)
    {
        var pair = tree.PairOf(mapping, key);
        return pair.Key.Exists ? Selector(tree.Followed(pair.Value), pair.Key.Span, 0) : null;
    }

    private BoundSelector? Selector(SyntaxNode node, TextSpan keySpan, int depth)
    {
        if (!node.IsMapping || depth > MostDepth || --selectorsLeft < 0) return null;
        var terms = ImmutableArray.CreateBuilder<SelectorTerm>();
        if (!node.MayMerge)
        {
            foreach (var pair in node.Pairs)
                if (Term(pair, tree.Followed(pair.Value), depth) is { } term) terms.Add(term);
        }
        else
        {
            foreach (var pair in tree.AllPairs(node))
                if (Term(pair, tree.Followed(pair.Value), depth) is { } term) terms.Add(term);
        }
        return new(node.Span, keySpan, terms.DrainToImmutable(), tree.FlagOf(node, "optional")?.Value == true);
    }

    private SelectorTerm? Term(SyntaxPair pair, SyntaxNode value, int depth) => pair.Key.ValueText switch
    {
        "ops" => new OpsTerm(pair.Span, Words(value)),
        "tensors" => new TensorsTerm(pair.Span, Words(value)),
        "operators" => new OperatorsTerm(pair.Span, Ranges(value)),
        "first" => End(pair.Span, value, isFirst: true),
        "last" => End(pair.Span, value, isFirst: false),
        "weights_over" => value.IsScalar && Units.TrySize(value.ValueText, out var bytes) ? new WeightsOverTerm(pair.Span, bytes) : null,
        "not" => new NotTerm(pair.Span, Selectors(value, pair.Key.Span, depth)),
        "any" => new AnyTerm(pair.Span, Selectors(value, pair.Key.Span, depth)),
        "all" => new AllTerm(pair.Span, Selectors(value, pair.Key.Span, depth)),
        _ => null,
    };

    private static EndTerm? End(TextSpan span, SyntaxNode value, bool isFirst) => value.ValueText switch
    {
        "true" => new(span, isFirst, 1),
        var text => value.IsScalar && Units.TryNumber(text, out var number) && number is >= 0 and <= int.MaxValue && number == Math.Floor(number) ? new(span, isFirst, (int)number) : null,
    };

    private ImmutableArray<BoundSelector> Selectors(SyntaxNode value, TextSpan keySpan, int depth)
    {
        if (value.IsMapping) return Selector(value, keySpan, depth + 1) is { } one ? [one] : [];
        var found = ImmutableArray.CreateBuilder<BoundSelector>();
        foreach (var item in value.Items)
            if (tree.Followed(item) is { IsMapping: true } mapping && Selector(mapping, FirstKey(mapping), depth + 1) is { } selector) found.Add(selector);
        return found.DrainToImmutable();
    }

    private static TextSpan FirstKey(SyntaxNode mapping)
    {
        foreach (var pair in mapping.Pairs) return pair.Key.Span;
        return mapping.Span;
    }

    private ImmutableArray<Written<string>> Words(SyntaxNode value)
    {
        if (value.IsScalar) return value.IsNull ? [] : [new(value.Value, value.ContentSpan())];
        var words = ImmutableArray.CreateBuilder<Written<string>>();
        foreach (var item in value.Items)
            if (tree.Followed(item) is { IsScalar: true, IsNull: false } word) words.Add(new(word.Value, word.ContentSpan()));
        return words.DrainToImmutable();
    }

    /// <summary>The ranges that can be read; the check of the schema tells of the others.</summary>
    private ImmutableArray<Written<OperatorRange>> Ranges(SyntaxNode value) =>
    [
        .. from word in Words(value)
           from part in OperatorRangeText.Parts(word)
           where OperatorRange.TryParse(part.Value, out _)
           select new Written<OperatorRange>(Parse(part.Value), part.Span),
    ];

    private static OperatorRange Parse(string text) => OperatorRange.TryParse(text, out var range) ? range : default;
}
