using OptRecipe.Engine.Interpretation;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>How a kernel comes to its integers where runtimes go different ways.</summary>
internal enum Arithmetic
{
    /// <summary>A table of float32 results.</summary>
    FloatTable,
    /// <summary>gemmlowp's fixed-point functions.</summary>
    FixedPoint,
    /// <summary>A table of integers with interpolation.</summary>
    IntegerTable,
}

/// <summary>How float32 becomes a stored integer.</summary>
internal enum FloatQuantization
{
    /// <summary>x / scale, halves away from zero.</summary>
    Division,
    /// <summary>x × (1 / scale), halves to even, in blocks of eight; the rest as <see cref="Division"/>.</summary>
    ReciprocalBlocks,
}

/// <summary>Which way a runtime goes: one row per kernel (golden/kernels/README.md; measured against native TensorFlow Lite 2.9).</summary>
internal static class ArithmeticTable
{
    public static Arithmetic SoftmaxInt8(PlayedRuntime runtime) => runtime == PlayedRuntime.TFLite29 ? Arithmetic.FloatTable : Arithmetic.FixedPoint;
    public static Arithmetic LogSoftmaxInt8(PlayedRuntime runtime) => runtime == PlayedRuntime.TFLite29 ? Arithmetic.FloatTable : Arithmetic.FixedPoint;
    /// <summary>LOGISTIC and TANH.</summary>
    public static Arithmetic SigmoidInt8(PlayedRuntime runtime) => runtime == PlayedRuntime.TFLiteMicro ? Arithmetic.FixedPoint : Arithmetic.FloatTable;
    /// <summary>LOGISTIC and TANH with an input scale of 2^−12 (TANH: or 2^−11); any other scale goes through the integer table.</summary>
    public static Arithmetic SigmoidInt16PowerOfTwo(PlayedRuntime runtime) => runtime == PlayedRuntime.TFLite29 ? Arithmetic.FixedPoint : Arithmetic.IntegerTable;
    /// <summary>QUANTIZE with one scale to 8 and 16 bits.</summary>
    public static FloatQuantization QuantizeFloat(PlayedRuntime runtime) => runtime == PlayedRuntime.TFLite29 ? FloatQuantization.ReciprocalBlocks : FloatQuantization.Division;
    /// <summary>QUANTIZE between 8-bit types in whole blocks of sixteen; all else, and the rest, rounds twice.</summary>
    public static Rounding RequantizeInt8Blocks(PlayedRuntime runtime) => runtime == PlayedRuntime.TFLite29 ? Rounding.HalfUpTwice : Rounding.Double;
    /// <summary>CAST of floats that the integer cannot hold: saturated, NaN as the largest number; else as x86-64 processors convert.</summary>
    public static bool CastSaturates(PlayedRuntime runtime) => runtime == PlayedRuntime.LiteRT23;
}
