namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Float to integer as x86-64 processors convert it, on which the played runtimes were measured: truncated, and the lowest number for whatever does not fit.</summary>
internal static class NativeConversion
{
    public static int ToInt32(double value) => value is > int.MinValue - 1.0 and < int.MaxValue + 1.0 ? (int)value : int.MinValue;

    public static long ToInt64(double value) => value is >= long.MinValue and < -(double)long.MinValue ? (long)value : long.MinValue;
}
