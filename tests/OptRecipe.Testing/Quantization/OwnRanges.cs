using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.TFLite;

namespace OptRecipe.Testing.Quantization;

/// <summary>Ranges of a float model over its own calibration samples, by our interpreter: for the models that the converter's calibrator refuses.</summary>
public static class OwnRanges
{
    private const int SampleCount = 100;

    public static TensorRanges Measure(ConverterCase @case, Model model)
    {
        var ranges = new Dictionary<(int, int), TensorRange>();
        var subgraph = model.Subgraphs[0];
        using var interpreter = new Interpreter(model, new() { PreserveAllTensors = true });
        interpreter.AllocateTensors();
        interpreter.ResetVariables();
        foreach (var sample in @case.CalibrationSamples().Take(SampleCount))
        {
            interpreter.SetTensor(subgraph.Inputs[0], sample);
            Note(interpreter, true);
            interpreter.Invoke();
            Note(interpreter, false);
        }
        return new(ranges);

        void Note(Interpreter interpreter, bool isBefore)
        {
            for (var tensor = 0; tensor < subgraph.Tensors.Length; tensor++)
            {
                var row = subgraph.Tensors[tensor];
                if (row.Type != TensorType.Float32 || isBefore && !row.IsVariable && !subgraph.Inputs.Contains(tensor)) continue;
                if (row.Buffer > 0 && !row.IsVariable && !model.Buffers[(int)row.Buffer].Data.IsEmpty) continue;
                var range = ranges.TryGetValue((0, tensor), out var known) ? known : new(float.PositiveInfinity, float.NegativeInfinity);
                foreach (var value in interpreter.BorrowTensor<float>(tensor)) range = new(Math.Min(range.Minimum, value), Math.Max(range.Maximum, value));
                if (range.Minimum <= range.Maximum) ranges[(0, tensor)] = range;
            }
        }
    }
}
