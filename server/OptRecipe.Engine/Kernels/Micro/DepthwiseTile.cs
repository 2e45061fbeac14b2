namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Sums of a few outputs of a depthwise convolution of 8-bit numbers, one block of sixteen channels. Inputs and weights stand in lanes of 32 bits: four bytes or two words,
/// of as many rows of the window. Steps and offsets count lanes.</summary>
internal unsafe struct DepthwiseTile
{
    /// <summary>Channels of a block.</summary>
    public const int Lanes = 16;
    /// <summary>The first output's first channel.</summary>
    public int* Input;
    /// <summary>From an output to the next.</summary>
    public nint Step;
    /// <summary>Where each tap stands from the output's first channel on.</summary>
    public nint* Offsets;
    public int Taps;
    /// <summary>Sixteen lanes for each tap.</summary>
    public int* Weights;
    public int* Bias;
    /// <summary>Sixteen for each output.</summary>
    public int* Sums;
    public int Pixels;
}
