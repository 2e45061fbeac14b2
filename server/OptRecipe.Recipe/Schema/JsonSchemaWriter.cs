using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OptRecipe.Recipe.Schema;

/// <summary>Writes the table of keys as JSON Schema (draft 2020-12), for editors and tools that know no more than that.</summary>
public static class JsonSchemaWriter
{
    /// <summary>The whole schema, indented, with a line break at its end; the same on every machine.</summary>
    public static string Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "OptRecipe recipe");
            Mapping(json, RecipeSchema.Root, isRoot: true);
            Definitions(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Type(Utf8JsonWriter json, SchemaType type)
    {
        switch (type)
        {
            case ScalarType scalar: Scalar(json, scalar); break;
            case MappingType mapping: Mapping(json, mapping, isRoot: false); break;
            case ListType { IsOneEnough: true } list: AnyOf(json, [list.Item, list with { IsOneEnough = false }]); break;
            case ListType list:
                json.WriteString("type", "array");
                json.WriteStartObject("items");
                Type(json, list.Item);
                json.WriteEndObject();
                break;
            case KindType kind: Kind(json, kind); break;
            case NamedType named: json.WriteString("$ref", $"#/$defs/{named.Name}"); break;
            case EitherType either: AnyOf(json, either.Alternatives); break;
            default: break;
        }
    }

    private static void Definitions(Utf8JsonWriter json)
    {
        json.WriteStartObject("$defs");
        json.WriteStartObject(SelectorSchema.Type.Name);
        Type(json, SelectorSchema.Type.Type);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void AnyOf(Utf8JsonWriter json, ImmutableArray<SchemaType> types)
    {
        json.WriteStartArray("anyOf");
        foreach (var type in types)
        {
            json.WriteStartObject();
            Type(json, type);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Mapping(Utf8JsonWriter json, MappingType type, bool isRoot)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var key in type.Keys)
        {
            json.WriteStartObject(key.Name);
            Key(json, key);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        if (type.Others is { } others)
        {
            json.WriteStartObject("additionalProperties");
            Type(json, others);
            json.WriteEndObject();
        }
        else
        {
            if (isRoot)
            {
                json.WriteStartObject("patternProperties");
                json.WriteBoolean($"^{RecipeSchema.OwnKeyPrefix}", true);
                json.WriteBoolean("^<<$", true);
                json.WriteEndObject();
            }
            json.WriteBoolean("additionalProperties", false);
        }
        Names(json, "required", type.Keys.Where(key => key.IsRequired).Select(key => key.Name));
    }

    private static void Key(Utf8JsonWriter json, SchemaKey key)
    {
        json.WriteString("description", key.Availability switch
        {
            Availability.Available => key.Description,
            _ => $"{key.Description} (Not available yet.)",
        });
        if (key.Default is not null) json.WriteString("default", key.Default);
        Type(json, key.Type);
    }

    private static void Kind(Utf8JsonWriter json, KindType kind)
    {
        json.WriteStartArray("anyOf");
        json.WriteStartObject();
        Names(json, "enum", kind.Kinds.Keys.Where(key => !key.NeedsValue).Select(key => key.Name), canBeEmpty: true);
        json.WriteEndObject();
        json.WriteStartObject();
        Mapping(json, kind.Kinds, isRoot: false);
        json.WriteNumber("minProperties", 1);
        json.WriteNumber("maxProperties", 1);
        json.WriteEndObject();
        if (kind.Noun == "target") OwnTargets(json);
        json.WriteEndArray();
    }

    /// <summary>Files of own targets: <c>./my-board.target.yaml</c>, alone or with options.</summary>
    private static void OwnTargets(Utf8JsonWriter json)
    {
        const string Pattern = @"\.target\.ya?ml$";
        json.WriteStartObject();
        json.WriteString("type", "string");
        json.WriteString("pattern", Pattern);
        json.WriteString("description", "A file with a target of your own (schemas/target.schema.json)");
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "object");
        json.WriteStartObject("patternProperties");
        json.WriteStartObject(Pattern);
        json.WriteString("type", "object");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteBoolean("additionalProperties", false);
        json.WriteEndObject();
    }

    private static void Scalar(Utf8JsonWriter json, ScalarType type)
    {
        switch (type.Kind)
        {
            case ScalarKind.Flag: json.WriteString("type", "boolean"); break;
            case ScalarKind.Integer when !type.Values.IsEmpty: Names(json, "type", ["integer", "boolean"]); break;
            case ScalarKind.Integer: json.WriteString("type", "integer"); break;
            case ScalarKind.Number: json.WriteString("type", "number"); break;
            case ScalarKind.OperatorNumbers: Names(json, "type", ["integer", "number", "string"]); break;
            case ScalarKind.Fraction: Names(json, "type", ["number", "string"]); break;
            case ScalarKind.Choice:
                json.WriteStartArray("enum");
                foreach (var value in type.Values)
                {
                    if (int.TryParse(value.Name, out var number)) json.WriteNumberValue(number);
                    else json.WriteStringValue(value.Name);
                    // A version without quotes is a number to whoever reads YAML by the schema.
                    if (value.Name.Contains('.', StringComparison.Ordinal) && decimal.TryParse(value.Name, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version)) json.WriteNumberValue(version);
                }
                json.WriteEndArray();
                break;
            case ScalarKind.Size: Pattern(json, "^[0-9][0-9_.]* ?(KiB|MiB|GiB|kB|MB|GB|B|bytes?)$"); break;
            case ScalarKind.Duration: Pattern(json, "^[0-9][0-9_.]* ?(ms|µs|us|s)$"); break;
            case ScalarKind.AccuracyDrop: Pattern(json, "^[0-9][0-9_.]* ?(points?|%)$"); break;
            case ScalarKind.Runtime: Pattern(json, "^(tflite|litert)-[0-9]+\\.[0-9]+(\\.[0-9]+)?$"); break;
            default: json.WriteString("type", "string"); break;
        }
        Names(json, "examples", type.Kind == ScalarKind.Path ? type.Values.Select(value => value.Name) : type.Examples);
    }

    private static void Pattern(Utf8JsonWriter json, string pattern)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", pattern);
    }

    private static void Names(Utf8JsonWriter json, string property, IEnumerable<string> names, bool canBeEmpty = false)
    {
        var all = names.ToArray();
        if (all.Length == 0 && !canBeEmpty) return;
        json.WriteStartArray(property);
        foreach (var name in all) json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
