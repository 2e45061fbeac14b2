using OptRecipe.TFLite;

namespace OptRecipe.Engine.Analysis;

/// <summary>How far a tensor lies from the float model's, over all samples.</summary>
/// <param name="RootMeanSquare">In real numbers.</param>
/// <param name="PerScale">Root mean square over the tensor's scale; 0.289 (1/√12) is ideal rounding. NaN for a tensor without a scale.</param>
/// <param name="Sqnr">10·log10(Σ float² / Σ difference²), in decibels; infinite without a difference.</param>
/// <param name="Largest">The largest absolute difference.</param>
public readonly record struct ErrorFigures(double RootMeanSquare, double PerScale, double Sqnr, double Largest);

/// <summary>What quantization costs at one operator's output.</summary>
/// <param name="Address">In the optimized model.</param>
/// <param name="Tensor">The output's name.</param>
/// <param name="Own">The error of this operator alone: its inputs are the float model's, quantized. Null for operators with state, and where an input has no float counterpart.</param>
/// <param name="Accumulated">The error with everything before it.</param>
/// <param name="Saturated">Share of the stored values that stand at an end of the type's range while the float value lies beyond it.</param>
public sealed record OperatorError(OperatorAddress Address, string OperatorName, string Tensor, ErrorFigures? Own, ErrorFigures Accumulated, double Saturated);
