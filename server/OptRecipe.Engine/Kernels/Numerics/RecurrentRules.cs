using OptRecipe.Engine.Interpretation;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>What runtimes do differently in recurrent kernels: one row each, measured.</summary>
public static class RecurrentRules
{
    /// <summary>LSTM with int8 activations.</summary>
    public static Rounding Lstm(PlayedRuntime runtime) => Rounding.Double;

    /// <summary>The uint8 form of the basic LSTM: both resolvers run it as an optimized matrix product.</summary>
    public static Rounding BasicLstm(PlayedRuntime runtime) => Rounding.HalfUpTwice;

    public static Rounding Svdf(PlayedRuntime runtime) => Rounding.Double;

    /// <summary>Whether the hidden values of an integer LSTM are stored with the negated zero point. A projection's bias takes it off again; TensorFlow Lite 2.9 negates it
    /// without projection too, where it shifts the output.</summary>
    public static bool NegatesHiddenZeroPoint(PlayedRuntime runtime, bool hasProjection) => hasProjection || runtime == PlayedRuntime.TFLite29;

    /// <summary>Whether an integer LSTM is put together from the operators' kernels, as in TensorFlow Lite for Microcontrollers: gates from the table of LOGISTIC and TANH, both
    /// products of a gate saturated before they are added, products of gates scaled by multipliers, hidden values in the scale of the output.</summary>
    public static bool LstmIsComposed(PlayedRuntime runtime) => runtime == PlayedRuntime.TFLiteMicro;
}
