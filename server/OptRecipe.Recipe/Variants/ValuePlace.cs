using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Variants;

/// <summary>Where a value goes: it replaces a span, with words of YAML around it.</summary>
internal readonly record struct ValuePlace(TextSpan Span, string Before, string After)
{
    /// <summary>The place of the key that a path names; null where the recipe has no such step, or something else stands in its way.</summary>
    /// <param name="words">A path that <see cref="VariantPath.Find(ReadOnlySpan{string}, out int)"/> knows.</param>
    internal static ValuePlace? Find(SyntaxTree tree, string[] words)
    {
        var root = tree.Followed(tree.Root);
        var rest = VariantPath.WithoutNumber(words).AsSpan();
        if (VariantPath.StepKind(rest[0]) is not { } kind) return root.IsMapping ? InMapping(tree, root, rest, RecipeSchema.Root) : null;
        if (StepAt(tree, words) is not { } step) return null;
        if (step.Value.Exists) return At(tree, step.Value, step.Key, rest[1..], kind.Type);
        // The bare word of a kind.
        var (before, after) = Nested(rest);
        return new(step.Key.Span, $"{{{before}", $"{after}}}");
    }

    /// <summary>Kind and value of the step that a path names; the value is no node for a bare word.</summary>
    internal static SyntaxPair? StepAt(SyntaxTree tree, string[] words)
    {
        var number = VariantPath.NumberOf(words) ?? 1;
        foreach (var step in Steps(tree, words[0])) if (--number == 0) return step;
        return null;
    }

    /// <summary>The steps of a kind that stand in a file, in order.</summary>
    internal static List<SyntaxPair> Steps(SyntaxTree tree, string kind)
    {
        var found = new List<SyntaxPair>();
        foreach (var item in tree.ValueOf(tree.Followed(tree.Root), "steps").Items)
        {
            var step = tree.Followed(item);
            if (step.IsScalar && step.ValueText.SequenceEqual(kind)) found.Add(new(step, default));
            foreach (var pair in step.Pairs)
            {
                if (pair.Key.ValueText.SequenceEqual(kind)) found.Add(pair);
                break;
            }
        }
        return found;
    }

    /// <param name="node">A key's value as it stands there, perhaps an alias.</param>
    private static ValuePlace? At(SyntaxTree tree, SyntaxNode node, SyntaxNode key, ReadOnlySpan<string> words, SchemaType? type)
    {
        if (words.IsEmpty) return node.IsMissing ? Behind(key, "", "") : new(node.Span, "", "");
        var followed = tree.Followed(node);
        if (followed.IsMapping) return InMapping(tree, followed, words, VariantPath.Mapping(type));
        var (before, after) = Nested(words);
        if (node.IsMissing) return Behind(key, $"{{{before}", $"{after}}}");
        if (followed.IsNull) return new(node.Span, $"{{{before}", $"{after}}}");
        return followed.IsScalar && FlowText.WithoutAnchor(followed) is { } word ? OfShort(node, word, words, type) : null;
    }

    /// <summary>Behind a key that has no value yet: the colon is its own.</summary>
    private static ValuePlace? Behind(SyntaxNode key, string before, string after)
    {
        var colon = key.SourceText.IndexOf(':', key.Span.End);
        return colon < 0 ? null : new(new(colon + 1, 0), $" {before}", after);
    }

    /// <summary>A word where a mapping may stand: <c>int8</c> becomes <c>{scheme: int8, …}</c>.</summary>
    private static ValuePlace? OfShort(SyntaxNode node, string word, ReadOnlySpan<string> words, SchemaType? type)
    {
        var main = VariantPath.ShortFormOf(type);
        if (main.Count == 0) return null;
        var (before, after) = Nested(words);
        if (main is [var only] && only == words[0] && words.Length == 1) return new(node.Span, "", "");
        var named = words[0];
        var kept = string.Concat(main.Where(key => key != named).Select(key => $"{key}: {word}, "));
        return new(node.Span, $"{{{kept}{before}", $"{after}}}");
    }

    private static ValuePlace? InMapping(SyntaxTree tree, SyntaxNode mapping, ReadOnlySpan<string> words, MappingType? type)
    {
        foreach (var pair in mapping.Pairs)
            if (pair.Key.ValueText.SequenceEqual(words[0])) return At(tree, pair.Value, pair.Key, words[1..], type?.Find(words[0])?.Type ?? type?.Others);
        // A key of its own, also over one that a merge key brings in.
        var (before, after) = Nested(words);
        if (mapping.IsFlow) return new(new(mapping.Span.Start + 1, 0), before, after + (mapping.Pairs.Count > 0 ? ", " : ""));
        var column = tree.Text.Lines.Position(mapping.Span.Start).Character;
        return new(new(mapping.Span.Start, 0), before, $"{after}{tree.Text.LineBreak}{new string(' ', column)}");
    }

    /// <summary><c>a: {b: </c> and <c>}</c>.</summary>
    private static (string Before, string After) Nested(ReadOnlySpan<string> words) => (string.Join(": {", words.ToArray()) + ": ", new string('}', words.Length - 1));
}
