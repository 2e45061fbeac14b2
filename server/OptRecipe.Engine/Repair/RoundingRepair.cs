using OptRecipe.Engine.Analysis;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Repair.Rounding;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Repair;

/// <summary>How the integers of weights are chosen on the grid that the file has already.</summary>
public enum RoundingMethod
{
    /// <summary>AdaRound's objective: one of the two integers around each weight, so that outputs are reconstructed from what the quantized prefix gives.</summary>
    AdaRound,
    /// <summary>GPTQ (Frantar et al., 2023): weights in turn, each takes over the errors of those before.</summary>
    Gptq,
}

/// <summary>Rounds weights anew with calibration inputs, layer by layer, what lies before already rounded. Scales, structure and size of the file stay.</summary>
/// <remarks>facts: calibration.md §5.1, §5.3.</remarks>
public static class RoundingRepair
{
    /// <summary>A larger matrix of second moments would take gigabytes.</summary>
    internal const int MostTaps = 4096;
    /// <summary>Rows of patches that a layer learns from, at least; evenly taken from all positions of all samples.</summary>
    private const int LeastRows = 4096;

    /// <param name="methods">The method of a float model's operator; null: it keeps its rounding.</param>
    /// <param name="referenceSamples">As the float model takes them.</param>
    /// <param name="samples">The same samples, as the quantized model takes them.</param>
    /// <exception cref="InterpreterException">A model cannot be run on the samples.</exception>
    public static RepairedModel Apply(Model reference, Model quantized, Func<OperatorAddress, RoundingMethod?> methods, CalibrationSamples referenceSamples, CalibrationSamples samples, int threadCount, CancellationToken cancellation)
    {
        var layers = WeightedLayer.Find(reference, quantized).Where(layer => methods(new(0, layer.FloatIndex)) is not null).ToArray();
        var results = new List<LayerRepair>();
        if (layers.Length == 0) return new(quantized, results);
        using var wanted = new SampleWalk(reference, referenceSamples, threadCount);
        using var walk = new SampleWalk(quantized, samples, threadCount);
        foreach (var layer in layers)
        {
            cancellation.ThrowIfCancellationRequested();
            var (isChanged, reason) = Round(wanted, walk, layer, methods(new(0, layer.FloatIndex)) ?? RoundingMethod.AdaRound, cancellation);
            results.Add(new(new(0, layer.Index), quantized.CodeOf(quantized.Subgraphs[0].Operators[layer.Index]).Name, isChanged, reason));
        }
        return new(walk.Model, results);
    }

    private static (bool IsChanged, string Reason) Round(SampleWalk wanted, SampleWalk walk, WeightedLayer layer, RoundingMethod method, CancellationToken cancellation)
    {
        if (method == RoundingMethod.Gptq && layer.Builtin is not (BuiltinOperator.FullyConnected or BuiltinOperator.Conv2D)) return (false, "has no GPTQ form, which is for FULLY_CONNECTED and CONV_2D");
        var (grid, missing) = WeightGrid.Of(wanted.Model, walk.Model, layer);
        if (grid is null) return (false, missing);
        var (patches, unfit) = LayerPatches.Of(wanted.Model, layer);
        if (patches is null) return (false, unfit);
        if (patches.Taps > MostTaps) return (false, $"has {patches.Taps:N0} weights an output, more than the {MostTaps:N0} that are compared with each other");
        wanted.AdvanceTo(layer.FloatIndex, cancellation);
        walk.AdvanceTo(layer.Index, cancellation);
        var moments = Enumerable.Range(0, patches.Groups).Select(_ => new PatchMoments(patches.Taps)).ToArray();
        if (!Collect(wanted, walk, layer, patches, moments, cancellation)) return (false, "has an input that holds no numbers to compare");
        var (isChanged, note) = (false, "");
        for (var group = 0; group < patches.Groups; group++)
        {
            var factor = patches.Taps <= MostTaps / 2 || method == RoundingMethod.Gptq ? Factor.Of(moments[group]) : null;
            if (method == RoundingMethod.Gptq && factor is null) note = "has inputs that determine no rounding, so the nearest integers stay";
            else if (method == RoundingMethod.Gptq && factor is { IsMoreDamped: true }) note = FormattableString.Invariant($"needed a damping of {factor.Damping:0.##} instead of 0.01");
            isChanged |= new GroupRounding(grid, patches, group, moments[group], factor).Round(method);
        }
        if (isChanged) walk.Replace(grid.Stored(walk.Model));
        return (isChanged, isChanged || note.Length > 0 ? note : "has the best roundings already");
    }

    private static bool Collect(SampleWalk wanted, SampleWalk walk, WeightedLayer layer, LayerPatches patches, PatchMoments[] moments, CancellationToken cancellation)
    {
        var perSample = Math.Max(1, Math.Max(LeastRows, 2 * patches.Taps) / Math.Max(1, walk.SampleCount));
        float[] values = [];
        for (var sample = 0; sample < walk.SampleCount; sample++)
        {
            var floats = wanted.Peek(sample, runs: false, cancellation).Tensor(layer.Float.Input);
            var own = walk.Peek(sample, runs: false, cancellation).Tensor(layer.Quantized.Input);
            if (floats.Type != TensorType.Float32 || floats.Count != own.Count) return false;
            if (values.Length < own.Count) values = new float[own.Count];
            if (!RealValues.Read(own, values)) return false;
            var positions = patches.PositionsOf(own.Count);
            var taken = Math.Min(perSample, positions);
            for (var index = 0; index < taken; index++)
            {
                var position = (int)((long)index * positions / taken);
                for (var group = 0; group < moments.Length; group++)
                {
                    patches.Fill(values, position, group, moments[group].NextQuantized);
                    patches.Fill(floats.Read<float>(), position, group, moments[group].NextWanted);
                    moments[group].Take();
                }
            }
        }
        foreach (var group in moments) group.Flush();
        return true;
    }
}
