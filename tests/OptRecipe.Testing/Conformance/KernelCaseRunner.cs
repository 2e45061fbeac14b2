using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Testing.Conformance;

/// <summary>Runs a case through our interpreter and compares every output of every step.</summary>
public static class KernelCaseRunner
{
    public static CaseResult Run(KernelCase @case, InterpreterOptions options)
    {
        try
        {
            var difference = Compare(@case, options);
            return new(@case, difference is null ? CaseOutcome.Passed : CaseOutcome.Failed, difference ?? "");
        }
        catch (InterpreterException error)
        {
            return new(@case, error.IsNotDone ? CaseOutcome.NotDone : CaseOutcome.Failed, $"{error.Stage}: {error.Message}");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new(@case, CaseOutcome.Failed, $"{error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}");
        }
    }

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
                if (Difference(interpreter.Tensor(outputs[index].Index), expected, @case) is { } difference) return $"{prefix}output {index}: {difference}";
            }
        }
        return null;
    }

    internal static void SetInputs(Interpreter interpreter, Dictionary<string, NumPyArray> arrays, string prefix, bool isFirst)
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
            interpreter.SetTensor<byte>(inputs[index].Index, inputs[index].Type == TensorType.String ? StringTensors.Serialize(array) : array.Bytes);
        }
    }

    /// <summary>The judged result; where a mode stored none it is equal to the one before it.</summary>
    private static NumPyArray? Expected(KernelCase @case, Dictionary<string, NumPyArray> arrays, string prefix, int output)
    {
        string[] names = @case.Judge switch { "xnn" => ["xnn", "ref", "opt"], "opt" => ["opt", "ref"], _ => ["ref", "opt"] };
        return names.Select(name => arrays.GetValueOrDefault($"{prefix}{name}{output}")).FirstOrDefault(array => array is not null);
    }

    private static string? Difference(RuntimeTensor found, NumPyArray expected, KernelCase @case)
    {
        if (!found.Shape.AsSpan().SequenceEqual(expected.Shape)) return $"the shape is {TensorShape.Text(found.Shape)}, expected {TensorShape.Text(expected.Shape)}";
        if (found.Type == TensorType.String) return found.Bytes.SequenceEqual(StringTensors.Serialize(expected)) ? null : "the strings differ";
        return ArrayComparison.Difference(Unpacked(found), expected, @case.IsExact, @case.RelativeTolerance, @case.AbsoluteTolerance);
    }

    /// <summary>The runtime's Python interface gives elements narrower than a byte as one byte each.</summary>
    private static ReadOnlySpan<byte> Unpacked(RuntimeTensor tensor)
    {
        var bits = TensorSize.BitsPerElement(tensor.Type);
        if (bits is 0 or >= 8) return tensor.Bytes;
        var unpacked = new byte[tensor.Count];
        for (var index = 0; index < unpacked.Length; index++)
        {
            var upper = tensor.Bytes[index * bits / 8] << (32 - bits - index * bits % 8);
            unpacked[index] = (byte)(tensor.Type == TensorType.UInt4 ? (int)((uint)upper >> (32 - bits)) : upper >> (32 - bits));
        }
        return unpacked;
    }
}
