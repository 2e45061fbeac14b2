using OptRecipe.TFLite;
using T = OptRecipe.TFLite.TensorType;

namespace OptRecipe.Engine.Tests.Differential;

internal static class Binary
{
    /// <summary>ADD, SUB, MUL, DIV: scales of their own, a fused activation, int16 with scales that are powers of two or not.</summary>
    public static void Fused(CaseWriter c, T[] types)
    {
        var type = c.Cycle(types);
        var (a, b) = c.Broadcast();
        c.Activation();
        c.Tolerance = Tolerance.Elementwise;
        var affines = Enumerable.Range(0, 3).Select(_ => c.Affine(type)).ToArray();
        if (type == T.Int16 && c.HasOption("pot_scale_int16"))
        {
            var isPowerOfTwo = c.Chance(0.3);
            c.Option("pot_scale_int16", isPowerOfTwo);
            if (isPowerOfTwo) for (var index = 0; index < 3; index++) affines[index] = new(MathF.ScaleB(1, c.Next(-15, -8)), 0);
        }
        var isDivision = c.Operator == BuiltinOperator.Div;
        var fill = type == T.Float32 && c.Chance(0.3) ? Fill.Specials : default;
        c.Either(type, a, affines[0], fill);
        c.Either(type, b, affines[1], isDivision && type != T.Float32 ? Divisors(affines[1]) : fill);
        c.Output(type, affines[2]);
    }

    /// <summary>Stored numbers on one side of the zero point.</summary>
    private static Fill Divisors(Affine affine) => affine.ZeroPoint < 255 ? Fill.Of(affine.ZeroPoint + 1, 300) : Fill.Of(0, 254);

    /// <summary>MAXIMUM, MINIMUM: one scale for all three.</summary>
    public static void SameScale(CaseWriter c, T[] types)
    {
        var type = c.Cycle(types);
        var (a, b) = c.Broadcast();
        var affine = c.Affine(type);
        var fill = c.Chance(0.3) ? Fill.Specials : default;
        c.Either(type, a, affine, fill);
        c.Either(type, b, affine, fill);
        c.Output(type, affine);
    }

    public static void Plain(CaseWriter c, T[] types, Tolerance tolerance, bool isDivision = false)
    {
        var type = c.Cycle(types);
        var (a, b) = c.Broadcast();
        c.Tolerance = tolerance;
        var fill = c.Chance(0.3) && type == T.Float32 ? Fill.Specials : default;
        c.Either(type, a, c.Affine(type), fill);
        c.Either(type, b, c.Affine(type), isDivision && type != T.Float32 ? c.Chance(0.5) ? Fill.Of(1, 9) : Fill.Of(-9, -1) : fill);
        c.Output(type, c.Affine(type));
    }

    public static void Power(CaseWriter c)
    {
        var type = c.Cycle(T.Float32, T.Int32);
        var (a, b) = c.Broadcast();
        c.Tolerance = Tolerance.Elementwise;
        c.Either(type, a, default, type == T.Int32 ? Fill.Of(-9, 9) : c.Chance(0.3) ? Fill.Specials : Fill.Of(0, 5));
        c.Either(type, b, default, type == T.Int32 ? Fill.Of(0, 7) : c.Chance(0.3) ? Fill.Specials : Fill.Of(-4, 4));
        c.Output(type);
    }

    public static void AddMany(CaseWriter c)
    {
        var type = c.Cycle(T.Float32, T.Int32);
        var shape = c.Shape(0, 4);
        var count = c.Next(2, 7);
        c.Tolerance = Tolerance.Sum(count, 2 * count);
        for (var operand = 0; operand < count; operand++) c.Either(type, shape);
        c.Output(type);
    }

    public static void Compare(CaseWriter c, T[] types)
    {
        var type = c.Cycle(types);
        var (a, b) = c.Broadcast();
        var (left, right) = (c.Affine(type), c.Affine(type));
        if (c.Chance(0.4)) right = left;
        var fill = type is T.Float32 or T.Int32 or T.Int64 ? c.Chance(0.3) ? Fill.Specials : Fill.Of(-3, 3) : default;
        c.Either(type, a, left, fill);
        c.Either(type, b, right, fill);
        c.Output(T.Bool);
    }

    /// <summary>SELECT (one shape, or a condition of the first dimension, or a scalar) and SELECT_V2 (broadcasting).</summary>
    public static void Choose(CaseWriter c, T[] types, bool broadcasts)
    {
        var type = c.Cycle(types);
        var (a, b) = c.Broadcast();
        if (!broadcasts) a = b;
        int[] condition = broadcasts ? c.Pick(a, b, []) : c.Chance(0.5) ? a : a.Length > 0 && c.Chance(0.7) ? [a[0]] : [];
        c.Either(T.Bool, condition);
        c.Either(type, a, default, c.Chance(0.3) ? Fill.Specials : default);
        c.Either(type, b);
        c.Output(type);
    }
}
