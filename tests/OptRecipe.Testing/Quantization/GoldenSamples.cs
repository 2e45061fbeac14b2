using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Calibration;

namespace OptRecipe.Testing.Quantization;

/// <summary>JSON as Python writes it: NaN and Infinity stand bare.</summary>
public static partial class GoldenJson
{
    public static string Read(string path) => NotANumber().Replace(File.ReadAllText(path), ": null");

    [GeneratedRegex(": -?(NaN|Infinity)")]
    private static partial Regex NotANumber();
}

/// <summary>Calibration data of the golden folders as the float models take them.</summary>
public static class GoldenSamples
{
    /// <summary>The first samples of a seed task's <c>calibration.npz</c>.</summary>
    public static CalibrationSamples OfTask(string shared, string task, int count)
    {
        var x = NumPyFile.ReadArchive(Path.Combine(shared, "seed", task, "calibration.npz"))["x"];
        return Of(x.Type.ToString() == "u1" ? Symmetric(x) : x.ToSingles(), x.Shape[0], count);
    }

    /// <summary>What <c>golden/aeq/&lt;model&gt;/inputs.npz</c> says, by the rule in its README.</summary>
    public static CalibrationSamples OfAiEdge(string shared, string model)
    {
        var folder = Path.Combine(shared, "golden", "aeq", model);
        using var results = JsonDocument.Parse(GoldenJson.Read(Path.Combine(folder, "results.json")));
        var about = results.RootElement.GetProperty("model");
        var count = about.GetProperty("calibration_samples").GetInt32();
        if (about.GetProperty("data").GetString() == "seed") return OfTask(shared, model, count);
        var arrays = NumPyFile.ReadArchive(Path.Combine(folder, "inputs.npz"));
        if (arrays.TryGetValue("calibration", out var stored)) return Of(stored.ToSingles(), stored.Shape[0], count);
        var bytes = arrays["calibration_uint8"];
        return Of(about.GetProperty("data").GetString() switch
        {
            "unit" => Array.ConvertAll(bytes.ToSingles(), value => value / 255),
            "byte" => bytes.ToSingles(),
            _ => Symmetric(bytes),
        }, bytes.Shape[0], count);
    }

    public static CalibrationSamples Of(float[] values, int samples, int count)
    {
        var length = values.Length / samples;
        return new(Math.Min(count, samples), index => [MemoryMarshal.AsBytes(values.AsSpan(index * length, length)).ToArray()]);
    }

    private static float[] Symmetric(NumPyArray array) => Array.ConvertAll(array.ToSingles(), value => value / 127.5f - 1);
}
