using OptRecipe.TFLite;
using T = OptRecipe.TFLite.TensorType;

namespace OptRecipe.Engine.Tests.Differential;

internal static class Elementwise
{
    /// <summary>A function of each element. Quantized ones see all values of their type; floats the special ones too.</summary>
    public static void Unary(CaseWriter c, T[] types, Tolerance tolerance)
    {
        var type = c.Cycle(types);
        c.Tolerance = tolerance;
        var input = c.Affine(type);
        Write(c, type, input, c.Chance(0.3) ? input : c.Affine(type));
    }

    /// <summary>RSQRT: int8 below the zero point is refused, so that half of the cases have the lowest zero point.</summary>
    public static void InverseRoot(CaseWriter c)
    {
        var type = c.Cycle(T.Float32, T.Int8);
        c.Tolerance = Tolerance.Elementwise;
        var input = c.Affine(type);
        Write(c, type, c.Chance(0.7) ? input with { ZeroPoint = -128 } : input, c.Affine(type));
    }

    /// <summary>LOGISTIC and TANH: the runtime demands the scale and zero point of the output.</summary>
    public static void Sigmoid(CaseWriter c, float scale8, int zeroPoint8)
    {
        var type = c.Cycle(T.Float32, T.Int8, T.UInt8, T.Int16);
        c.Tolerance = Tolerance.Approximation;
        var input = type == T.Int16 ? new Affine(c.Pick(1 / 4096f, 1 / 2048f, 1 / 32768f, 1 / 256f, 0.001f, 3e-5f, 0.0123f), 0) : c.Affine(type);
        Write(c, type, input, type switch
        {
            T.Int8 => new(scale8, zeroPoint8),
            T.UInt8 => new(scale8, zeroPoint8 + 128),
            T.Int16 => new(1 / 32768f, 0),
            _ => default,
        });
    }

    public static void FakeQuant(CaseWriter c)
    {
        var low = c.Pick(0f, -1f, -6.3f, 0.1f, -0.01f);
        c.Option("min", low).Option("max", low + c.Pick(1f, 6f, 2.55f, 0.3f)).Option("num_bits", c.Pick(8, 8, 4, 2, 16)).Option("narrow_range", c.Chance(0.2));
        c.Tolerance = Tolerance.Elementwise;
        c.Input(T.Float32, c.Shape(1, 4), default, Fill.Of(-8, 8));
        c.Output(T.Float32);
    }

    public static void Complex(CaseWriter c)
    {
        c.Tolerance = Tolerance.Elementwise;
        c.Input(T.Complex64, c.Shape(0, 4));
        c.Output(T.Float32);
    }

    public static void Bucketize(CaseWriter c)
    {
        c.Option("boundaries", System.Collections.Immutable.ImmutableArray.Create(-1.5f, 0f, 0f, 0.25f, 1f));
        c.Input(c.Cycle(T.Float32, T.Int32, T.Int64, T.Float64), c.Shape(0, 4), default, Fill.Of(-3, 3));
        c.Output(T.Int32);
    }

    private static void Write(CaseWriter c, T type, Affine input, Affine output)
    {
        if (type is T.Int8 or T.UInt8 or T.Int16 && c.Chance(type == T.Int16 ? 0.3 : 0.7)) c.Input(type, type == T.Int16 ? [2, 32768] : [4, 64], CaseWriter.Sweep(type), input);
        else c.Input(type, c.Shape(0, 5, 6), input, c.Chance(0.4) ? Fill.Specials : c.Chance(0.3) ? Fill.Of(-100, 100) : default);
        c.Output(type, output);
    }
}

internal static class Conversion
{
    public static void Cast(CaseWriter c)
    {
        T[] types = [T.Float32, T.Int32, T.Int64, T.UInt8, T.Int8, T.Int16, T.Bool, T.UInt16, T.UInt32];
        var (from, to) = (types[c.Index % types.Length], types[c.Index / types.Length % types.Length]);
        c.Option("in_data_type", (int)from).Option("out_data_type", (int)to);
        c.Input(from, c.Shape(0, 4), default, c.Chance(0.3) ? Fill.Specials : Fill.Of(-300, 70000));
        c.Output(to);
    }

    /// <summary>From float32 with all special values, and between integers.</summary>
    public static void Quantize(CaseWriter c)
    {
        var from = c.Cycle(T.Float32, T.Int8, T.UInt8, T.Int16, T.Float32, T.Int32);
        var to = c.Pick(T.Int8, T.UInt8, T.Int16);
        var (input, output) = (from == T.Int32 ? new(1e-3f, 0) : c.Affine(from), c.Affine(to));
        if (from is T.Int8 or T.UInt8) c.Input(from, [4, 64], CaseWriter.Sweep(from), input);
        else c.Input(from, c.Shape(1, 4, 9), input, c.Chance(0.3) && from == T.Float32 ? Fill.Specials : c.Chance(0.5) ? Fill.Of(-30000, 30000) : default);
        c.Output(to, output);
    }

    public static void Dequantize(CaseWriter c)
    {
        var from = c.Cycle(T.Int8, T.UInt8, T.Int16, T.Float16, T.Int8);
        if (c.Index % 5 == 4)
        {
            int[] shape = [3, 4, 5];
            var dimension = c.Next(0, 2);
            c.PerChannel(T.Int8, shape, dimension, [.. Enumerable.Range(0, shape[dimension]).Select(_ => (float)c.Random.NextDouble())]);
        }
        else if (from is T.Int8 or T.UInt8) c.Input(from, [256], CaseWriter.Sweep(from), c.Affine(from));
        else c.Input(from, c.Shape(0, 4), c.Affine(from));
        c.Output(T.Float32);
    }
}
