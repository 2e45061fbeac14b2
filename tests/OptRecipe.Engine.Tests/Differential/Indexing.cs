using OptRecipe.TFLite;
using T = OptRecipe.TFLite.TensorType;

namespace OptRecipe.Engine.Tests.Differential;

/// <summary>Operators that make tensors, pick from them or scatter into them.</summary>
internal static class Indexing
{
    public static void Fill(CaseWriter c, T[] types)
    {
        var type = c.Cycle(types);
        var affine = c.Affine(type);
        c.Parameter(c.Shape(0, 4), mayBeInt64: true);
        c.Either(type, [], affine);
        c.Output(type, affine);
    }

    public static void Range(CaseWriter c)
    {
        var type = c.Cycle(T.Float32, T.Int32);
        var (start, delta) = (c.Next(-9, 9), c.Pick(-3, -1, 1, 2, 5));
        var limit = start + delta * c.Next(0, 9) + c.Next(0, 1) * Math.Sign(delta);
        foreach (var number in new[] { start, limit, delta })
        {
            var bytes = type == T.Float32 ? BitConverter.GetBytes(number * 0.3f) : BitConverter.GetBytes(number);
            if (c.Chance(0.4)) c.Input(type, [], bytes); else c.Constant(type, [], bytes);
        }
        c.Output(type);
    }

    public static void OneHot(CaseWriter c, T[] types)
    {
        var type = c.Cycle(types);
        var shape = c.Shape(0, 3);
        var depth = c.Next(0, 6);
        c.Option("axis", c.Next(-1, shape.Length));
        c.Input(c.Pick(T.Int32, T.Int64), shape, default, Differential.Fill.Of(-1, 7));
        c.Parameter([depth], isScalar: true);
        c.Either(type, []);
        c.Either(type, []);
        c.Output(type);
    }

