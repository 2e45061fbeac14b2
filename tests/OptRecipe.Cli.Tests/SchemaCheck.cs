using System.Text.Json;

namespace OptRecipe.Cli.Tests;

/// <summary>The part of JSON Schema that <c>schemas/cli</c> uses: type, properties, required, additionalProperties, items, enum, anyOf, minimum, maximum, pattern.</summary>
internal static class SchemaCheck
{
    public static void Check(JsonElement value, JsonElement schema, string path)
    {
        foreach (var problem in Problems(value, schema, path)) Assert.Fail(problem);
    }

    private static IEnumerable<string> Problems(JsonElement value, JsonElement schema, string path)
    {
        if (schema.TryGetProperty("anyOf", out var anyOf) && !anyOf.EnumerateArray().Any(one => !Problems(value, one, path).Any())) yield return $"{path}: {value} fits none of anyOf";
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value))) yield return $"{path}: {value} is not in the enum";
        if (schema.TryGetProperty("type", out var type) && !IsOf(value, type.GetString())) yield return $"{path}: {value.ValueKind} is no {type}";
        if (schema.TryGetProperty("minimum", out var minimum) && value.GetDouble() < minimum.GetDouble()) yield return $"{path}: {value} is below {minimum}";
        if (schema.TryGetProperty("maximum", out var maximum) && value.GetDouble() > maximum.GetDouble()) yield return $"{path}: {value} is above {maximum}";
        if (schema.TryGetProperty("pattern", out var pattern) && !System.Text.RegularExpressions.Regex.IsMatch(value.GetString()!, pattern.GetString()!)) yield return $"{path}: {value} does not match {pattern}";
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            foreach (var problem in value.EnumerateArray().SelectMany((item, index) => Problems(item, items, $"{path}[{index}]"))) yield return problem;
        if (value.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties)) yield break;
        foreach (var name in schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _))) yield return $"{path}: {name} is missing";
        foreach (var member in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(member.Name, out var of)) yield return $"{path}: {member.Name} is not in the schema";
            else foreach (var problem in Problems(member.Value, of, $"{path}.{member.Name}")) yield return problem;
        }
    }

    private static bool IsOf(JsonElement value, string? type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };
}
