using System.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Loops of a real function over quantized numbers. 8 bits: the rounded result for each of the 256 values. 16 bits: a table of 513 points with interpolation between
/// them.</summary>
internal static class FunctionTables
{
    private const int Steps = 512;

    /// <summary>A loop for INT8, UINT8 and INT16; null for other types.</summary>
    public static ElementLoop? Of<TFunction>(KernelContext context, RuntimeTensor input, RuntimeTensor output, TFunction function) where TFunction : struct, IUnaryFunction<float, float>
    {
        if (input.Type is not (TensorType.Int8 or TensorType.UInt8 or TensorType.Int16)) return null;
        var (inputScale, outputScale) = (context.ScaleOf(input), context.ScaleOf(output));
        if (input.Type == TensorType.Int16)
            return ElementLoop.Of<short, short, InterpolatedTable>(new(Points(inputScale, input.ZeroPoint, outputScale, output.ZeroPoint, function.Apply)));
        return QuantizedLoops.Of(context.Kernels, input.Type, output.Type, new Requantized<TFunction>(function, inputScale, input.ZeroPoint, 1 / outputScale, output.ZeroPoint));
    }

    /// <summary>513 points of a function over all 16-bit numbers of the input. Each is moved by half the error that interpolation would make in the middle of its step.</summary>
    public static short[] Points<T>(T inputScale, int inputZeroPoint, T outputScale, int outputZeroPoint, Func<T, T> function) where T : IFloatingPointIeee754<T>
    {
        T least = T.CreateChecked(short.MinValue), most = T.CreateChecked(short.MaxValue), two = T.One + T.One;
        var min = inputScale * T.CreateChecked((long)short.MinValue - inputZeroPoint);
        var max = inputScale * T.CreateChecked((long)short.MaxValue - inputZeroPoint);
        var outputMin = outputScale * T.CreateChecked((long)short.MinValue - outputZeroPoint);
        var outputMax = outputScale * T.CreateChecked((long)short.MaxValue - outputZeroPoint);
        var step = (max - min) / T.CreateChecked(Steps);
        var halfStep = step / two;
        var toOutput = T.CreateChecked(1 << 16) / (outputMax - outputMin);
        var points = new short[Steps + 1];
        for (var index = 0; index < Steps; index++)
        {
            var x = min + T.CreateChecked(index) * step;
            var here = Round(function(x) * toOutput);
            var interpolated = Round((function(min + T.CreateChecked(index + 1) * step) * toOutput + here) / two);
            var error = interpolated - Round(function(x + halfStep) * toOutput);
            points[index] = Cut(here - Round(error / two));
        }
        points[Steps] = Cut(Round(function(max) * toOutput));
        return points;

        static T Round(T value) => T.Round(value, MidpointRounding.AwayFromZero);
        short Cut(T value) => short.CreateTruncating(value < least ? least : value > most ? most : value);
    }

    /// <summary>An 8-bit number through a float function; halves of the result away from zero.</summary>
    private readonly struct Requantized<TFunction>(TFunction function, float inputScale, int inputZeroPoint, float toOutput, int outputZeroPoint) : IUnaryFunction<int, int>
        where TFunction : struct, IUnaryFunction<float, float>
    {
        public int Apply(int q) =>
            NativeConversion.ToInt32(MathF.Round(function.Apply(inputScale * (q - inputZeroPoint)) * toOutput, MidpointRounding.AwayFromZero) + outputZeroPoint);
    }
}

/// <summary>Looks 16-bit numbers up in a table of 513 points: the upper 9 bits choose a step, the lower 7 the place in it; halves up.</summary>
internal readonly struct InterpolatedTable(short[] points) : IUnaryFunction<short, short>
{
    public short Apply(short x)
    {
        var index = 256 + (x >> 7);
        var slope = (short)(points[index + 1] - points[index]);
        return (short)(points[index] + ((slope * (x & 0x7F) + 64) >> 7));
    }
}
