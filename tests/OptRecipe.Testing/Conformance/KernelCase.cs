using System.Text.Json;

namespace OptRecipe.Testing.Conformance;

/// <summary>One model of a corpus of the layout of <c>golden/kernels</c>: a row of its <c>index.json</c>.</summary>
/// <param name="Folder">The folder of the index.</param>
/// <param name="Judge">Which stored result is right: <c>ref</c>, <c>opt</c> or <c>xnn</c>.</param>
public sealed record KernelCase(string Folder, string File, string Operator, string Form, string? Judge, bool IsExact, double RelativeTolerance, double AbsoluteTolerance, int Steps, string? Refused)
{
    public string ModelPath => Path.Combine(Folder, File);
    /// <summary>Where the arrays are when they do not lie beside the model.</summary>
    public string? Arrays { get; init; }
    /// <summary>Why another result is no fault, where the corpus itself says so.</summary>
    public string? Disputed { get; init; }
    public string ArraysPath => Arrays ?? Path.ChangeExtension(ModelPath, ".npz");

    public static IReadOnlyList<KernelCase> ReadIndex(string folder)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(folder, "index.json")));
        return [.. document.RootElement.EnumerateArray().Select(row => Read(folder, row))];
    }

    private static KernelCase Read(string folder, JsonElement row)
    {
        var (relative, absolute) = row.TryGetProperty("tolerance", out var tolerance) ? (tolerance.GetProperty("rtol").GetDouble(), tolerance.GetProperty("atol").GetDouble()) : (0, 0);
        return new(
            folder, Text(row, "file") ?? "", Text(row, "op") ?? "", Text(row, "form") ?? "", Text(row, "judge"), row.TryGetProperty("exact", out var exact) && exact.GetBoolean(),
            relative, absolute, row.TryGetProperty("steps", out var steps) ? steps.GetInt32() : 1, Text(row, "refused"));
    }

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
