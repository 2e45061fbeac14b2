using OptRecipe.Recipe.Schema;

namespace OptRecipe.Ide.Completion;

/// <summary>Keys of a mapping: those that do not stand there yet, required ones first, each with what has to follow it.</summary>
internal static class KeyCompletion
{
    internal static IEnumerable<CompletionItem> At(CompletionContext context)
    {
        var place = context.Place;
        if (place.Schema.Noun is not null) return [];
        // A word alone on the line below its key may become the first key of a mapping.
        var keys = place.Schema.IsKey ? place.Schema.Container
            : place.IsOwnLine && !place.IsInFlow && !place.NeedsDash ? SchemaPlace.Shaped<MappingType>(place.Schema.Type) : null;
        if (keys is null) return [];
        var present = place.Schema.IsKey ? place.Siblings : [];
        return keys.Keys.Where(key => key.Availability == Availability.Available && !present.Contains(key.Name))
            .Select((key, index) => Item(context, key, (key.IsRequired ? 0 : 100) + index));
    }

    private static CompletionItem Item(CompletionContext context, SchemaKey key, int rank)
    {
        var (text, isSnippet) = context.Place.HasColon ? (key.Name, false) : Written(key, context.Place.IsInFlow);
        return context.Item(key.Name, CompletionKind.Key, text, SchemaText.Short(key.Type), SchemaText.Documentation(key), rank) with { IsSnippet = isSnippet, ContinuesCompletion = (isSnippet || text.EndsWith(": ", StringComparison.Ordinal)) && HasKnownValues(key.Type) };
    }

    /// <summary>Whether something is offered behind the key.</summary>
    private static bool HasKnownValues(SchemaType type) => type switch
    {
        ScalarType scalar => !scalar.Values.IsEmpty || scalar.Kind is ScalarKind.Path or ScalarKind.OperatorName or ScalarKind.TensorName or ScalarKind.OperatorNumbers || !scalar.Examples.IsEmpty,
        EitherType either => either.Alternatives.Any(HasKnownValues),
        NamedType => true,
        ListType list => HasKnownValues(list.Item),
        MappingType mapping => !mapping.Keys.IsEmpty,
        KindType => true,
        _ => false,
    };

    private static (string Text, bool IsSnippet) Written(SchemaKey key, bool isInFlow) => key switch
    {
        _ when isInFlow => ($"{key.Name}: ", false),
        { Name: "recipe" } => ($"recipe: {RecipeSchema.CurrentVersion}", false),
        _ when SchemaPlace.Shaped<ScalarType>(key.Type) is not null => ($"{key.Name}: ", false),
        _ when SchemaPlace.Shaped<ListType>(key.Type) is not null => ($"{key.Name}:\n  - $0", true),
        _ => ($"{key.Name}:\n  $0", true),
    };
}
