using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OptRecipe.Targets;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Recipe.Schema;

/// <summary>Writes the keys of target tables as JSON Schema (draft 2020-12), for editors that complete <c>*.target.yaml</c> files.</summary>
public static class TargetSchemaWriter
{
    /// <summary>The whole schema, indented, with a line break at its end; the same on every machine.</summary>
    public static string Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "OptRecipe target table");
            Keys(json, TableKeys.Top, Top);
            json.WriteStartObject("$defs");
            Definition(json, "rule", () => Keys(json, TableKeys.Rule, Rule));
            Definition(json, "row", () => Keys(json, TableKeys.Row, Row));
            Definition(json, "option", () => Keys(json, TableKeys.Option, (writer, key) => { if (key == "type") Words(writer, TableKeys.OptionTypes); }));
            Definition(json, "consequence", () => Keys(json, [.. TableKeys.Rule.Where(key => key.Key is "on_fail" or "stage" or "text" or "remedies"), ("known", "Custom operators that the target has")], Rule));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Top(Utf8JsonWriter json, string key)
    {
        switch (key)
        {
            case "extends": Words(json, [.. TargetCatalog.Targets.Select(target => target.Id).Order(StringComparer.Ordinal)]); break;
            case "arithmetic": Words(json, ["any", "integers"]); break;
            case "judged": Words(json, ["run", "source"]); break;
            case "available": json.WriteString("type", "boolean"); break;
            case "ops": MapOf(json, "row"); break;
            case "options": MapOf(json, "option"); break;
            case "every": ListOf(json, "rule"); break;
            case "rules_fail" or "types_fail" or "others" or "customs": json.WriteString("$ref", "#/$defs/consequence"); break;
            case "partitions": Keys(json, TableKeys.Partitions, Rule); break;
            case "sets" or "implied": json.WriteString("type", "object"); break;
            case "limits" or "sources": json.WriteString("type", "array"); break;
            case "remove": json.WriteStartArray("type"); json.WriteStringValue("array"); json.WriteStringValue("string"); json.WriteEndArray(); break;
            default: json.WriteString("type", "string"); break;
        }
    }

    private static void Row(Utf8JsonWriter json, string key)
    {
        if (key is "rules" or "not_accepted") ListOf(json, "rule");
        else if (key == "types_fail") json.WriteString("$ref", "#/$defs/consequence");
        else json.WriteString("type", key == "types" ? "array" : "object");
    }

    private static void Rule(Utf8JsonWriter json, string key)
    {
        if (key == "on_fail") Words(json, TableKeys.Consequences);
        else if (key == "stage") Words(json, TableKeys.Stages);
        else if (key == "choose") Words(json, ["largest", "first"]);
        else if (key is "when" or "check") json.WriteString("type", "object");
        else if (key is "id" or "text") json.WriteString("type", "string");
    }

    private static void Definition(Utf8JsonWriter json, string name, Action content)
    {
        json.WriteStartObject(name);
        content();
        json.WriteEndObject();
    }

    private static void Keys(Utf8JsonWriter json, ImmutableArray<(string Key, string Description)> keys, Action<Utf8JsonWriter, string> content)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var (key, description) in keys)
        {
            json.WriteStartObject(key);
            json.WriteString("description", description);
            content(json, key);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteBoolean("additionalProperties", false);
    }

    private static void MapOf(Utf8JsonWriter json, string definition)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("additionalProperties");
        json.WriteString("$ref", $"#/$defs/{definition}");
        json.WriteEndObject();
    }

    private static void ListOf(Utf8JsonWriter json, string definition)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        json.WriteString("$ref", $"#/$defs/{definition}");
        json.WriteEndObject();
    }

    private static void Words(Utf8JsonWriter json, ImmutableArray<string> words)
    {
        json.WriteStartArray("enum");
        foreach (var word in words) json.WriteStringValue(word);
        json.WriteEndArray();
    }
}
