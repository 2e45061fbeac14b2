using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Passes.Quantize.AiEdge;
using OptRecipe.Engine.Repair.Rounding;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Repair;

/// <summary>GPTQ in ai-edge-quantizer's own form, for its bytes: FULLY_CONNECTED only, inputs as the float model has them, columns in blocks of 64, errors divided by the diagonal of the inverse
/// Hessian (the published update divides by that of its factor). Scales, structure and size of the file stay.</summary>
/// <remarks>facts: calibration.md §5.3; golden/aeq/README.md. Variables go on from sample to sample, as the tool lets them.</remarks>
public static class AiEdgeGptq
{
    private const int BlockColumns = 64;

    /// <param name="isChosen">Whether a float model's operator is to be rounded so.</param>
    /// <param name="samples">As the float model takes them; all are learned from, in their order.</param>
    /// <exception cref="InterpreterException">The model cannot be run on the samples.</exception>
    public static RepairedModel Apply(Model reference, Model quantized, Func<OperatorAddress, bool> isChosen, CalibrationSamples samples, int threadCount, CancellationToken cancellation)
    {
        var layers = WeightedLayer.Find(reference, quantized).Where(layer => layer.Builtin == BuiltinOperator.FullyConnected && isChosen(new(0, layer.FloatIndex))).ToArray();
        var results = new List<LayerRepair>();
        if (layers.Length == 0) return new(quantized, results);
        var hessians = Measure(reference, layers, samples, threadCount, cancellation);
        var rounded = quantized;
        foreach (var layer in layers)
        {
            cancellation.ThrowIfCancellationRequested();
            var (grid, reason) = WeightGrid.Of(reference, rounded, layer);
            if (grid is not null) reason = Round(grid, reference.Subgraphs[0].Tensors[layer.Float.Weights].Shape[^1], hessians.GetValueOrDefault(layer.Float.Input));
            if (grid is not null && reason.Length == 0) rounded = grid.Stored(rounded);
            results.Add(new(new(0, layer.Index), quantized.CodeOf(quantized.Subgraphs[0].Operators[layer.Index]).Name, reason.Length == 0, reason));
        }
        return new(rounded, results);
    }

    /// <returns>Of each input tensor that the samples reach.</returns>
    private static Dictionary<int, InputHessian> Measure(Model reference, WeightedLayer[] layers, CalibrationSamples samples, int threadCount, CancellationToken cancellation)
    {
        var tap = new InputTap(layers);
        using var interpreter = new Interpreter(reference, InterpreterOptions.Default with { Tap = tap, ThreadCount = threadCount });
        interpreter.AllocateTensors();
        var inputs = interpreter.GetInputDetails();
        for (var sample = 0; sample < samples.Count; sample++)
        {
            var values = samples.Read(sample);
            for (var position = 0; position < inputs.Length; position++) interpreter.SetTensor(inputs[position].Index, values[position].Span);
            interpreter.Invoke(cancellation);
        }
        return tap.Hessians;
    }

    /// <returns>Why the weights keep their integers; empty where they do not.</returns>
    private static string Round(WeightGrid grid, int columns, InputHessian? hessian)
    {
        if (hessian is null) return $"reads no float32 input of up to {RoundingRepair.MostTaps:N0} columns";
        if (hessian.Size != columns) return $"reads rows of {hessian.Size:N0} values as if they were {columns:N0}, for which the tool has no form";
        if (hessian.DampedInverse() is not { } inverse) return "has inputs that are infinite or not a number";
        Parallel.For(0, grid.Values.Length / columns, output => Round(grid, inverse, columns, output * columns));
        return "";
    }

    /// <param name="first">The first element of an output channel.</param>
    private static void Round(WeightGrid grid, float[] inverse, int columns, int first)
    {
        var weights = grid.Wanted.AsSpan(first, columns).ToArray().AsSpan();
        var carried = new float[columns].AsSpan();
        for (var start = 0; start < columns; start += BlockColumns)
        {
            var end = Math.Min(start + BlockColumns, columns);
            carried.Clear();
            for (var column = start; column < end; column++)
            {
                var step = grid.StepOf(first + column);
                var chosen = HalfEvenEncoding.Round(weights[column], step, 0, grid.Lowest, grid.Highest);
                grid.Values[first + column] = (int)chosen;
                var row = inverse.AsSpan(column * columns, columns);
                var error = (weights[column] - chosen * step) / row[column];
                PatchMoments.Add(weights[(column + 1)..end], row[(column + 1)..end], -error);
                PatchMoments.Add(carried[end..], row[end..], -error);
            }
            PatchMoments.Add(weights[end..], carried[end..], 1);
        }
    }

    /// <summary>Takes what each tensor holds when its first reader among the layers runs.</summary>
    private sealed class InputTap(WeightedLayer[] layers) : IOperatorTap
    {
        private readonly Dictionary<int, int> readers = layers.GroupBy(layer => layer.Float.Input).ToDictionary(group => group.Min(layer => layer.FloatIndex), group => group.Key);

        public Dictionary<int, InputHessian> Hessians { get; } = [];

        public void Before(in RunningOperator op)
        {
            if (op.Address.Subgraph != 0 || !readers.TryGetValue(op.Address.Index, out var tensor)) return;
            if (op.Inputs[0] is not { Type: TensorType.Float32, Shape: [var batch, ..] and [.., > 0 and <= RoundingRepair.MostTaps and var size] } input) return;
            if (!Hessians.TryGetValue(tensor, out var hessian)) Hessians[tensor] = hessian = new(size);
            hessian.Add(input.Read<float>().ToArray(), batch);
        }

        public void After(in RunningOperator op)
        {
        }
    }
}
