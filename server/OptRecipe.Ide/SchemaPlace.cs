using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Ide;

/// <summary>What the table of keys says about a node of a recipe.</summary>
/// <param name="Node">The node that was asked about.</param>
/// <param name="IsKey">It is a key of <paramref name="Container"/>, or a kind's word.</param>
/// <param name="Container">For a key: the keys that may stand there.</param>
/// <param name="Type">For a value: what may stand there.</param>
/// <param name="Key">For a value: the key it belongs to; for a key or a kind's word: its own row; null when unknown.</param>
/// <param name="Noun">For a kind's word: step, target, output.</param>
/// <param name="Path">Keys and kinds from the root to here, without the node's own.</param>
internal sealed record SchemaPlace(SyntaxNode Node, bool IsKey, MappingType? Container, SchemaType? Type, SchemaKey? Key, string? Noun, System.Collections.Immutable.ImmutableArray<string> Path)
{
    /// <summary>Null where the table says nothing: unknown keys, the user's own <c>x-…</c>.</summary>
    internal static SchemaPlace? Of(SyntaxTree tree, SyntaxNode node)
    {
        var chain = new List<SyntaxNode>();
        for (var at = node; at.Exists; at = at.Parent) chain.Add(at);
        chain.Reverse();
        _ = tree;
        SchemaType? type = RecipeSchema.Root;
        SchemaKey? key = null;
        var path = new List<string>();
        for (var index = 0; index + 1 < chain.Count; index++)
        {
            var (parent, child) = (chain[index], chain[index + 1]);
            if (parent.IsSequence)
            {
                type = Shaped<ListType>(type)?.Item;
                if (type is null) return null;
                continue;
            }
            var pair = PairOf(parent, child);
            if (type is ListType { IsOneEnough: true } list) type = list.Item;
            var kind = Shaped<KindType>(type);
            var mapping = kind?.Kinds ?? Shaped<MappingType>(type);
            if (mapping is null) return null;
            var row = mapping.Find(pair.Key.ValueText);
            if (child == pair.Key) return child == node ? new(node, true, mapping, null, row, kind?.Noun, [.. path]) : null;
            path.Add(pair.Key.Value);
            (key, type) = (row, row?.Type ?? mapping.Others);
            if (type is null) return null;
        }
        return Shaped<KindType>(type) is { } word && node.IsScalar
            ? new(node, true, word.Kinds, type, word.Kinds.Find(node.ValueText), word.Noun, [.. path])
            : new(node, false, null, type, key, null, [.. path]);
    }

    /// <summary>The table's rows of targets.</summary>
    internal static MappingType? TargetKinds { get; } = Shaped<KindType>((RecipeSchema.Root.Find("targets")?.Type as ListType)?.Item)?.Kinds;

    /// <summary>The alternative of that shape, the type itself when it has it.</summary>
    internal static T? Shaped<T>(SchemaType? type) where T : SchemaType => type switch
    {
        T same => same,
        NamedType named => Shaped<T>(named.Type),
        EitherType either => First<T>(either),
        _ => null,
    };

    /// <summary>The word that may stand for a value: one that is no list, or the only item of a list that needs no brackets then.</summary>
    internal static ScalarType? Word(SchemaType? type) => Shaped<ScalarType>(type) ?? (type is ListType { IsOneEnough: true } list ? Shaped<ScalarType>(list.Item) : null);

    private static T? First<T>(EitherType either) where T : SchemaType
    {
        foreach (var alternative in either.Alternatives)
            if (Shaped<T>(alternative) is { } found) return found;
        return null;
    }

    private static SyntaxPair PairOf(SyntaxNode mapping, SyntaxNode child)
    {
        foreach (var pair in mapping.Pairs) if (pair.Key == child || pair.Value == child) return pair;
        return default;
    }
}
