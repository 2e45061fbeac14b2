using System.Text.Json;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Rewriting;
using OptRecipe.Targets;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Calibration;

/// <summary>Known ranges from JSON: a list of <c>{subgraph, tensor, name, min, max}</c>, where the index decides and the name has to agree; a mapping name → [min, max]; or a mapping
/// of such mappings, of which a key chooses one.</summary>
public static class RangesFile
{
    public const long MostBytes = 64 << 20;

    /// <exception cref="RangesException">The text is no such JSON, or names what the model has not.</exception>
    public static TensorRanges Read(ReadOnlyMemory<byte> json, string? key, Model model)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Array when key is null => OfList(document.RootElement, model),
                JsonValueKind.Array => throw new RangesException($"it is a list, which has no entry `{key}`; leave out `key`"),
                JsonValueKind.Object => OfMapping(Entry(document.RootElement, key), model),
                _ => throw new RangesException("it is neither a list of ranges nor a mapping from names to [min, max]"),
            };
        }
        catch (JsonException error)
        {
            throw new RangesException($"it is not JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}; write it with `optrecipe calibrate`");
        }
        // How the reader of JSON says that bytes between quotes are no characters.
        catch (InvalidOperationException)
        {
            throw new RangesException("a name in it is no UTF-8 text; write it with `optrecipe calibrate`");
        }
    }

    private static JsonElement Entry(JsonElement root, string? key)
    {
        var entries = root.EnumerateObject().Where(pair => pair.Value.ValueKind == JsonValueKind.Object).ToArray();
        if (key is null)
            return entries.Length switch
            {
                0 => root,
                1 => entries[0].Value,
                _ => throw new RangesException($"it holds {entries.Length} entries; choose one with `key`: {Listed(entries)}"),
            };
        foreach (var entry in entries)
            if (entry.NameEquals(key)) return entry.Value;
        var nearest = Spelling.Nearest(key, entries.Select(entry => entry.Name));
        throw new RangesException(entries.Length == 0 ? $"it holds ranges and no entries; leave out `key: {key}`"
            : $"it holds no entry `{key}`; {(nearest is null ? $"it has {Listed(entries)}" : $"did you mean `{nearest}`?")}");

        static string Listed(JsonProperty[] entries) => string.Join(", ", entries.Take(5).Select(entry => $"`{entry.Name}`")) + (entries.Length > 5 ? " …" : "");
    }

    private static TensorRanges OfList(JsonElement list, Model model)
    {
        var ranges = new Dictionary<(int, int), TensorRange>();
        foreach (var (index, row) in list.EnumerateArray().Index())
        {
            if (row.ValueKind != JsonValueKind.Object) throw new RangesException($"entry {index} is no {{subgraph, tensor, name, min, max}}");
            var (subgraph, tensor) = (Integer(row, "subgraph", index, 0), Integer(row, "tensor", index, null));
            if (subgraph < 0 || subgraph >= model.Subgraphs.Length) throw new RangesException($"entry {index} names subgraph {subgraph}; the model has {model.Subgraphs.Length}");
            var tensors = model.Subgraphs[subgraph].Tensors;
            if (LstmIntermediates.NameOf(model, model.Subgraphs[subgraph], tensor) is not { } known) throw new RangesException($"entry {index} names tensor {tensor}; {(subgraph == 0 ? "the model" : $"subgraph {subgraph}")} has {tensors.Length}");
            if (row.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() is var text && text != known)
                throw new RangesException($"entry {index} calls tensor {tensor} `{text}`; in the model it is `{known}`: the ranges are another model's");
            Add(ranges, model, (subgraph, tensor), Range(Number(row, "min", index), Number(row, "max", index), $"entry {index}"), $"entry {index}");
        }
        return new(ranges);
    }

    private static TensorRanges OfMapping(JsonElement mapping, Model model)
    {
        var places = new Dictionary<string, (int, int)>(StringComparer.Ordinal);
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
            foreach (var (index, tensor) in model.Subgraphs[subgraph].Tensors.Index()) places.TryAdd(tensor.Name ?? "", (subgraph, index));
        var ranges = new Dictionary<(int, int), TensorRange>();
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
            foreach (var (index, @operator) in model.Subgraphs[subgraph].Operators.Index())
                foreach (var tensor in LstmIntermediates.Of(model, model.Subgraphs[subgraph], @operator).Select(intermediate => LstmIntermediates.TensorOf(model.Subgraphs[subgraph], index, intermediate)))
                    places.TryAdd(LstmIntermediates.NameOf(model, model.Subgraphs[subgraph], tensor) ?? "", (subgraph, tensor));
        foreach (var pair in mapping.EnumerateObject())
        {
            if (pair.Value is not { ValueKind: JsonValueKind.Array } bounds || bounds.GetArrayLength() != 2) throw new RangesException($"the range of `{pair.Name}` is no [min, max]");
            if (!places.TryGetValue(pair.Name, out var place))
                throw new RangesException($"it names the tensor `{pair.Name}`, which the model has not{(Spelling.Nearest(pair.Name, places.Keys.Take(2000)) is { } nearest ? $"; did you mean `{nearest}`?" : "")}");
            Add(ranges, model, place, Range(Single(bounds[0]), Single(bounds[1]), $"`{pair.Name}`"), $"`{pair.Name}`");
        }
        return new(ranges);
    }

    /// <summary>Integers and constants have no range to be found; tools list them all the same.</summary>
    private static void Add(Dictionary<(int, int), TensorRange> ranges, Model model, (int Subgraph, int Tensor) place, TensorRange range, string what)
    {
        var tensors = model.Subgraphs[place.Subgraph].Tensors;
        if (place.Tensor < tensors.Length && (tensors[place.Tensor].Type != TensorType.Float32 || model.IsConstant(tensors[place.Tensor]))) return;
        if (!ranges.TryAdd(place, range) && ranges[place] != range) throw new RangesException($"{what} gives tensor {place.Tensor} `{LstmIntermediates.NameOf(model, model.Subgraphs[place.Subgraph], place.Tensor)}` a second range");
    }

    private static TensorRange Range(float? minimum, float? maximum, string what)
    {
        if (minimum is not { } low || maximum is not { } high || !float.IsFinite(low) || !float.IsFinite(high)) throw new RangesException($"the range of {what} is not two finite numbers");
        return low <= high ? new(low, high) : throw new RangesException($"the range of {what} has its minimum {low} above its maximum {high}");
    }

    private static int Integer(JsonElement row, string name, int index, int? otherwise)
    {
        if (!row.TryGetProperty(name, out var value) && otherwise is { } known) return known;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw new RangesException($"entry {index} has no whole number `{name}`");
    }

    private static float? Number(JsonElement row, string name, int index) => row.TryGetProperty(name, out var value) ? Single(value) : throw new RangesException($"entry {index} has no `{name}`");

    private static float? Single(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number) ? number : null;
}
