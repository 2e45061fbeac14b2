using OptRecipe.Recipe.Schema;

namespace OptRecipe.Ide.Completion;

/// <summary>Rows of <c>variants</c>: paths to keys of this recipe, those of its steps first.</summary>
internal static class VariantCompletion
{
    internal static IEnumerable<CompletionItem> At(CompletionContext context)
    {
        var place = context.Place;
        var isRow = place.Schema.IsKey ? place.Schema.Container is { IsVariantTable: true } : place.IsOwnLine && !place.IsInFlow && place.Schema.Type is MappingType { IsVariantTable: true };
        if (!isRow) return [];
        var present = place.Schema.IsKey ? place.Siblings : [];
        return VariantPath.All([.. context.Analysis.Recipe.Steps.Select(step => step.Kind)]).Where(path => !present.Contains(path)).Select((path, rank) => Item(context, path, rank)).OfType<CompletionItem>();
    }

    /// <summary>Whether a value stands in the same row already.</summary>
    internal static bool IsThere(CompletionContext context, string value)
    {
        var node = context.Place.Schema.Node;
        if (context.Place.Schema.Path is not ["variants", _] || !node.Parent.IsSequence) return false;
        foreach (var item in node.Parent.Items)
            if (item != node && item.ValueText.SequenceEqual(value)) return true;
        return false;
    }

    private static CompletionItem? Item(CompletionContext context, string path, int rank)
    {
        if (VariantPath.RowOf(path) is not { Type: ListType list } row) return null;
        var (text, isSnippet) = context.Place.HasColon ? (path, false) : ($"{path}: [$0]", true);
        var item = context.Item(path, CompletionKind.Key, text, SchemaText.Short(list.Item), SchemaText.Documentation(row), rank);
        return item with { IsSnippet = isSnippet, ContinuesCompletion = isSnippet };
    }
}
