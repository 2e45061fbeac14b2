using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Invoking;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Testing.Conformance;

/// <summary>Runs a case of golden/tflm through our interpreter playing TensorFlow Lite for Microcontrollers: integers have to be equal bit for bit, floats within a few
/// roundings of float32, because the order of sums is not laid down.</summary>
public static class MicroCaseRunner
{
    private const double FloatRelative = 1e-5, FloatAbsolute = 1e-6;
    /// <summary>Of large outputs only every 97th value is stored.</summary>
    private const int SparseStep = 97;

    public static CaseResult Run(KernelCase @case, InterpreterOptions options) =>
        KnownFaults.Excuse(CaseGuard.Run(@case, () => Compare(@case, options with { Runtime = PlayedRuntime.TFLiteMicro })), PlayedRuntime.TFLiteMicro);

    private static string? Compare(KernelCase @case, InterpreterOptions options)
    {
        var arrays = NumPyFile.ReadArchive(@case.ArraysPath);
        var model = ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(@case.ModelPath)));
        // The first axis of every array is the sample; where less is stored than was given, the outputs are fewer.
        var outputs = ModelInvoker.Invoke(new(model, options, false, false), inputs => [.. inputs.Select((_, position) => arrays[$"in{position}"])], default);
        for (var position = 0; position < outputs.Count; position++)
        {
            var (found, isSparse) = (outputs[position], arrays.ContainsKey($"out{position}_every{SparseStep}"));
            var expected = arrays[isSparse ? $"out{position}_every{SparseStep}" : $"out{position}"];
            if (isSparse) found = Sparse(found);
            var (relative, absolute) = @case.Operator == "NET" ? (ArrayComparison.NetworkTolerance, ArrayComparison.NetworkTolerance) : (FloatRelative, FloatAbsolute);
            if (ArrayComparison.Difference(found, expected, expected.Type.Letter != 'f', relative, absolute) is { } difference) return $"output {position}: {difference}";
        }
        return null;
    }

    private static NumPyArray Sparse(NumPyArray array)
    {
        var size = array.Type.ElementBytes;
        var count = (array.Count + SparseStep - 1) / SparseStep;
        var bytes = new byte[count * size];
        for (var index = 0; index < count; index++) array.Bytes.AsSpan(index * SparseStep * size, size).CopyTo(bytes.AsSpan(index * size));
        return new(array.Type, [count], bytes);
    }
}
