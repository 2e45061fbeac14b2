using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Invoking;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Testing.Conformance;

/// <summary>Runs a case through our interpreter and compares every output of every step.</summary>
public static class KernelCaseRunner
{
    public static CaseResult Run(KernelCase @case, InterpreterOptions options) =>
        KnownFaults.Excuse(CaseGuard.Run(@case, () => Compare(@case, options)), options.Runtime);

    private static string? Compare(KernelCase @case, InterpreterOptions options)
    {
        var arrays = NumPyFile.ReadArchive(@case.ArraysPath);
        var model = ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(@case.ModelPath)));
        using var interpreter = new Interpreter(model, options);
        for (var step = 0; step < @case.Steps; step++)
        {
            var prefix = step == 0 ? "" : $"s{step}_";
            SetInputs(interpreter, arrays, prefix, isFirst: step == 0);
            interpreter.Invoke();
            var outputs = interpreter.GetOutputDetails();
            for (var index = 0; index < outputs.Length; index++)
            {
                if (Expected(@case, arrays, prefix, index) is not { } expected) return $"no result is stored for output {index}";
                if (Difference(TensorArrays.Of(interpreter.Tensor(outputs[index].Index)), expected, @case) is { } difference) return $"{prefix}output {index}: {difference}";
            }
        }
        return null;
    }

    public static void SetInputs(Interpreter interpreter, Dictionary<string, NumPyArray> arrays, string prefix, bool isFirst)
    {
        var inputs = interpreter.GetInputDetails();
        for (var index = 0; index < inputs.Length; index++)
        {
            var shape = arrays[$"{prefix}in{index}"].Shape;
            if (!shape.AsSpan().SequenceEqual(inputs[index].Shape)) interpreter.ResizeInputTensor(inputs[index].Index, shape);
        }
        if (isFirst) interpreter.AllocateTensors();
        for (var index = 0; index < inputs.Length; index++)
        {
            var array = arrays[$"{prefix}in{index}"];
            interpreter.SetTensor<byte>(inputs[index].Index, TensorArrays.ToBytes(array, inputs[index].Type));
        }
    }

    /// <summary>The judged result; where a mode stored none it is equal to the one before it.</summary>
    private static NumPyArray? Expected(KernelCase @case, Dictionary<string, NumPyArray> arrays, string prefix, int output)
    {
        string[] names = @case.Judge switch { "xnn" => ["xnn", "ref", "opt"], "opt" => ["opt", "ref"], _ => ["ref", "opt"] };
        return names.Select(name => arrays.GetValueOrDefault($"{prefix}{name}{output}")).FirstOrDefault(array => array is not null);
    }

    private static string? Difference(NumPyArray found, NumPyArray expected, KernelCase @case) =>
        ArrayComparison.Difference(found, expected, @case.IsExact, @case.RelativeTolerance, @case.AbsoluteTolerance);
}
