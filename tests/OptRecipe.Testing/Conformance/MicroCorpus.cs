using System.Text.Json;
using System.Text.RegularExpressions;

namespace OptRecipe.Testing.Conformance;

/// <summary>The models of <c>golden/tflm</c> that TensorFlow Lite for Microcontrollers ran, with what it answered.</summary>
public static partial class MicroCorpus
{
    /// <summary>Whether a folder has this layout.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, "kernels.json")) && Directory.Exists(Path.Combine(folder, "edge"));

    public static IReadOnlyList<KernelCase> Read(string folder)
    {
        var cases = new List<KernelCase>();
        foreach (var part in new[] { "edge", "models", "seed" })
        {
            foreach (var list in Directory.EnumerateFiles(Path.Combine(folder, part), "*.json").Order(StringComparer.Ordinal))
            {
                // Python writes NaN and Infinity, which JSON has not.
                using var document = JsonDocument.Parse(NotJson().Replace(File.ReadAllText(list), ": null"));
                foreach (var row in document.RootElement.EnumerateArray())
                    if (row.GetProperty("status").GetString() == "ok" && row.TryGetProperty("data", out var data)) cases.Add(Read(folder, row, data.GetString()!));
            }
        }
        return cases;
    }

    private static KernelCase Read(string folder, JsonElement row, string data)
    {
        var file = row.GetProperty("file").GetString()!;
        // Published models are named from the shared folder, all others from here.
        var path = File.Exists(Path.Combine(folder, file)) ? file : Path.Combine("..", "..", file);
        var ops = row.TryGetProperty("ops", out var list) ? list.EnumerateArray().ToArray() : [];
        var types = ops.SelectMany(op => op.GetProperty("inputs").EnumerateArray()).Select(input => input.GetString() ?? "").FirstOrDefault(input => input.Length > 0) ?? "";
        return new(folder, path, ops.Length == 1 ? ops[0].GetProperty("op").GetString()! : "NET", ops.Length == 1 ? types.Split('[')[0].ToLowerInvariant() : "model", null, false, 0, 0, 1, null)
        {
            Arrays = Path.Combine(folder, data),
            Disputed = Disputed(row.GetProperty("tflite_ref")),
        };
    }

    /// <summary>What the list says about LiteRT's reference kernels: TFLM checks less than they do.</summary>
    private static string? Disputed(JsonElement reference)
    {
        if (reference.GetProperty("status").GetString() is var status && status != "ok")
            return $"LiteRT {(status == "refused" ? "refuses" : "crashes on")} the file, TFLM does not check it{(reference.TryGetProperty("message", out var message) ? $": {message.GetString()?.Split('\n')[0]}" : "")}";
        return reference.TryGetProperty("outputs", out var outputs) && outputs.EnumerateObject().Any(output => output.Value.TryGetProperty("shapes", out _))
            ? "the file's output shape or type contradicts its inputs: TFLM keeps the file's, TFLite computes its own" : null;
    }

    [GeneratedRegex(@": (NaN|-?Infinity)\b")]
    private static partial Regex NotJson();
}
