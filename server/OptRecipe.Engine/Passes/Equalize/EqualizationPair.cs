namespace OptRecipe.Engine.Passes.Equalize;

/// <summary>Two weighted operators between which each channel may be scaled freely: what stands between them maps s·x to s·f(x) channel by channel.</summary>
/// <param name="First">Index of the operator that makes the channels.</param>
/// <param name="Second">Index of the one that reads them.</param>
/// <param name="Bias">Tensor of the first one's bias, −1 without.</param>
internal sealed record EqualizationPair(int First, int Second, int Channels, ChannelAxis Outputs, ChannelAxis Inputs, int Bias);
