using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.TFLite;

namespace OptRecipe.Testing.Quantization;

/// <summary>Ranges of a float model over samples, by our interpreter: for models that the converter's calibrator refuses or never saw.</summary>
public static class OwnRanges
{
    private const int SampleCount = 100;

    /// <summary>Over the samples that the converter calibrated with. States are not reset between samples: the converter's calibrator does not do it either.</summary>
    public static TensorRanges Measure(ConverterCase @case, Model model) => Measure(model, interpreter => Calibrate(interpreter, @case, model.Subgraphs[0]));

    /// <param name="invoke">Sets inputs of an interpreter that is allocated and invokes it, once for each step of the enumeration.</param>
    public static TensorRanges Measure(Model model, Func<Interpreter, IEnumerable<bool>> invoke)
    {
        var ranges = new Dictionary<(int, int), TensorRange>();
        var subgraph = model.Subgraphs[0];
        using var interpreter = new Interpreter(model, new() { PreserveAllTensors = true });
        foreach (var _ in invoke(interpreter))
            for (var tensor = 0; tensor < subgraph.Tensors.Length; tensor++)
            {
                var row = subgraph.Tensors[tensor];
                if (row.Type != TensorType.Float32 || row.Buffer > 0 && !row.IsVariable && !model.Buffers[(int)row.Buffer].Data.IsEmpty) continue;
                // A state is 0 before the first sample.
                var range = ranges.TryGetValue((0, tensor), out var known) ? known : row.IsVariable ? new(0, 0) : new(float.PositiveInfinity, float.NegativeInfinity);
                foreach (var value in interpreter.BorrowTensor<float>(tensor)) range = new(Math.Min(range.Minimum, value), Math.Max(range.Maximum, value));
                if (range.Minimum <= range.Maximum) ranges[(0, tensor)] = range;
            }
        return new(ranges);
    }

    private static IEnumerable<bool> Calibrate(Interpreter interpreter, ConverterCase @case, Subgraph subgraph)
    {
        interpreter.AllocateTensors();
        interpreter.ResetVariables();
        foreach (var sample in @case.CalibrationSamples().Take(SampleCount))
        {
            interpreter.SetTensor(subgraph.Inputs[0], sample);
            interpreter.Invoke();
            yield return true;
        }
    }
}
