using System.Globalization;

namespace OptRecipe.Recipe.Schema;

/// <summary>What a key of <c>variants</c> may name: keys joined by dots, from the root (<c>budget.file</c>) or from a kind of step (<c>quantize.scheme</c>); of several steps of one kind the number of the one
/// that is meant stands behind the kind (<c>prune.2.sparsity</c>).</summary>
public static class VariantPath
{
    private static readonly string[] Foreign = ["recipe", "name", "description", "steps", "use", "outputs", "variants"];

    /// <summary>The first words: steps and keys of the recipe that have a value of their own.</summary>
    public static IEnumerable<string> Starts => StepSchema.Kinds.Keys.Select(key => key.Name)
        .Concat(RecipeSchema.Root.Keys.Where(key => key.Availability == Availability.Available && !Foreign.Contains(key.Name)).Select(key => key.Name));

    /// <summary>The row of a kind of step; null for every other word.</summary>
    public static SchemaKey? StepKind(string word) => StepSchema.Kinds.Find(word);

    /// <summary>Which step of its kind is meant, from 1; null where the path does not say it or names no step.</summary>
    public static int? NumberOf(ReadOnlySpan<string> words) =>
        words.Length > 1 && StepKind(words[0]) is not null && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The words without a step's number.</summary>
    public static string[] WithoutNumber(ReadOnlySpan<string> words) => NumberOf(words) is null ? words.ToArray() : [words[0], .. words[2..]];

    /// <summary>The keys that may stand behind these words; null when the words lead to something without keys. For no words <see cref="Starts"/> are asked.</summary>
    public static MappingType? Below(ReadOnlySpan<string> words)
    {
        if (words.Length == 0) return null;
        var plain = WithoutNumber(words);
        var type = First(plain[0]);
        foreach (var word in plain[1..])
        {
            if (Mapping(type) is not { } mapping) return null;
            type = mapping.Find(word)?.Type ?? mapping.Others;
        }
        return Mapping(type);
    }

    /// <summary>What a path stands for.</summary>
    /// <param name="wrong">The first word that no key has; the number of words for none.</param>
    public static SchemaType? Find(ReadOnlySpan<string> words, out int wrong) => Find(words, out wrong, out _);

    /// <param name="key">The last word's own row; null where its name is the user's.</param>
    public static SchemaType? Find(ReadOnlySpan<string> words, out int wrong, out SchemaKey? key)
    {
        (wrong, key) = (0, null);
        if (words.Length == 0 || !Starts.Contains(words[0])) return null;
        key = StepSchema.Kinds.Find(words[0]) ?? RecipeSchema.Root.Find(words[0]);
        var type = key?.Type;
        for (wrong = NumberOf(words) is null ? 1 : 2; wrong < words.Length; wrong++)
        {
            if (Mapping(type) is not { } mapping || ((key = mapping.Find(words[wrong]))?.Type ?? mapping.Others) is not { } inner) return null;
            type = inner;
        }
        return type;
    }

    /// <summary>The row of the table of keys that a path stands for, with a list of its values; null for a path to nothing.</summary>
    public static SchemaKey? RowOf(string path)
    {
        if (Find(path.Split('.'), out _, out var key) is not { } type) return null;
        return new(path, new ListType(type), key?.Description ?? "") { Availability = key?.Availability ?? Availability.Available, Default = key?.Default };
    }

    /// <summary>Paths to keys of a recipe that hold a word or a number, or a mapping that a word may stand for.</summary>
    /// <param name="steps">The kinds of the recipe's steps, in order.</param>
    public static IEnumerable<string> All(IReadOnlyList<string> steps)
    {
        foreach (var kind in steps.Distinct())
        {
            if (StepKind(kind) is not { } row) continue;
            var count = steps.Count(other => other == kind);
            for (var number = 1; number <= count; number++)
                foreach (var path in Under(count == 1 ? kind : FormattableString.Invariant($"{kind}.{number}"), Mapping(row.Type), 2)) yield return path;
        }
        foreach (var start in Starts.Where(start => StepKind(start) is null))
        {
            var type = RecipeSchema.Root.Find(start)?.Type;
            if (Mapping(type) is { } mapping)
                foreach (var path in Under(start, mapping, 2)) yield return path;
            if (type is ScalarType or EitherType) yield return start;
        }
    }

    private static IEnumerable<string> Under(string path, MappingType? mapping, int depth)
    {
        if (mapping is null || depth == 0) yield break;
        foreach (var key in mapping.Keys.Where(key => key.Availability == Availability.Available))
        {
            if (key.Type is ScalarType or EitherType or ListType { IsOneEnough: true }) yield return $"{path}.{key.Name}";
            foreach (var inner in Under($"{path}.{key.Name}", Mapping(key.Type), depth - 1)) yield return inner;
        }
    }

    /// <summary>The keys that a word alone stands for where a mapping may stand, too: <c>quantize: int8</c> is its <c>scheme</c>, <c>io: int8</c> both its keys.</summary>
    internal static IReadOnlyList<string> ShortFormOf(SchemaType? type)
    {
        if (type is not EitherType either || Mapping(either) is not { } mapping) return [];
        var words = either.Alternatives.OfType<ScalarType>().FirstOrDefault();
        if (words is null) return [];
        var required = mapping.Keys.Where(key => key.IsRequired).Select(key => key.Name).ToArray();
        return required.Length > 0 ? required : [.. mapping.Keys.Where(key => key.Type is ScalarType scalar && scalar.Values.Select(value => value.Name).SequenceEqual(words.Values.Select(value => value.Name)) && scalar.Kind == words.Kind).Select(key => key.Name)];
    }

    private static SchemaType? First(string word) => (StepSchema.Kinds.Find(word) ?? RecipeSchema.Root.Find(word))?.Type;

    internal static MappingType? Mapping(SchemaType? type) => type switch
    {
        MappingType mapping => mapping,
        EitherType either => either.Alternatives.Select(Mapping).FirstOrDefault(found => found is not null),
        NamedType named => Mapping(named.Type),
        _ => null,
    };
}
