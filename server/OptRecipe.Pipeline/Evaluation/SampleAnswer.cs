namespace OptRecipe.Pipeline.Evaluation;

/// <summary>One sample and what a model made of it, in real numbers (integers are dequantized). Arrays are flat, the last dimension fastest.</summary>
/// <param name="Inputs">The values that reached the model.</param>
/// <param name="OutputChannels">Size of each output's last dimension.</param>
/// <param name="Label">Empty without labels.</param>
public sealed record SampleAnswer(float[][] Inputs, float[][] Outputs, int[] OutputChannels, double[] Label);
