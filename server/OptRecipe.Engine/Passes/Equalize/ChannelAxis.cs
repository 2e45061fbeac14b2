using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Equalize;

/// <summary>Where the channels of an activation stand in the weights of the operator that makes or reads it.</summary>
/// <param name="Tensor">Index of the weights.</param>
/// <param name="Inner">Elements of the weights between one index of the channel's dimension and the next.</param>
/// <param name="Size">Length of that dimension; a multiple of the channels where the activation was flattened on its way.</param>
internal readonly record struct ChannelAxis(int Tensor, int Inner, int Size)
{
    /// <summary>The channel of a weight, by its index among all weights.</summary>
    public int ChannelOf(int element, int channels) => element / Inner % Size % channels;

    /// <summary>The output channels: dimension 0, for depthwise weights the last.</summary>
    public static ChannelAxis? OfOutput(Model model, Subgraph subgraph, Operator @operator) => model.CodeOf(@operator).Builtin switch
    {
        BuiltinOperator.Conv2D or BuiltinOperator.FullyConnected or BuiltinOperator.TransposeConv => Axis(subgraph, @operator, 0),
        BuiltinOperator.DepthwiseConv2D => Axis(subgraph, @operator, 3),
        _ => null,
    };

    /// <summary>The input channels: the last dimension, of depthwise weights only where each input channel makes one output channel, of convolutions only without groups.</summary>
    public static ChannelAxis? OfInput(Model model, Subgraph subgraph, Operator @operator, int channels) => model.CodeOf(@operator).Builtin switch
    {
        BuiltinOperator.Conv2D when Axis(subgraph, @operator, 3) is { } axis && axis.Size == channels => axis,
        BuiltinOperator.TransposeConv when Axis(subgraph, @operator, 3) is { } axis && axis.Size == channels => axis,
        BuiltinOperator.DepthwiseConv2D when Axis(subgraph, @operator, 3) is { } axis && axis.Size == channels => axis,
        BuiltinOperator.FullyConnected when Axis(subgraph, @operator, 1) is { } axis && axis.Size % channels == 0 => axis,
        _ => null,
    };

    private static ChannelAxis? Axis(Subgraph subgraph, Operator @operator, int dimension)
    {
        if (subgraph.Input(@operator, 1) is not { } weights || weights.Shape.Length <= dimension || weights.Shape[dimension] <= 0) return null;
        var inner = 1;
        foreach (var size in weights.Shape.AsSpan()[(dimension + 1)..]) inner *= size;
        return new(@operator.Inputs[1], inner, weights.Shape[dimension]);
    }
}
