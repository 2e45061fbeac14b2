using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Schema;
using OptRecipe.Targets;

namespace OptRecipe.Ide.Completion;

/// <summary>Steps as snippets, targets with their titles, outputs: the kinds an item of such a list may have.</summary>
internal static class KindCompletion
{
    internal static IEnumerable<CompletionItem> At(CompletionContext context)
    {
        var place = context.Place;
        var kind = place.Schema is { IsKey: true, Noun: not null } ? (Keys: place.Schema.Container, place.Schema.Noun)
            : SchemaPlace.Shaped<KindType>(SchemaPlace.Shaped<ListType>(place.Schema.Type)?.Item) is { } item && place.IsOwnLine ? (Keys: item.Kinds, item.Noun) : default;
        // A second key in an item would be a mistake.
        if (kind.Keys is null || (place.Schema.IsKey && place.Siblings.Count > 0)) return [];
        var items = kind.Noun switch
        {
            "step" => Steps(context),
            "target" => Targets(context, kind.Keys),
            _ => Others(context, kind.Keys),
        };
        return place.NeedsDash ? items.Select(found => found with { NewText = $"- {found.NewText}" }) : items;
    }

    private static IEnumerable<CompletionItem> Steps(CompletionContext context)
    {
        var recipe = context.Analysis.Recipe;
        var here = context.Place.Span.Start;
        var quantized = recipe.Steps.OfType<BoundQuantize>().Where(step => !step.Span.Contains(here) && context.Analysis.Document.IsHere(step.Span)).ToArray();
        var kinds = context.Place.Schema.Container ?? SchemaPlace.Shaped<KindType>(SchemaPlace.Shaped<ListType>(context.Place.Schema.Type)?.Item)?.Kinds;
        foreach (var key in (kinds?.Keys ?? []).Where(key => key.Availability == Availability.Available))
        {
            // One quantization a recipe, and what changes float weights before it.
            if (key.Name == "quantize" ? quantized.Length > 0 : key.Name is "prune" or "equalize" && quantized.Any(step => step.Span.Start < here)) continue;
            var (text, rank) = key.Name switch
            {
                "quantize" => ($"quantize: ${{1|{string.Join(',', Schemes(context, key))}|}}", 0),
                "prune" => ("prune: {sparsity: ${1:50 %}}", 1),
                _ => (key.Name, 2),
            };
            var (written, isSnippet) = context.Place.HasColon ? (key.Name, false) : (text, true);
            yield return context.Item(key.Name, CompletionKind.Step, written, "step", SchemaText.Documentation(key), rank) with { IsSnippet = isSnippet };
        }
    }

    private static IEnumerable<string> Schemes(CompletionContext context, SchemaKey quantize) =>
        SchemeRank.Sorted(context.Analysis, (SchemaPlace.Shaped<ScalarType>(quantize.Type)?.Values ?? []).Where(scheme => scheme.Availability == Availability.Available)).Select(scheme => scheme.Name);

    private static IEnumerable<CompletionItem> Targets(CompletionContext context, MappingType kinds)
    {
        var here = context.Place.Span;
        var named = context.Analysis.Recipe.Targets.Where(target => !target.IdSpan.Contains(here.Start) && context.Analysis.Document.IsHere(target.Span)).SelectMany(target => target.Selections).Where(selection => selection.Options.IsEmpty)
            .Select(selection => selection.Target.Id).ToHashSet(StringComparer.Ordinal);
        var rank = 0;
        foreach (var key in kinds.Keys.Where(key => key.Availability == Availability.Available && !named.Contains(key.Name)))
            yield return context.Item(key.Name, CompletionKind.Target, key.Name, TargetCatalog.Find(key.Name)?.Title ?? "group of targets", SchemaText.Documentation(key), rank++);
    }

    private static IEnumerable<CompletionItem> Others(CompletionContext context, MappingType kinds) =>
        kinds.Keys.Where(key => key.Availability == Availability.Available)
            .Select((key, index) => context.Item(key.Name, CompletionKind.Key, context.Place.HasColon || !key.NeedsValue ? key.Name : $"{key.Name}: ", SchemaText.Short(key.Type), SchemaText.Documentation(key), index));
}