    public static void Gather(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 4, mayBeEmpty: false);
        var axis = c.Next(0, shape.Length - 1);
        var batch = c.Chance(0.3) ? c.Next(0, axis) : 0;
        c.Option("axis", c.Chance(0.3) ? axis - shape.Length : axis).Option("batch_dims", batch);
        c.InputOf(types, shape);
        c.Input(c.Pick(T.Int32, T.Int64), [.. shape[..batch], .. c.Shape(batch > 0 ? 1 : 0, 2, 4)], default, Differential.Fill.Of(0, shape[axis] - 1));
        c.OutputAlike();
    }

    public static void GatherNd(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 4, mayBeEmpty: false);
        var depth = c.Next(1, shape.Length);
        c.InputOf(types, shape);
        c.Input(c.Pick(T.Int32, T.Int64), [.. c.Shape(0, 2, 4), depth], default, Differential.Fill.Of(0, shape[..depth].Min() - 1));
        c.OutputAlike();
    }

    public static void ScatterNd(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 4, mayBeEmpty: false);
        var depth = c.Next(1, shape.Length);
        var rows = c.Shape(1, 2, 4);
        c.Input(T.Int32, [.. rows, depth], default, Differential.Fill.Of(0, shape[..depth].Min() - 1));
        c.InputOf(types, [.. rows, .. shape[depth..]]);
        c.Parameter(shape);
        // Updates are added, though most often to nothing.
        c.Tolerance = Tolerance.ExactButDenormals;
        c.OutputAlike();
    }

    public static void SparseToDense(CaseWriter c, T[] types)
    {
        var type = c.Cycle(types);
        var shape = c.Shape(1, 4, mayBeEmpty: false);
        var count = c.Next(1, 4);
        var index = c.Pick(T.Int32, T.Int64);
        int[] places = shape.Length == 1 ? c.Chance(0.5) ? [count] : [count, 1] : [count, shape.Length];
        c.Input(index, places, default, Differential.Fill.Of(0, shape.Min() - 1));
        c.Constant(index, [shape.Length], [.. shape.SelectMany(dimension => index == T.Int64 ? BitConverter.GetBytes((long)dimension) : BitConverter.GetBytes(dimension))]);
        c.Either(type, c.Chance(0.15) ? [] : [count]);
        c.Either(type, []);
        c.Output(type);
    }

    public static void Where(CaseWriter c, T[] types)
    {
        c.Input(c.Cycle(types), c.Shape(0, 4), default, Differential.Fill.Of(0, 1));
        c.Output(T.Int64);
    }

    public static void Unique(CaseWriter c, T[] types)
    {
        var index = c.Pick(T.Int32, T.Int64);
        c.Option("idx_out_type", (int)index);
        var type = c.Cycle(types);
        c.Input(type, c.Shape(1, 1, 12), c.Affine(type), type == T.Float32 ? default : Differential.Fill.Of(0, 5));
        c.Output(type);
        c.Output(index);
    }

    public static void SegmentSum(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 4, mayBeEmpty: false);
        var segments = new int[shape[0]];
        for (var row = 1; row < segments.Length; row++) segments[row] = segments[row - 1] + (c.Chance(0.5) ? 1 : 0);
        c.Tolerance = Tolerance.Sum(shape[0], 2 * shape[0]);
        c.Input(c.Cycle(types), shape);
        c.Parameter(segments);
        c.Output(c.Cycle(types));
    }

    /// <summary>Tables of float32, int8 or uint8 (answered as they are, or dequantized to float32 row by row).</summary>
    public static void EmbeddingLookup(CaseWriter c)
    {
        var type = c.Cycle(T.Float32, T.Int8, T.UInt8, T.Int8);
        var shape = c.Shape(2, 3, mayBeEmpty: false);
        var affine = type == T.Float32 ? default : new Affine(0.37f, 0);
        c.Input(T.Int32, c.Shape(1, 1, mayBeEmpty: false), default, Differential.Fill.Of(0, shape[0] - 1));
        c.Either(type, shape, affine);
        c.Output(type == T.UInt8 || c.Index % 4 == 3 ? T.Float32 : type, affine);
    }

    public static void HashtableLookup(CaseWriter c)
    {
        var type = c.Cycle(T.Float32, T.Int32);
        var count = c.Next(1, 5);
        c.Input(T.Int32, [c.Next(1, 5)], default, Differential.Fill.Of(0, 9));
        c.Constant(T.Int32, [count], Enumerable.Range(0, count).Select(key => key * 2).ToArray());
        c.Either(type, [count, c.Next(1, 3)]);
        c.Output(type);
        c.Output(T.UInt8);
    }

    /// <summary>Boxes that overlap much or little; scores with ties now and then.</summary>
    public static void Suppress(CaseWriter c, bool isSoft)
    {
        var count = c.Next(1, 20);
        c.Tolerance = Tolerance.Approximation;
        c.Input(T.Float32, [count, 4], default, Differential.Fill.Of(0, c.Pick(1.0, 4.0)));
        c.Input(T.Float32, [count], default, Differential.Fill.Of(0, 1));
        c.Parameter([c.Next(0, count)], isScalar: true);
        c.Constant(T.Float32, [], [c.Pick(0.1f, 0.5f, 0.9f)]);
        c.Constant(T.Float32, [], [c.Pick(0f, 0.3f)]);
        if (isSoft) c.Constant(T.Float32, [], [c.Pick(0f, 0.5f)]);
        c.Output(T.Int32);
        if (isSoft) c.Output(T.Float32);
        c.Output(T.Int32);
    }

    public static void EmbeddingLookupSparse(CaseWriter c)
    {
        c.Option("combiner", c.Cycle(0, 1, 2));
        var (rows, count) = (c.Next(1, 5), c.Next(1, 6));
        var bags = new int[count];
        for (var index = 1; index < count; index++) bags[index] = bags[index - 1] + c.Next(0, 1);
        c.Tolerance = Tolerance.Sum(count, 8);
        c.Input(T.Int32, [count], default, Differential.Fill.Of(0, rows - 1));
        c.Constant(T.Int32, [count, 1], bags);
        c.Constant(T.Int32, [1], [bags[^1] + 1]);
        c.Input(T.Float32, [count], default, Differential.Fill.Positive);
        c.Input(T.Float32, [rows, c.Next(1, 4)]);
        c.Output(T.Float32);
    }
}
