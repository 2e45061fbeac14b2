using System.Text.Json;

namespace OptRecipe.Testing.Conformance;

/// <summary>What native TensorFlow Lite 2.9 says to the models of the corpus: <c>tflite_2.9.json</c>.</summary>
public sealed class NativeVerdicts
{
    private readonly Dictionary<string, string> _verdicts = new(StringComparer.Ordinal);

    public NativeVerdicts(string folder)
    {
        var path = Path.Combine(folder, "tflite_2.9.json");
        if (!File.Exists(path)) return;
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var row in document.RootElement.EnumerateObject()) _verdicts[row.Name] = row.Value.ToString();
    }

    /// <summary>Whether the library runs the model; those that end the process and those it refuses are left out. Without a list every model counts as one that runs.</summary>
    public bool Runs(KernelCase @case) =>
        _verdicts.Count == 0 || _verdicts.TryGetValue(@case.File, out var verdict) && !verdict.StartsWith("refused", StringComparison.Ordinal) && !verdict.StartsWith("abort", StringComparison.Ordinal);
}
