using System.Text.Encodings.Web;
using System.Text.Json;
using OptRecipe.Engine.Calibration;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Calibration;

/// <summary>Ranges as a list of <c>{subgraph, tensor, name, min, max}</c>, the form of the converter's and the one that <see cref="RangesFile"/> reads back to the last bit.</summary>
public static class RangesWriter
{
    public static void Write(Stream stream, TensorRanges ranges, Model model)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartArray();
        foreach (var (subgraph, tensor, range) in ranges.All)
        {
            json.WriteStartObject();
            json.WriteNumber("subgraph", subgraph);
            json.WriteNumber("tensor", tensor);
            json.WriteString("name", LstmIntermediates.NameOf(model, model.Subgraphs[subgraph], tensor) ?? "");
            json.WriteNumber("min", range.Minimum);
            json.WriteNumber("max", range.Maximum);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.Flush();
        stream.Write("\n"u8);
    }
}
