using T = OptRecipe.TFLite.TensorType;

namespace OptRecipe.Engine.Tests.Differential;

internal static class Normalization
{
    /// <summary>SOFTMAX and LOG_SOFTMAX: scale and zero point of the output are demanded by the runtime.</summary>
    public static void Softmax(CaseWriter c, bool isLog)
    {
        var type = isLog ? c.Cycle(T.Float32, T.Int8, T.UInt8) : c.Cycle(T.Float32, T.Int8, T.UInt8, T.Int16);
        if (!isLog) c.Option("beta", c.Pick(1f, 1f, 0.5f, 2f, 0.1f, 10f));
        c.Tolerance = isLog ? Tolerance.Sum(40, 24) : Tolerance.Approximation;
        var shape = c.Shape(1, 4, 12);
        if (c.Chance(0.2)) shape[^1] = c.Next(30, 300);
        c.Input(type, shape, c.Affine(type), c.Chance(0.3) ? Fill.Of(-20, 20) : default);
        c.Output(type, (isLog, type) switch
        {
            (false, T.Int8) => new(1 / 256f, -128),
            (false, T.UInt8) => new(1 / 256f, 0),
            (false, T.Int16) => new(1 / 32768f, 0),
            (true, T.Int8) => new(16 / 256f, 127),
            (true, T.UInt8) => new(16 / 256f, 255),
            _ => default,
        });
    }

    public static void L2(CaseWriter c)
    {
        var type = c.Cycle(T.Float32, T.Int8, T.UInt8);
        c.Tolerance = Tolerance.Sum(12, 1);
        var shape = c.Shape(1, 4, 12);
        c.Input(type, shape, c.Affine(type), type == T.Float32 && c.Chance(0.1) ? Fill.Of(-1e-5, 1e-5) : default);
        c.Output(type, type switch { T.Int8 => new(1 / 128f, 0), T.UInt8 => new(1 / 128f, 128), _ => default });
    }

    public static void LocalResponse(CaseWriter c)
    {
        c.Option("radius", c.Next(0, 5)).Option("bias", c.Pick(1f, 2f, 0.1f)).Option("alpha", c.Pick(1f, 0.1f, 1e-4f)).Option("beta", c.Pick(0.5f, 0.75f, 1f));
        c.Tolerance = Tolerance.Sum(40, 10);
        c.Input(T.Float32, [c.Next(1, 2), c.Next(1, 4), c.Next(1, 4), c.Next(1, 12)]);
        c.Output(T.Float32);
    }
}
