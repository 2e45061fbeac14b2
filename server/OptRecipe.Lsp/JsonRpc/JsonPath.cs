using System.Globalization;
using System.Text.Json;

namespace OptRecipe.Lsp.JsonRpc;

/// <summary>Names a place in a JSON text; used for error messages only, so reading costs nothing for it.</summary>
internal static class JsonPath
{
    /// <summary>The path of the value whose first byte stands at <paramref name="offset"/>: <c>contentChanges[2].range.start</c>.</summary>
    public static string At(ReadOnlySpan<byte> json, long offset)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonInput.MaxDepth });
        var names = new Stack<string>();
        var indices = new Stack<int>();
        var pending = "";
        while (reader.Read() && reader.TokenStartIndex < offset)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    pending = JsonText.Read(ref reader);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    names.Push(Join(names.TryPeek(out var parent) ? parent : "", Step(indices, pending)));
                    indices.Push(reader.TokenType == JsonTokenType.StartArray ? 0 : -1);
                    pending = "";
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    names.Pop();
                    indices.Pop();
                    break;
                default:
                    Step(indices, pending);
                    break;
            }
        }
        var container = names.TryPeek(out var path) ? path : "";
        return reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray ? container : Join(container, Step(indices, pending));
    }

    public static string Join(string path, string step) => path.Length == 0 || step.Length == 0 || step[0] == '[' ? path + step : $"{path}.{step}";

    private static string Step(Stack<int> indices, string pending)
    {
        if (!indices.TryPeek(out var index) || index < 0) return pending;
        indices.Push(indices.Pop() + 1);
        return string.Create(CultureInfo.InvariantCulture, $"[{index}]");
    }
}
