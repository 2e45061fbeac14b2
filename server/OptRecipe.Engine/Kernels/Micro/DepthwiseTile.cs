namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Sums of a rectangle of outputs of a depthwise convolution of integers, one block of sixteen channels. Inputs and weights stand in lanes of 32 bits: four bytes or two words,
/// of as many rows of the window. Steps and offsets count lanes.</summary>
internal unsafe struct DepthwiseTile
{
    /// <summary>Channels of a block.</summary>
    public const int Lanes = 16;
    /// <summary>The first output's first channel.</summary>
    public int* Input;
    /// <summary>Outputs of a line, and from one to the next in the input and in the sums.</summary>
    public int Pixels;
    public nint Step, SumStep;
    /// <summary>Lines, and from one to the next.</summary>
    public int Lines;
    public nint LineStep, SumLineStep;
    /// <summary>Where each tap stands from the output's first channel on.</summary>
    public nint* Offsets;
    public int Taps;
    /// <summary>Sixteen lanes for each tap.</summary>
    public int* Weights;
    public int* Bias;
    /// <summary>Sixteen for each output.</summary>
    public int* Sums;
}
