using System.Text.Json;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Testing.Quantization;

/// <summary>A float model and one form that the converter makes of it (golden/converter).</summary>
/// <param name="Name">The folder below golden/converter.</param>
/// <param name="Form">The form as the README there names it: <c>int8_io</c>.</param>
public sealed record ConverterCase(string Name, string Form, string FloatFile, string Folder)
{
    private static readonly string[] Forms = ["dynamic", "float16", "int8", "int8_fallback", "int8_strict", "int8_io", "uint8_io", "int8_per_tensor", "int16x8", "int16x8_io"];

    /// <summary>Whether the flatbuffer quantizer wrote every form of the folder.</summary>
    public bool IsOfFlatbufferQuantizer => Name.StartsWith("files/", StringComparison.Ordinal);

    /// <summary>What the converter wrote; null where it refused, or no runtime runs the file.</summary>
    public string? GoldenFile => ((string[])[Form, Result("same_file_as") ?? Form]).Select(form => Path.Combine(Folder, $"{form}.tflite")).FirstOrDefault(File.Exists);

    public bool NeedsRanges => Form is not ("dynamic" or "float16");

    /// <summary>Every form of every folder, those that the converter refuses included.</summary>
    /// <param name="shared">The shared folder.</param>
    public static IEnumerable<ConverterCase> All(string shared)
    {
        var golden = Path.Combine(shared, "golden", "converter");
        foreach (var folder in Directory.GetDirectories(golden).Concat(Directory.GetDirectories(Path.Combine(golden, "h5"))).Concat(Directory.GetDirectories(Path.Combine(golden, "files"))).Order(StringComparer.Ordinal))
        {
            if (!File.Exists(Path.Combine(folder, "result.json"))) continue;
            var name = Path.GetRelativePath(golden, folder).Replace('\\', '/');
            var file = name.Split('/') switch
            {
                ["h5", _] => Path.Combine(folder, "float.tflite"),
                ["files", var stem] => Directory.GetFiles(Path.Combine(shared, "models"), $"{stem}.tflite", SearchOption.AllDirectories)[0],
                _ => Path.Combine(shared, "seed", name, $"{name}.tflite"),
            };
            using var results = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "result.json")));
            foreach (var form in Forms)
                if (results.RootElement.TryGetProperty(form, out _)) yield return new(name, form, file, folder);
        }
    }

    /// <summary>The converter's words where it refused, or the runtime's about the file that it wrote; null where all went well.</summary>
    public string? Refusal() => Result("refused") ?? Result("not_run");

    private string? Result(string key)
    {
        if (!File.Exists(Path.Combine(Folder, "result.json"))) return null;
        using var results = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "result.json")));
        return results.RootElement.GetProperty(Form).TryGetProperty(key, out var value) ? value.GetString() : null;
    }

    /// <summary>What the form is in our words.</summary>
    public QuantizeOptions Options()
    {
        var scheme = Form switch { "dynamic" => QuantizeScheme.Dynamic, "float16" => QuantizeScheme.Float16, _ when Form.StartsWith("int16x8", StringComparison.Ordinal) => QuantizeScheme.Int16X8, _ => QuantizeScheme.Int8 };
        var end = Form switch { "int8_io" => TensorType.Int8, "uint8_io" => TensorType.UInt8, "int16x8_io" => TensorType.Int16, _ => TensorType.Float32 };
        return new(scheme)
        {
            InputType = end,
            OutputType = end,
            Numerics = IsOfFlatbufferQuantizer ? QuantizeNumerics.ConverterFlatbuffer : QuantizeNumerics.Converter,
            Weights = new() { Granularity = Form == "int8_per_tensor" ? WeightGranularity.Tensor : WeightGranularity.Channel },
            Unsupported = Form == "int8_fallback" ? UnsupportedOperators.KeepFloat : GoldenFile is null && Form != "int8_strict" ? UnsupportedOperators.NextScheme : UnsupportedOperators.Refuse,
        };
    }

    /// <summary>The stored samples, each the values of the model's only input.</summary>
    public IEnumerable<float[]> Samples()
    {
        var arrays = NumPyFile.ReadArchive(Path.Combine(Folder, "outputs.npz"));
        var array = arrays.TryGetValue("in", out var samples) ? samples : arrays["in0"];
        return array.ToSingles().Chunk(array.Count / array.Shape[0]);
    }

    /// <summary>What the converter calibrated with.</summary>
    public IEnumerable<float[]> CalibrationSamples()
    {
        var file = new[] { Folder, Path.GetDirectoryName(FloatFile) ?? "" }.Select(folder => Path.Combine(folder, "calibration.npz")).FirstOrDefault(File.Exists);
        if (file is null) return Samples();
        var array = NumPyFile.ReadArchive(file)["x"];
        var values = array.ToSingles();
        // The tasks' uint8 images: the models take x / 127.5 - 1.
        if (array.Type.ElementBytes == 1)
            for (var index = 0; index < values.Length; index++) values[index] = values[index] / 127.5f - 1;
        return values.Chunk(array.Count / array.Shape[0]);
    }

    public Model ReadFloat() => Read(FloatFile);

    /// <summary>The ranges that the converter's own calibrator recorded; null where it could not.</summary>
    public TensorRanges? Ranges()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "calibrated.json")));
        if (json.RootElement.ValueKind != JsonValueKind.Array) return null;
        return new(json.RootElement.EnumerateArray().ToDictionary(
            entry => (entry.GetProperty("subgraph").GetInt32(), entry.GetProperty("tensor").GetInt32()),
            entry => new TensorRange(entry.GetProperty("min").GetSingle(), entry.GetProperty("max").GetSingle())));
    }

    public static Model Read(string path) => ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(path)));
}
