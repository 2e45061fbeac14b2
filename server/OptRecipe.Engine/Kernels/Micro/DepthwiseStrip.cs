namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A rectangle of outputs of a depthwise convolution in float32, whose windows see the same taps: all of them, or at an edge those inside the input. Pitches and steps
/// count elements.</summary>
internal unsafe struct DepthwiseStrip
{
    /// <summary>The first output's first tap, first channel.</summary>
    public float* Input;
    /// <summary>From a row of taps to the next, from a tap to its neighbour.</summary>
    public nint RowPitch, TapPitch;
    /// <summary>Rows of taps and taps of a row.</summary>
    public int Rows, Taps;
    /// <summary>Of the first tap; as many as there are channels for each tap.</summary>
    public float* Weights;
    /// <summary>From the weights of a row of taps to those of the next.</summary>
    public nint WeightPitch;
    public float* Bias, Output;
    /// <summary>Outputs of a line, and from one to the next in the input and in the output.</summary>
    public int Pixels;
    public nint Step, OutputStep;
    /// <summary>Lines, and from one to the next.</summary>
    public int Lines;
    public nint LineStep, OutputLineStep;
    public int Channels;
    public float Low, High;
}
