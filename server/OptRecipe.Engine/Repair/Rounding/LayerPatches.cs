using OptRecipe.Engine.Kernels;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Repair.Rounding;

/// <summary>A weighted operator as a matrix product: for each group of channels, output = weights × patch. Says where the weights of a group's outputs stand and which inputs a patch has.</summary>
/// <param name="Groups">1 for most; a depthwise convolution has one for each input channel.</param>
/// <param name="Outputs">Output channels of a group.</param>
/// <param name="Taps">Weights of an output channel.</param>
internal sealed record LayerPatches(int Groups, int Outputs, int Taps, bool IsDepthwise, WindowAxis Height, WindowAxis Width, int InputChannels)
{
    private int FilterChannels => IsDepthwise ? 1 : InputChannels / Groups;

    /// <summary>Output positions of one input; a FULLY_CONNECTED has as many as its input has rows.</summary>
    public int PositionsOf(int inputCount) => Height == WindowAxis.One && Width == WindowAxis.One ? inputCount / InputChannels
        : inputCount / (Height.Input * Width.Input * InputChannels) * Height.Output * Width.Output;

    /// <returns>Null, and the reason, for an operator that is no such product.</returns>
    public static (LayerPatches? Patches, string Reason) Of(Model model, WeightedLayer layer)
    {
        var graph = model.Subgraphs[0];
        var @operator = graph.Operators[layer.FloatIndex];
        var (input, weights) = (graph.Tensors[layer.Float.Input].Shape, graph.Tensors[layer.Float.Weights].Shape);
        if (layer.Builtin == BuiltinOperator.FullyConnected) return weights is [var outputs, var columns] ? (new(1, outputs, columns, false, WindowAxis.One, WindowAxis.One, columns), "") : (null, "has weights that are no matrix");
        if (layer.Builtin is not (BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D)) return (null, "has no rounding of this kind: its weights are spread over the output");
        if (input is not [_, > 0 and var height, > 0 and var width, > 0 and var channels] || weights is not [var first, var filterHeight, var filterWidth, var last] || @operator.Options is not { } options)
            return (null, "has an input or weights that are not of four dimensions");
        var isDepthwise = layer.Builtin == BuiltinOperator.DepthwiseConv2D;
        if (isDepthwise ? last % channels != 0 : last == 0 || channels % last != 0 || first % (channels / last) != 0) return (null, "has weights that do not fit its input's channels");
        var groups = isDepthwise ? channels : channels / last;
        return (new(groups, (isDepthwise ? last : first) / groups, filterHeight * filterWidth * (isDepthwise ? 1 : last), isDepthwise,
            Axis("stride_h", "dilation_h_factor", height, filterHeight), Axis("stride_w", "dilation_w_factor", width, filterWidth), channels), "");

        WindowAxis Axis(string stride, string dilation, int size, int filter)
        {
            var (step, spread) = (Math.Max(1, options.Int32(stride)), Math.Max(1, options.Int32(dilation)));
            var window = WindowPadding.Of((Padding)options.Int32("padding"), size, filter, step, spread);
            return new(size, window.Output, filter, step, spread, window.Before);
        }
    }

    /// <summary>Where the weight of an output of a group stands in the tensor.</summary>
    public int Element(int group, int output, int tap) =>
        IsDepthwise ? tap * Groups * Outputs + group * Outputs + output : (group * Outputs + output) * Taps + tap;

    /// <summary>The inputs that the outputs of a group at a position are made of; zero for padding.</summary>
    public void Fill(ReadOnlySpan<float> input, int position, int group, Span<double> patch)
    {
        if (Height == WindowAxis.One && Width == WindowAxis.One)
        {
            for (var tap = 0; tap < Taps; tap++) patch[tap] = input[position * InputChannels + tap];
            return;
        }
        var (row, column, batch) = (position / Width.Output % Height.Output, position % Width.Output, position / (Width.Output * Height.Output));
        patch.Clear();
        var tapIndex = 0;
        for (var y = 0; y < Height.Filter; y++)
            for (var x = 0; x < Width.Filter; x++, tapIndex += FilterChannels)
            {
                var (top, left) = (Height.Position(row, y), Width.Position(column, x));
                if (!Height.Contains(top) || !Width.Contains(left)) continue;
                var start = ((batch * Height.Input + top) * Width.Input + left) * InputChannels + group * FilterChannels;
                for (var channel = 0; channel < FilterChannels; channel++) patch[tapIndex + channel] = input[start + channel];
            }
    }
}
