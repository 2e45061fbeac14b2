using System.Text;
using OptRecipe.Recipe.Schema;

namespace OptRecipe.Ide.Reference;

/// <summary>The page of all keys, written from the table of keys: what completion and hover say, in one place.</summary>
public static class RecipeReference
{
    private const string Head = """
        # Recipe reference

        Every key of a `.optrecipe.yaml`, with its values and defaults. Written from the table of keys by `npm run update`; a test compares.

        """;

    /// <summary>The page in Markdown, ends of lines LF.</summary>
    public static string Markdown()
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        var known = new Dictionary<string, string>();
        var named = new Dictionary<string, SchemaType>();
        Write(page, "A recipe", RecipeSchema.Root, known, named);
        // A named type may name itself; each is written once, when it is first seen.
        for (var written = 0; written < named.Count; written++)
        {
            var (name, type) = named.ElementAt(written);
            if (SchemaPlace.Shaped<MappingType>(type) is { } mapping) Write(page, $"A {name}", mapping, known, named);
        }
        return page.ToString();
    }

    private static void Write(StringBuilder page, string title, MappingType mapping, Dictionary<string, string> known, Dictionary<string, SchemaType> named)
    {
        var table = Table(mapping);
        page.Append($"\n## {title}\n\n");
        if (known.TryGetValue(table, out var first))
        {
            page.Append($"The keys of {first}.\n");
            return;
        }
        known[table] = title;
        page.Append(table);
        foreach (var key in mapping.Keys)
        {
            var path = title.StartsWith('`') ? $"`{title.Trim('`')}.{key.Name}`" : $"`{key.Name}`";
            if (Inner(key.Type, named) is { Keys.Length: > 0 } inner) Write(page, path, inner, known, named);
        }
    }

    private static string Table(MappingType mapping)
    {
        var table = new StringBuilder("| key | takes | default | meaning |\n| --- | --- | --- | --- |\n");
        foreach (var key in mapping.Keys)
        {
            var standard = key.IsRequired ? "*required*" : key.Default is { } value ? $"`{value}`" : "";
            table.Append($"| `{key.Name}` | {SchemaText.Short(key.Type)} | {standard} | {Meaning(key)} |\n");
        }
        return table.ToString();
    }

    private static string Meaning(SchemaKey key)
    {
        var text = new StringBuilder(Cell(key.Description));
        if (SchemaText.Note(key.Availability) is { } note) text.Append($" *{note}*");
        if (SchemaPlace.Shaped<ScalarType>(key.Type) is not { Kind: not ScalarKind.Flag } scalar) return text.ToString();
        foreach (var value in scalar.Values.Concat(scalar.Extensions))
        {
            text.Append($"<br>`{value.Name}`");
            if (value.Description.Length > 0) text.Append($" {Cell(value.Description)}");
            if (value.Availability != Availability.Available) text.Append(" *Not available yet.*");
        }
        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|").Replace("\n", " ");

    /// <summary>The keys below a key, through lists and kinds; a named type is written apart.</summary>
    private static MappingType? Inner(SchemaType type, Dictionary<string, SchemaType> named)
    {
        switch (type)
        {
            case NamedType alias:
                named.TryAdd(alias.Name, alias.Type);
                return null;
            case MappingType mapping: return mapping;
            case KindType kind: return kind.Kinds;
            case ListType list: return Inner(list.Item, named);
            case EitherType either:
                foreach (var alternative in either.Alternatives)
                {
                    if (Inner(alternative, named) is { Keys.Length: > 0 } inner) return inner;
                }
                return null;
            default: return null;
        }
    }
}
