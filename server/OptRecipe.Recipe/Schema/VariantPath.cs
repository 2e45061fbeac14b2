namespace OptRecipe.Recipe.Schema;

/// <summary>What a key of <c>variants</c> may name: keys joined by dots, from the root (<c>budget.file</c>) or from a kind of step (<c>quantize.scheme</c>).</summary>
public static class VariantPath
{
    /// <summary>The first words: steps and keys of the recipe that have a value of their own.</summary>
    public static IEnumerable<string> Starts => Steps.Keys.Select(key => key.Name)
        .Concat(RecipeSchema.Root.Keys.Where(key => key.Availability == Availability.Available && key.Name is not ("recipe" or "steps" or "use" or "outputs")).Select(key => key.Name));

    private static MappingType Steps => StepSchema.Kinds;

    /// <summary>The keys that may stand behind these words; null when the words lead to something without keys. Empty for no words: <see cref="Starts"/> are asked then.</summary>
    public static MappingType? Below(ReadOnlySpan<string> words)
    {
        var type = words.Length == 0 ? null : Steps.Find(words[0])?.Type ?? RecipeSchema.Root.Find(words[0])?.Type;
        foreach (var word in words[Math.Min(1, words.Length)..])
        {
            if (Mapping(type) is not { } mapping) return null;
            type = mapping.Find(word)?.Type ?? mapping.Others;
        }
        return Mapping(type);
    }

    /// <summary>What a path stands for.</summary>
    /// <param name="wrong">The first word that no key has; the number of words for none.</param>
    public static SchemaType? Find(ReadOnlySpan<string> words, out int wrong)
    {
        wrong = 0;
        if (words.Length == 0 || !Starts.Contains(words[0])) return null;
        var type = Steps.Find(words[0])?.Type ?? RecipeSchema.Root.Find(words[0])?.Type;
        for (wrong = 1; wrong < words.Length; wrong++)
        {
            if (Mapping(type) is not { } mapping || (mapping.Find(words[wrong])?.Type ?? mapping.Others) is not { } inner) return null;
            type = inner;
        }
        return type;
    }

    private static MappingType? Mapping(SchemaType? type) => type switch
    {
        MappingType mapping => mapping,
        EitherType either => either.Alternatives.Select(Mapping).FirstOrDefault(found => found is not null),
        NamedType named => Mapping(named.Type),
        _ => null,
    };
}
