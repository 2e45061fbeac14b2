using OptRecipe.Engine.Analysis;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Repair;

/// <summary>Empirical bias correction (Nagel et al., 2019): takes from each bias the mean by which quantization moved that channel of the operator's output, layer by layer, what lies before
/// already quantized and corrected. An operator whose squared error does not fall by it keeps its bias.</summary>
/// <remarks>facts: calibration.md §4. Structure and size of the file stay: operators without a bias of their own are left.</remarks>
public static class BiasCorrection
{
    /// <param name="referenceSamples">As the float model takes them.</param>
    /// <param name="samples">The same samples, as the quantized model takes them.</param>
    /// <exception cref="Interpretation.InterpreterException">A model cannot be run on the samples.</exception>
    public static RepairedModel Apply(Model reference, Model quantized, CalibrationSamples referenceSamples, CalibrationSamples samples, int threadCount, CancellationToken cancellation)
    {
        var layers = WeightedLayer.Find(reference, quantized).ToArray();
        var results = new List<LayerRepair>();
        if (layers.Length == 0) return new(quantized, results);
        using var wanted = new SampleWalk(reference, referenceSamples, threadCount);
        using var walk = new SampleWalk(quantized, samples, threadCount);
        foreach (var layer in layers)
        {
            var reason = Missing(walk.Model, layer);
            if (reason.Length == 0)
            {
                wanted.AdvanceTo(layer.FloatIndex, cancellation);
                walk.AdvanceTo(layer.Index, cancellation);
                reason = Correct(wanted, walk, layer, cancellation);
            }
            results.Add(new(new(0, layer.Index), quantized.CodeOf(quantized.Subgraphs[0].Operators[layer.Index]).Name, reason.Length == 0, reason));
        }
        return new(walk.Model, results);
    }

    private static string Correct(SampleWalk wanted, SampleWalk walk, WeightedLayer layer, CancellationToken cancellation)
    {
        var before = OutputErrors.Measure(wanted, walk, layer, cancellation);
        if (before is null) return "has an output that holds no numbers to compare";
        var bias = BiasValues.Of(walk.Model, layer.Quantized.Bias);
        if (bias.Count != before.Means.Length) return "has a bias of another length than its channels";
        if (!bias.Subtract(before.Means)) return "is not moved by half a step of its bias";
        var uncorrected = walk.Model;
        walk.Replace(bias.Stored(uncorrected));
        if (OutputErrors.Measure(wanted, walk, layer, cancellation) is { } after && after.SquaredSum < before.SquaredSum) return "";
        walk.Replace(uncorrected);
        return "does not come nearer to the float model by it";
    }

    private static string Missing(Model model, WeightedLayer layer)
    {
        if (layer.Quantized.Bias < 0) return "has no bias";
        var tensor = model.Subgraphs[0].Tensors[layer.Quantized.Bias];
        if (!BiasValues.Takes(model, tensor)) return "has a bias that is no constant of a type to correct";
        var holders = model.Subgraphs.Sum(graph => graph.Tensors.Count(other => other.Buffer == tensor.Buffer));
        var readers = model.Subgraphs[0].Operators.Sum(@operator => @operator.Inputs.Count(input => input == layer.Quantized.Bias));
        return holders > 1 || readers > 1 ? "shares its bias with another operator" : "";
    }
}

/// <summary>How far an operator's output lies from the float model's, over all samples.</summary>
/// <param name="Means">For each channel the mean of quantized − float.</param>
internal sealed record OutputErrors(double[] Means, double SquaredSum)
{
    /// <summary>Null where the outputs hold no numbers or differ in size.</summary>
    public static OutputErrors? Measure(SampleWalk wanted, SampleWalk walk, WeightedLayer layer, CancellationToken cancellation)
    {
        double[]? sums = null;
        var (count, squares) = (0L, 0.0);
        float[] values = [];
        for (var sample = 0; sample < walk.SampleCount; sample++)
        {
            var target = wanted.Peek(sample, runs: true, cancellation).Tensor(layer.Float.Output);
            var output = walk.Peek(sample, runs: true, cancellation).Tensor(layer.Quantized.Output);
            if (output.Rank == 0 || output.Count == 0 || target.Type != TensorType.Float32 || target.Count != output.Count) return null;
            sums ??= new double[output.Shape[^1]];
            if (values.Length < output.Count) values = new float[output.Count];
            if (!RealValues.Read(output, values)) return null;
            var floats = target.Read<float>();
            for (var index = 0; index < floats.Length; index++)
            {
                var difference = (double)values[index] - floats[index];
                sums[index % sums.Length] += difference;
                squares += difference * difference;
            }
            count += floats.Length / sums.Length;
        }
        return sums is null || count == 0 ? null : new([.. sums.Select(sum => sum / count)], squares);
    }
}
