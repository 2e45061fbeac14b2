using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Invoking;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Testing.Conformance;

/// <summary>Runs a case through native TensorFlow Lite 2.9 (no delegate) and through our interpreter playing it: integers have to be equal bit for bit, floats within the case's
/// tolerance, or 1e-5 where the corpus asks for equality, because 2.9 sums in another order.</summary>
public static class NativeCaseRunner
{
    public static CaseResult Run(KernelCase @case, InterpreterOptions options) =>
        KnownFaults.Excuse(CaseGuard.Run(@case, () => Compare(@case, options with { Runtime = PlayedRuntime.TFLite29 })), PlayedRuntime.TFLite29);

    private static string? Compare(KernelCase @case, InterpreterOptions options)
    {
        var (arrays, file) = (NumPyFile.ReadArchive(@case.ArraysPath), File.ReadAllBytes(@case.ModelPath));
        using var native = NativeTensorFlowLite.Load(file);
        using var ours = new Interpreter(ModelReader.Read(new MemoryByteSource(file)), options);
        for (var step = 0; step < @case.Steps; step++)
        {
            var prefix = step == 0 ? "" : $"s{step}_";
            for (var index = 0; index < native.Inputs.Length; index++)
            {
                var shape = arrays[$"{prefix}in{index}"].Shape;
                if (!shape.AsSpan().SequenceEqual(native.Inputs[index].Shape)) native.Resize(index, shape);
            }
            KernelCaseRunner.SetInputs(ours, arrays, prefix, isFirst: step == 0);
            for (var index = 0; index < native.Inputs.Length; index++)
            {
                var array = arrays[$"{prefix}in{index}"];
                native.SetInput<byte>(index, native.Inputs[index].Type is { } type ? TensorArrays.ToBytes(array, type) : array.Bytes);
            }
            native.Invoke();
            ours.Invoke();
            var outputs = ours.GetOutputDetails();
            for (var index = 0; index < outputs.Length; index++)
            {
                var found = ours.Tensor(outputs[index].Index);
                if (TensorArrays.Of(found.Type, found.Shape, native.Output<byte>(index)) is not { } expected) continue;
                var difference = ArrayComparison.Difference(TensorArrays.Of(found), expected, expected.Type.Letter is not ('f' or 'c'), Math.Max(@case.RelativeTolerance, 1e-5), Math.Max(@case.AbsoluteTolerance, 1e-6));
                if (difference is not null) return $"{prefix}output {index}: {difference}";
            }
        }
        return null;
    }
}
