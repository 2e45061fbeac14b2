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

/// <summary>Which way a runtime goes: one row per kernel (golden/kernels/README.md; measured against native TensorFlow Lite 2.9).</summary>
internal static class ArithmeticTable
{
    public static Arithmetic SoftmaxInt8(PlayedRuntime runtime) => runtime == PlayedRuntime.TFLite29 ? Arithmetic.FloatTable : Arithmetic.FixedPoint;
    public static Arithmetic LogSoftmaxInt8(PlayedRuntime runtime) => runtime == PlayedRuntime.TFLite29 ? Arithmetic.FloatTable : Arithmetic.FixedPoint;
    /// <summary>LOGISTIC and TANH.</summary>
    public static Arithmetic SigmoidInt8(PlayedRuntime runtime) => runtime == PlayedRuntime.TFLiteMicro ? Arithmetic.FixedPoint : Arithmetic.FloatTable;
    /// <summary>LOGISTIC and TANH with an input scale of 2^−12 (TANH: or 2^−11); any other scale goes through the integer table.</summary>
    public static Arithmetic SigmoidInt16PowerOfTwo(PlayedRuntime runtime) => runtime == PlayedRuntime.TFLite29 ? Arithmetic.FixedPoint : Arithmetic.IntegerTable;
    /// <summary>QUANTIZE of float32 with one scale: whether x / scale is divided in float64, which moves numbers that float32 rounds to a half. Per channel all divide in float32.</summary>
    public static bool QuantizeDividesInFloat64(PlayedRuntime runtime) => runtime == PlayedRuntime.TFLite29;
    /// <summary>LEAKY_RELU with a negative alpha: whether x is multiplied by its size and the sign put to the result, or by alpha itself, which rounds halves the other way.</summary>
    public static bool LeakyReluRoundsWithoutSign(PlayedRuntime runtime) => runtime != PlayedRuntime.TFLite29;
    /// <summary>RELU6 of float32: whether NaN stays or becomes 0. In the other operators of the family it stays.</summary>
    public static bool Relu6KeepsNaN(PlayedRuntime runtime) => runtime != PlayedRuntime.TFLite29;
    /// <summary>REDUCE_MAX, REDUCE_MIN and plain sums and products over every dimension: whether they start with the first element, which may be NaN, or with the neutral one.</summary>
    public static bool FoldOfAllStartsWithFirst(PlayedRuntime runtime) => runtime != PlayedRuntime.TFLite29;
    /// <summary>CAST of floats that the integer cannot hold: saturated, NaN as the largest number; else as x86-64 processors convert.</summary>
    public static bool CastSaturates(PlayedRuntime runtime) => runtime == PlayedRuntime.LiteRT23;
}
