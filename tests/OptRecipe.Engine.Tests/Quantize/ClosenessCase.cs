using System.Text.Json;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;
using OptRecipe.Testing;

namespace OptRecipe.Engine.Tests.Quantize;

/// <summary>How far a quantized model's outputs are from the float model's, both run by native TensorFlow Lite 2.9 on the same samples.</summary>
/// <param name="HasForcedScales">The runtime made an operator take one scale where the reference's file has one per channel.</param>
/// <param name="Reference">The squared error of a reference's file on these samples and whose it is; null where there is none.</param>
/// <param name="PerTensorReference">The same for a reference's file with one scale for every weight.</param>
internal sealed record Closeness(string Model, QuantizeScheme Scheme, long FloatBytes, long Bytes, double Cosine, double SquaredError, bool HasForcedScales,
    (double Error, string Name)? Reference, double? PerTensorReference)
{
    /// <summary>The cosine that float16 has to reach: 0.9999, except where the published model holds int8 activations already (yamnet). There the least change flips steps of 8 bits,
    /// and the bound is what rounding the input alone to float16 does to the unchanged model.</summary>
    public double Float16Bound { get; init; } = 0.9999;

    /// <summary>The rule of the tests. A file with forced scales cannot be as close as one with a scale per channel, which this runtime does not read (it takes the
    /// first scale for all: cosine 0.3–0.97); it has to keep up with a reference's file with one scale, or to a cosine of 0.98.</summary>
    public bool IsClose => Scheme == QuantizeScheme.Float16 ? Cosine >= Float16Bound
        : Reference is { } reference && SquaredError <= 1.1 * reference.Error
        || (Reference is null || HasForcedScales) && Cosine >= 0.98 && !(SquaredError > 1.1 * PerTensorReference);

    public override string ToString()
    {
        var reference = Reference is { } known ? $"{known.Error:G3} ({known.Name})" : "–";
        var ratio = Reference is { Error: > 0 } ? $"{SquaredError / Reference.Value.Error:F2}" : "–";
        return $"| {Model} | {Scheme.ToString().ToLowerInvariant()}{(HasForcedScales ? ", one scale" : "")} | {FloatBytes:N0} → {Bytes:N0} | {Cosine:F6} | {SquaredError:G3} | {reference} | {ratio} | {(PerTensorReference is { } one ? $"{one:G3}" : "–")} |";
    }
}

/// <summary>A model with samples to run it on.</summary>
/// <param name="Samples">Each: the bytes of every input.</param>
internal sealed record ClosenessCase(string Name, string File, byte[][][] Samples)
{
    public (double Error, string Name)? DynamicReference { get; init; }
    public double? PerTensorReference { get; init; }

    public static readonly RuntimeVersion Native = new(2, 9, 0);

    public Closeness Measure(QuantizeScheme scheme)
    {
        var file = System.IO.File.ReadAllBytes(File);
        var pass = new QuantizePass(new(scheme) { OldestRuntime = Native });
        var hasForcedScales = pass.Plan(TestModels.Read(File)).Operators.Any(decision => decision.Reason.StartsWith("has one scale", StringComparison.Ordinal));
        var quantized = TestModels.Write(TestModels.Apply(pass, TestModels.Read(File)));
        var (expected, actual) = (Outputs(file), Outputs(quantized));
        Assert.Equal(expected.Length, actual.Length);
        var isDynamic = scheme == QuantizeScheme.Dynamic;
        return new(Name, scheme, file.Length, quantized.Length, Cosine(expected, actual), SquaredError(expected, actual), hasForcedScales,
            isDynamic ? DynamicReference : null, isDynamic ? PerTensorReference : null)
        {
            Float16Bound = HasIntegerActivations ? Cosine(expected, (this with { Samples = [.. Samples.Select(sample => sample.Select(RoundToHalf).ToArray())] }).Outputs(file)) : 0.9999,
        };
    }

    private bool HasIntegerActivations => TestModels.Read(File) is var model && model.Subgraphs[0].Tensors.Any(tensor => tensor.Type == TensorType.Int8 && !model.IsConstant(tensor));

    private static byte[] RoundToHalf(byte[] floats) =>
        [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(floats.AsSpan()).ToArray().SelectMany(value => BitConverter.GetBytes((float)(Half)value))];

    private static double Cosine(float[] expected, float[] actual)
    {
        double dot = 0, left = 0, right = 0;
        for (var index = 0; index < expected.Length; index++)
        {
            var (a, b) = ((double)expected[index], (double)actual[index]);
            (dot, left, right) = (dot + a * b, left + a * a, right + b * b);
        }
        return dot / Math.Sqrt(left * right);
    }

