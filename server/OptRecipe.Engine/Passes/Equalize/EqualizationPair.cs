using System.Collections.Immutable;

namespace OptRecipe.Engine.Passes.Equalize;

/// <summary>Two weighted operators between which each channel may be scaled freely: what stands between them maps s·x to s·f(x) channel by channel.</summary>
/// <param name="First">Index of the operator that makes the channels.</param>
/// <param name="Second">Index of the one that reads them.</param>
/// <param name="Bias">Tensor of the first one's bias, −1 without.</param>
/// <param name="Between">Indices of the operators that stand between the two, in order.</param>
internal sealed record EqualizationPair(int First, int Second, int Channels, ChannelAxis Outputs, ChannelAxis Inputs, int Bias, ImmutableArray<int> Between);

/// <summary>An operator whose output channels may be scaled by scaling its weights and its bias.</summary>
/// <param name="Bias">Tensor of its bias, −1 without.</param>
internal sealed record ScalableMaker(ChannelAxis Outputs, int Bias)
{
    /// <summary>In the weights of other operators that read what it makes: scaled back, they answer as before.</summary>
    public ImmutableArray<ChannelAxis> Beside { get; init; } = [];
}

/// <summary>The weighted operator that reads a tensor's channels.</summary>
/// <param name="Between">Indices of the operators on the way to it.</param>
internal sealed record ScalableReader(int Operator, ChannelAxis Inputs, ImmutableArray<int> Between);
