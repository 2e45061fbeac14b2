using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Repair;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Passes.Equalize;

/// <summary>High-bias absorption (Nagel et al., 2019): what a channel always has, c = max(0, mean − 3 · deviation) before its RELU, goes from its bias into the next operator's, so that the
/// activation between them spans less. Without a RELU between, c = mean, and nothing changes but rounding.</summary>
/// <remarks>facts: calibration.md §3. A file has batch normalization folded in, so mean and deviation are measured. Only where the next operator sees c everywhere: zeros that it pads do not hold
/// it. Structure and size of the file stay.</remarks>
public static class BiasAbsorption
{
    private const double Deviations = 3;

    /// <param name="step">Whose pairs are meant; the model is its result.</param>
    /// <exception cref="Interpretation.InterpreterException">The model cannot be run on the samples.</exception>
    public static RepairedModel Apply(Model model, EqualizePass step, CalibrationSamples samples, int threadCount, CancellationToken cancellation)
    {
        var subgraph = model.Subgraphs[0];
        var pairs = step.PairsOf(model, 0);
        var layers = new List<LayerRepair>();
        if (pairs.Length == 0) return new(model, layers);
        var search = new EqualizationPairs(model, subgraph);
        var taking = pairs.Where(pair => Missing(model, search, pair).Length == 0).ToArray();
        var moments = ChannelMoments.Measure(model, [.. taking.Select(pair => pair.First)], samples, threadCount, cancellation);
        var values = new Dictionary<int, float[]>();
        foreach (var pair in pairs)
        {
            var reason = Missing(model, search, pair);
            if (reason.Length == 0 && !Absorb(Array.IndexOf(taking, pair) is var index && IsClipped(model, pair) ? moments[index].Certain(Deviations) : moments[index].Means, pair)) reason = "has no channel that is always far from zero";
            layers.Add(new(new(0, pair.First), model.CodeOf(subgraph.Operators[pair.First]).Name, reason.Length == 0, reason));
        }
        if (layers.TrueForAll(layer => !layer.IsChanged)) return new(model, layers);
        var buffers = model.Buffers.ToBuilder();
        foreach (var (tensor, numbers) in values)
            buffers[(int)subgraph.Tensors[tensor].Buffer] = buffers[(int)subgraph.Tensors[tensor].Buffer] with { Data = ByteRange.Of(MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray()) };
        return new(model with { Buffers = buffers.ToImmutable() }, layers);

        bool Absorb(double[] certain, EqualizationPair pair)
        {
            if (Array.TrueForAll(certain, value => value == 0)) return false;
            var second = subgraph.Operators[pair.Second];
            if (ChannelAxis.OfOutput(model, subgraph, second) is not { } outputs) return false;
            var (own, next) = (Values(pair.Bias), Values(search.BiasOf(second)));
            var weights = Stored(pair.Inputs.Tensor);
            var handed = new double[next.Length];
            for (var element = 0; element < weights.Length; element++) handed[outputs.ChannelOf(element, next.Length)] += weights[element] * certain[pair.Inputs.ChannelOf(element, pair.Channels)];
            for (var channel = 0; channel < own.Length; channel++) own[channel] = (float)(own[channel] - certain[channel]);
            for (var channel = 0; channel < next.Length; channel++) next[channel] = (float)(next[channel] + handed[channel]);
            return true;
        }

        float[] Values(int tensor) => values.TryGetValue(tensor, out var known) ? known : values[tensor] = Stored(tensor).ToArray();

        ReadOnlySpan<float> Stored(int tensor) => MemoryMarshal.Cast<byte, float>(model.Buffers[(int)subgraph.Tensors[tensor].Buffer].Data.ToMemory().Span);
    }

    private static string Missing(Model model, EqualizationPairs search, EqualizationPair pair)
    {
        var operators = model.Subgraphs[0].Operators;
        var second = operators[pair.Second];
        var name = $"{model.CodeOf(second).Name} #{pair.Second}";
        if (pair.Bias < 0) return "has no bias";
        if (search.BiasOf(second) is not (>= 0 and var bias) || !search.IsScalable(bias)) return $"is read by {name}, which has no bias of its own to take it";
        foreach (var between in pair.Between)
            if (model.CodeOf(operators[between]).Builtin is BuiltinOperator.LeakyRelu or BuiltinOperator.Pad) return $"is followed by {model.CodeOf(operators[between]).Name} #{between}, which does not hand a constant on";
        return Pads(model, second) ? $"is read by {name}, whose padding does not hold it" : "";
    }

    private static bool IsClipped(Model model, EqualizationPair pair) => pair.Between.Prepend(pair.First).Select(index => model.Subgraphs[0].Operators[index])
        .Any(@operator => model.CodeOf(@operator).Builtin == BuiltinOperator.Relu || EqualizationPairs.Activation(@operator) == ActivationFunctionType.Relu);

    private static bool Pads(Model model, Operator @operator) => model.CodeOf(@operator).Builtin switch
    {
        BuiltinOperator.FullyConnected => false,
        BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D =>
            model.Subgraphs[0].Tensors[@operator.Inputs[1]].Shape is not [_, 1, 1, _] && (@operator.Options is not { } options || options.Int32("padding") != (int)Padding.Valid),
        _ => true,
    };
}
