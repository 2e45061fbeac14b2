using System.Runtime.InteropServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes.Equalize;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Repair;

/// <summary>Brings the inputs of a CONCATENATION near to each other: the operators that make them are scaled by powers of two, the operators that read the result, and
/// those that read an input beside it, are scaled back channel by channel, so that the float model answers as before to the last bit while one integer scale suits all inputs.</summary>
public static class InputRescale
{
    private const int LargestPower = 60;
    internal const string JoinsNoChannels = "is no CONCATENATION of channels, in whose result the inputs stay apart";
    private const string TooFar = "has weights that would leave the range of float32";

    /// <param name="concatenation">An operator of the main graph.</param>
    /// <param name="ranges">Of the model; no longer true for the result.</param>
    /// <returns>The model, of the same structure and size; or null and the reason.</returns>
    public static (Model? Model, string Reason) Apply(Model model, int concatenation, TensorRanges ranges)
    {
        var graph = model.Subgraphs[0];
        var @operator = graph.Operators[concatenation];
        if (JoinedChannels(model, graph, @operator) is not var (output, channels)) return (null, JoinsNoChannels);
        var search = new EqualizationPairs(model, graph);
        var (readers, missing) = search.ReadersOf(output, channels);
        if (missing.Length > 0) return (null, missing);
        var found = @operator.Inputs.Select(input => search.MakerOf(input, concatenation)).ToArray();
        var inputs = @operator.Inputs.Zip(found, (input, made) => (made.Maker, Size: SizeOf(ranges, input), Channels: graph.Tensors[input].Shape[^1])).ToArray();
        // What cannot be scaled sets the measure for what can.
        var measure = inputs.Where(input => input.Maker is null).Select(input => input.Size).DefaultIfEmpty(inputs.Max(input => input.Size)).Max();
        var powers = inputs.Select(input => input.Maker is null || input.Size <= 0 || measure <= 0 ? 0 : Math.Clamp((int)Math.Round(Math.Log2(measure / input.Size), MidpointRounding.AwayFromZero), -LargestPower, LargestPower)).ToArray();
        if (Array.TrueForAll(powers, power => power == 0))
            return (null, Array.FindIndex(found, made => made.Maker is null) is >= 0 and var fixedInput ? $"has input {fixedInput}, which {found[fixedInput].Reason}" : "has inputs of one range");
        var buffers = model.Buffers.ToBuilder();
        foreach (var (input, power) in inputs.Zip(powers))
            if (input.Maker is { } maker && power != 0)
            {
                foreach (var tensor in new[] { maker.Outputs.Tensor, maker.Bias })
                    if (tensor >= 0 && !Scale(tensor, _ => power)) return (null, TooFar);
                foreach (var other in maker.Beside)
                    if (!Scale(other.Tensor, _ => -power)) return (null, TooFar);
            }
        int[] ofChannel = [.. inputs.Zip(powers).SelectMany(pair => Enumerable.Repeat(-pair.Second, pair.First.Channels))];
        foreach (var reader in readers)
            if (!Scale(reader.Tensor, element => ofChannel[reader.ChannelOf(element, channels)])) return (null, TooFar);
        return (model with { Buffers = buffers.ToImmutable() }, "");

        bool Scale(int tensor, Func<int, int> power)
        {
            var buffer = (int)graph.Tensors[tensor].Buffer;
            var values = MemoryMarshal.Cast<byte, float>(buffers[buffer].Data.ToMemory().Span).ToArray();
            for (var element = 0; element < values.Length; element++)
            {
                values[element] = MathF.ScaleB(values[element], power(element));
                if (!float.IsFinite(values[element])) return false;
            }
            buffers[buffer] = buffers[buffer] with { Data = ByteRange.Of(MemoryMarshal.AsBytes(values.AsSpan()).ToArray()) };
            return true;
        }
    }

    /// <summary>The tensor that a CONCATENATION over the last axis makes, and how many channels it has; null for any other operator.</summary>
    internal static (int Tensor, int Channels)? JoinedChannels(Model model, Subgraph graph, Operator @operator) =>
        model.CodeOf(@operator).Builtin == BuiltinOperator.Concatenation && @operator.Outputs is [>= 0 and var output] && graph.Tensors[output].Shape is [.., var channels] shape
        && @operator.Options is { } options && EqualizationPairs.Activation(@operator) is ActivationFunctionType.None && options.Int32("axis") is var axis && (axis == shape.Length - 1 || axis == -1) ? (output, channels) : null;

    /// <summary>The largest absolute value of a tensor of the main graph; 0 where it is not known.</summary>
    internal static double SizeOf(TensorRanges ranges, int tensor) => ranges.Find(0, tensor) is { } range ? Math.Max(Math.Abs(range.Minimum), Math.Abs(range.Maximum)) : 0;
}
