using OptRecipe.Pipeline;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Ide;

internal enum WordRole
{
    /// <summary>A key of a mapping.</summary>
    Key,
    /// <summary>The word that says which step, target or output it is: a key, or a bare word.</summary>
    Kind,
    Value,
    Alias,
    /// <summary>A node, of any shape, that carries an anchor; it comes again in its own role.</summary>
    Anchored,
}

/// <summary>A word of a recipe and what the table of keys says about its place.</summary>
/// <param name="Type">For a value: what may stand there; null where the table says nothing.</param>
/// <param name="Key">For a key or a kind: its own row; for a value: its key's row. Null when unknown.</param>
/// <param name="Owner">The row of the key around the mapping that a key stands in; null at the top.</param>
/// <param name="Noun">For a kind: step, target, output.</param>
internal readonly record struct SchemaWord(SyntaxNode Node, WordRole Role, SchemaType? Type, SchemaKey? Key, SchemaKey? Owner, string? Noun);

/// <summary>Visits every scalar, alias and anchor of a text once, in its order, with the rows of the table of keys that speak of it. Linear in the text.</summary>
internal sealed class SchemaWalk
{
    private readonly Action<SchemaWord> visit;
    // Asked for every node; types are compared by identity, since comparing what they hold takes long.
    private readonly Dictionary<SchemaType, (ListType? List, KindType? Kind, MappingType? Mapping)> shapes = new(ReferenceEqualityComparer.Instance);

    private SchemaWalk(Action<SchemaWord> visit) => this.visit = visit;

    internal static void Over(RecipeAnalysis analysis, Action<SchemaWord> visit) => new SchemaWalk(visit).Visit(analysis.Syntax.Root, analysis.Document.IsTarget ? null : RecipeSchema.Root, null, null);

    // The depth of a tree is bounded by SyntaxTree.MaximumDepth.
    private void Visit(SyntaxNode node, SchemaType? type, SchemaKey? key, SchemaKey? owner)
    {
        if (node.Anchor is not null) visit(new(node, WordRole.Anchored, type, key, owner, null));
        if (node.IsSequence)
        {
            var item = ShapeOf(type).List?.Item;
            foreach (var child in node.Items) Visit(child, item, key, owner);
            return;
        }
        if (type is ListType { IsOneEnough: true } list) type = list.Item;
        var (_, kind, mapping) = ShapeOf(type);
        if (node.IsMapping) VisitPairs(node, kind, kind?.Kinds ?? mapping, key);
        else if (node.Kind == SyntaxKind.Alias) visit(new(node, WordRole.Alias, type, key, owner, null));
        else if (node.IsScalar) visit(kind is null ? new(node, WordRole.Value, type, key, owner, null) : new(node, WordRole.Kind, type, kind.Kinds.Find(node.ValueText), owner, kind.Noun));
    }

    private void VisitPairs(SyntaxNode node, KindType? kind, MappingType? keys, SchemaKey? owner)
    {
        foreach (var pair in node.Pairs)
        {
            var row = keys?.Find(pair.Key.ValueText);
            if (pair.Key.Anchor is not null) visit(new(pair.Key, WordRole.Anchored, null, row, owner, null));
            if (pair.Key.Kind == SyntaxKind.Alias) visit(new(pair.Key, WordRole.Alias, null, row, owner, null));
            else if (pair.Key.IsScalar) visit(new(pair.Key, kind is null ? WordRole.Key : WordRole.Kind, null, row, owner, kind?.Noun));
            else if (!pair.Key.IsMissing) Visit(pair.Key, null, null, owner);
            Visit(pair.Value, row?.Type ?? keys?.Others, row, row ?? owner);
        }
    }

    private (ListType? List, KindType? Kind, MappingType? Mapping) ShapeOf(SchemaType? type)
    {
        if (type is null) return default;
        if (!shapes.TryGetValue(type, out var shape)) shapes[type] = shape = (SchemaPlace.Shaped<ListType>(type), SchemaPlace.Shaped<KindType>(type), SchemaPlace.Shaped<MappingType>(type));
        return shape;
    }
}
