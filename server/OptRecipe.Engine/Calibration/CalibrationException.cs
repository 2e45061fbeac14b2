using OptRecipe.TFLite;

namespace OptRecipe.Engine.Calibration;

/// <summary>A sample cannot be used, or makes the model compute what is no finite number. The message is one sentence for people; for the same data it is the same on any number of threads.</summary>
/// <param name="sample">Index of the sample, from 0.</param>
/// <param name="address">The operator; null for an input of the model.</param>
public sealed class CalibrationException(int sample, OperatorAddress? address, string message) : Exception(message)
{
    public int Sample => sample;
    public OperatorAddress? Address => address;
}