    private float[] Outputs(byte[] file)
    {
        using var runtime = NativeTensorFlowLite.Load(file);
        var outputs = new List<float>();
        foreach (var sample in Samples)
        {
            foreach (var (input, bytes) in sample.Index()) runtime.SetInput<byte>(input, bytes);
            runtime.ResetVariables();
            runtime.Invoke();
            for (var output = 0; output < runtime.Outputs.Length; output++) outputs.AddRange(runtime.Output<float>(output));
        }
        return [.. outputs];
    }

    /// <summary>A seed task or another model with a folder of golden/converter: its samples, and its error there against the float outputs.</summary>
    public static ClosenessCase OfConverter(string name, string file, string folder)
    {
        var arrays = NumPyFile.ReadArchive(Path.Combine(folder, "outputs.npz"));
        var samples = Split(file, arrays["in"].ToSingles());
        var reference = arrays.TryGetValue("dynamic.0", out var quantized) ? SquaredError(arrays["float.0"].ToSingles(), quantized.ToSingles()) : (double?)null;
        return new(name, file, samples) { DynamicReference = reference is { } error ? (error, "converter") : null };
    }

    /// <summary>A model of golden/aeq: its samples as the README there says, and the error of its dynamic-range file.</summary>
    public static ClosenessCase OfQuantizer(string name, string file, string folder)
    {
        using var results = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(folder, "results.json")).Replace(": NaN", ": null", StringComparison.Ordinal));
        var arrays = NumPyFile.ReadArchive(Path.Combine(folder, "inputs.npz"));
        var kind = results.RootElement.GetProperty("model").GetProperty("data").GetString();
        var values = arrays.TryGetValue("input", out var input) ? input.ToSingles()
            : arrays.TryGetValue("calibration", out var floats) ? floats.ToSingles()
            : [.. arrays["calibration_uint8"].ToSingles().Select(value => kind switch { "unit" => value / 255, "byte" => value, _ => value / 127.5f - 1 })];
        var recipes = results.RootElement.GetProperty("recipes");
        var samples = Split(file, values);
        var kept = arrays.TryGetValue("output", out var output) ? Math.Min(samples.Length, output.Shape[0]) : samples.Length;
        return new(name, file, samples[..kept])
        {
            DynamicReference = Error("dynamic_legacy_wi8_afp32") is { } error ? (error, "ai-edge-quantizer") : null,
            PerTensorReference = Error("dynamic_wi8_tensorwise"),
        };

        // Without a delegate, by the optimized kernels, as the runtime here does it.
        double? Error(string recipe) =>
            recipes.TryGetProperty(recipe, out var entry) && entry.TryGetProperty("mse_builtin", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : null;
    }

    /// <summary>A published model with the samples of golden/converter/files and no reference.</summary>
    public static ClosenessCase OfFiles(string name, string file, string folder) =>
        new(name, file, Split(file, NumPyFile.ReadArchive(Path.Combine(folder, "outputs.npz"))["in0"].ToSingles()));

    /// <summary>Any other model: seeded noise that suits its inputs' types.</summary>
    public static ClosenessCase OfNoise(string name, string file, int count = 4)
    {
        using var runtime = NativeTensorFlowLite.Load(System.IO.File.ReadAllBytes(file));
        var random = new Random(11);
        return new(name, file, [.. Enumerable.Range(0, count).Select(_ => runtime.Inputs.Select(input => Noise(input, random)).ToArray())]);
    }

    private static byte[] Noise(NativeTensor input, Random random)
    {
        var bytes = new byte[input.ByteCount];
        if (input.Type == TensorType.Float32)
            for (var index = 0; index < bytes.Length; index += 4) BitConverter.TryWriteBytes(bytes.AsSpan(index), 2 * random.NextSingle() - 1);
        else if (input.Type == TensorType.Int32)
            for (var index = 0; index < bytes.Length; index += 4) BitConverter.TryWriteBytes(bytes.AsSpan(index), random.Next(1000));
        else random.NextBytes(bytes);
        return bytes;
    }

    private static byte[][][] Split(string file, float[] values)
    {
        using var runtime = NativeTensorFlowLite.Load(System.IO.File.ReadAllBytes(file));
        var size = runtime.Inputs[0].ByteCount / 4;
        return [.. values.Chunk(size).Where(chunk => chunk.Length == size).Select(chunk => new[] { System.Runtime.InteropServices.MemoryMarshal.AsBytes(chunk.AsSpan()).ToArray() })];
    }

    private static double SquaredError(float[] left, float[] right) => left.Zip(right, (a, b) => ((double)a - b) * ((double)a - b)).Average();
}
