using System.Collections.Immutable;
using OptRecipe.TFLite;
using T = OptRecipe.TFLite.TensorType;

namespace OptRecipe.Engine.Tests.Differential;

/// <summary>Operators that move data; tensors have one scale and zero point throughout.</summary>
internal static class Moving
{
    public static void Reshape(CaseWriter c, T[] types)
    {
        var shape = c.Shape(0, 5);
        var target = shape.Length == 0 ? c.Pick<int[]>([], [1], [1, 1]) : c.Pick<int[]>([CaseWriter.Count(shape)], [1, .. shape], [.. shape.Reverse()], [shape[0], CaseWriter.Count(shape[1..])]);
        if (target.Length > 0 && CaseWriter.Count(target) > 0 && c.Chance(0.5)) target[c.Next(0, target.Length - 1)] = -1;
        c.InputOf(types, shape);
        if (c.Chance(0.3) && target.Length > 0) c.Option("new_shape", target.ToImmutableArray());
        else c.Parameter(target);
        c.OutputAlike();
    }

    public static void Squeeze(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 5).Select(dimension => c.Chance(0.5) ? 1 : dimension).ToArray();
        var ones = shape.Index().Where(pair => pair.Item == 1 && c.Chance(0.7)).Select(pair => c.Chance(0.3) ? pair.Index - shape.Length : pair.Index);
        c.Option("squeeze_dims", ones.ToImmutableArray());
        c.InputOf(types, shape);
        c.OutputAlike();
    }

    public static void ExpandDims(CaseWriter c, T[] types)
    {
        var shape = c.Shape(0, 4);
        c.InputOf(types, shape);
        c.Parameter([c.Next(-shape.Length - 1, shape.Length)], isScalar: c.Chance(0.7), mayBeInt64: true);
        c.OutputAlike();
    }

    public static void Facts(CaseWriter c, string? typeOption)
    {
        var type = typeOption is null ? T.Int32 : c.Pick(T.Int32, T.Int64);
        if (typeOption is not null) c.Option(typeOption, (int)type);
        c.Input(T.Float32, c.Shape(0, 6));
        c.Output(type);
    }

    public static void Transpose(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 5);
        var order = Enumerable.Range(0, shape.Length).ToArray();
        c.Random.Shuffle(order);
        c.InputOf(types, shape);
        c.Parameter(order);
        c.OutputAlike();
    }

    /// <summary>CONCATENATION; uint8 with scales of its own for each.</summary>
    public static void Concatenation(CaseWriter c, T[] types)
    {
        var type = c.Cycle(types);
        var shape = c.Shape(1, 5, 5);
        var axis = c.Next(0, shape.Length - 1);
        c.Option("axis", c.Chance(0.3) ? axis - shape.Length : axis);
        var affine = c.Affine(type);
        var count = c.Next(1, 5);
        for (var operand = 0; operand < count; operand++)
        {
            var own = (int[])shape.Clone();
            own[axis] = c.Chance(0.06) ? 0 : c.Next(1, 5);
            c.Either(type, own, type == T.UInt8 && c.Chance(0.5) ? c.Affine(type) : affine);
        }
        c.Output(type, affine);
    }

    public static void Pack(CaseWriter c, T[] types)
    {
        var type = c.Cycle(types);
        var shape = c.Shape(0, 4);
        var count = c.Next(1, 5);
        c.Option("values_count", count).Option("axis", c.Next(-shape.Length - 1, shape.Length));
        var affine = c.Affine(type);
        for (var operand = 0; operand < count; operand++) c.Either(type, shape, affine);
        c.Output(type, affine);
    }

    public static void Unpack(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 5, 4, mayBeEmpty: false);
        var axis = c.Next(-shape.Length, shape.Length - 1);
        var count = shape[(axis + shape.Length) % shape.Length];
        c.Option("num", count).Option("axis", axis);
        c.InputOf(types, shape);
        for (var output = 0; output < count; output++) c.OutputAlike();
    }

    public static void Split(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 4, 4);
        var axis = c.Next(-shape.Length, shape.Length - 1);
        var count = c.Next(1, 4);
        shape[(axis + shape.Length) % shape.Length] = count * c.Next(1, 3);
        c.Option("num_splits", count);
        c.Parameter([axis], isScalar: c.Chance(0.6));
        c.InputOf(types, shape);
        for (var output = 0; output < count; output++) c.OutputAlike();
    }

    public static void SplitV(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 4, 4);
        var axis = c.Next(-shape.Length, shape.Length - 1);
        var sizes = Enumerable.Range(0, c.Next(1, 4)).Select(_ => c.Chance(0.1) ? 0 : c.Next(1, 4)).ToArray();
        shape[(axis + shape.Length) % shape.Length] = sizes.Sum();
        c.Option("num_splits", sizes.Length);
        c.InputOf(types, shape);
        if (c.Chance(0.3)) sizes[c.Next(0, sizes.Length - 1)] = -1;
        c.Parameter(sizes, mayBeInt64: true);
        c.Parameter([axis], isScalar: c.Chance(0.6));
        foreach (var _ in sizes) c.OutputAlike();
    }

    public static void Slice(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 5, mayBeEmpty: false);
        var begin = shape.Select(dimension => c.Next(0, dimension - 1)).ToArray();
        var size = shape.Index().Select(pair => c.Chance(0.25) ? -1 : c.Next(c.Chance(0.05) ? 0 : 1, pair.Item - begin[pair.Index])).ToArray();
        var type = c.InputOf(types, shape);
        var isWide = c.Chance(0.3);
        var (areInputs, index) = (c.Chance(0.2), isWide ? T.Int64 : T.Int32);
        foreach (var values in new[] { begin, size })
        {
            var bytes = isWide ? values.SelectMany(value => BitConverter.GetBytes((long)value)).ToArray() : values.SelectMany(BitConverter.GetBytes).ToArray();
            if (areInputs) c.Input(index, [values.Length], bytes); else c.Constant(index, [values.Length], bytes);
        }
        c.OutputAlike([.. shape.Index().Select(pair => size[pair.Index] < 0 ? pair.Item - begin[pair.Index] : size[pair.Index])]);
    }

    /// <summary>All masks at random, strides of either sign, bounds outside of the shape; fewer specifications than dimensions.</summary>
    public static void StridedSlice(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 4, 5);
        var count = c.Next(1, Math.Min(shape.Length + c.Next(0, 1), 4));
        int Mask(double chance) => Enumerable.Range(0, count).Sum(bit => c.Chance(chance) ? 1 << bit : 0);
        var newAxis = c.Chance(0.25) ? Mask(0.3) : 0;
        var ellipsis = c.Chance(0.25) ? 1 << c.Next(0, count - 1) : 0;
        c.Option("begin_mask", Mask(0.3)).Option("end_mask", Mask(0.3)).Option("ellipsis_mask", ellipsis).Option("new_axis_mask", newAxis).Option("shrink_axis_mask", c.Chance(0.4) ? Mask(0.3) : 0);
        c.InputOf(types, shape);
        var strides = Enumerable.Range(0, count).Select(_ => c.Chance(0.5) ? 1 : c.Pick(-1, 2, -2, 3, 7, -100, 1000)).ToArray();
        int Bound() => c.Chance(0.1) ? c.Pick(-100, 100) : c.Next(-5, 5);
        c.Parameter([.. strides.Select(_ => Bound())], mayBeInput: false);
        c.Parameter([.. strides.Select(_ => Bound())], mayBeInput: c.Index % 4 == 0);
        c.Parameter(strides, mayBeInput: false);
        c.OutputAlike();
    }

    public static void Tile(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 4, 4);
        c.InputOf(types, shape);
        c.Parameter([.. shape.Select(_ => c.Chance(0.05) ? 0 : c.Next(1, 3))], mayBeInt64: true);
        c.OutputAlike();
    }

    public static void Pad(CaseWriter c, T[] types, bool hasValue)
    {
        var shape = c.Shape(1, c.Chance(0.2) ? 5 : 4, 4);
        var type = c.InputOf(types, shape);
        Paddings(c, shape, _ => 3);
        if (hasValue) c.Constant(type, [], c.Like.Affine, type is T.Float32 or T.Int32 or T.Int64 ? Fill.Of(-9, 9) : default);
        c.OutputAlike();
    }

    public static void MirrorPad(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 4, 5, mayBeEmpty: false);
        var isReflect = c.Chance(0.5);
        c.Option("mode", isReflect ? 0 : 1);
        c.InputOf(types, shape);
        Paddings(c, shape, dimension => shape[dimension] - (isReflect ? 1 : 0));
        c.OutputAlike();
    }

    public static void Reverse(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 5);
        c.InputOf(types, shape);
        c.Parameter([c.Next(-shape.Length, shape.Length - 1)]);
        c.OutputAlike();
    }

    public static void ReverseSequence(CaseWriter c, T[] types)
    {
        var shape = c.Shape(2, 4, mayBeEmpty: false);
        var batch = c.Next(0, shape.Length - 1);
        var sequence = (batch + c.Next(1, shape.Length - 1)) % shape.Length;
        c.Option("batch_dim", batch).Option("seq_dim", sequence);
        c.InputOf(types, shape);
        c.Parameter([.. Enumerable.Range(0, shape[batch]).Select(_ => c.Next(0, shape[sequence]))], mayBeInt64: true);
        c.OutputAlike();
    }

    public static void SpaceAndDepth(CaseWriter c, T[] types, bool isToDepth)
    {
        var block = c.Next(1, 4);
        c.Option("block_size", block);
        var (height, width, depth) = (c.Next(1, 3), c.Next(1, 3), c.Next(1, 5));
        c.InputOf(types, isToDepth ? [c.Next(1, 3), height * block, width * block, depth] : [c.Next(1, 3), height, width, depth * block * block]);
        c.OutputAlike();
    }

    public static void SpaceToBatch(CaseWriter c, T[] types)
    {
        var spatial = c.Next(1, 2);
        var blocks = Enumerable.Range(0, spatial).Select(_ => c.Next(1, 3)).ToArray();
        var paddings = Enumerable.Range(0, 2 * spatial).Select(_ => c.Next(0, 2)).ToArray();
        var sizes = blocks.Index().Select(pair => Multiple(c, pair.Item, paddings[2 * pair.Index] + paddings[2 * pair.Index + 1])).ToArray();
        c.InputOf(types, [c.Next(1, 3), .. sizes, c.Next(1, 4)]);
        c.Parameter(blocks);
        c.Constant(T.Int32, [spatial, 2], paddings);
        c.OutputAlike();
    }

    public static void BatchToSpace(CaseWriter c, T[] types)
    {
        var spatial = c.Next(1, 2);
        var blocks = Enumerable.Range(0, spatial).Select(_ => c.Next(1, 3)).ToArray();
        var sizes = blocks.Select(_ => c.Next(1, 4)).ToArray();
        var crops = new int[2 * spatial];
        for (var index = 0; index < spatial; index++)
        {
            crops[2 * index] = c.Next(0, Math.Min(2, sizes[index] * blocks[index] - 1));
            crops[2 * index + 1] = c.Next(0, Math.Min(2, sizes[index] * blocks[index] - 1 - crops[2 * index]));
        }
        c.InputOf(types, [c.Next(1, 3) * CaseWriter.Count(blocks), .. sizes, c.Next(1, 4)]);
        c.Parameter(blocks);
        c.Constant(T.Int32, [spatial, 2], crops);
        c.OutputAlike();
    }

    public static void BroadcastTo(CaseWriter c, T[] types)
    {
        var full = c.Shape(1, 6, 4);
        var own = full.Select(dimension => c.Chance(0.4) ? 1 : dimension).ToArray();
        c.InputOf(types, own[c.Next(0, c.Chance(0.5) ? 0 : own.Length - 1)..]);
        c.Parameter(full, mayBeInt64: true);
        c.OutputAlike();
    }

    public static void BroadcastArgs(CaseWriter c)
    {
        var (a, b) = c.Broadcast();
        var type = c.Pick(T.Int32, T.Int64);
        c.Input(type, [a.Length], Wide(a, type));
        c.Input(type, [b.Length], Wide(b, type));
        c.Output(type);
    }

    public static void UpdateSlice(CaseWriter c, T[] types)
    {
        var shape = c.Shape(1, 4, 5, mayBeEmpty: false);
        var type = c.InputOf(types, shape);
        c.Either(type, [.. shape.Select(dimension => c.Next(1, dimension))], c.Like.Affine);
        c.Parameter([.. shape.Select(dimension => c.Next(-2, dimension + 1))]);
        c.OutputAlike();
    }

    public static void MatrixDiag(CaseWriter c, T[] types, bool isSet)
    {
        var shape = c.Shape(isSet ? 2 : 1, 4, 5, mayBeEmpty: false);
        var type = c.InputOf(types, shape);
        if (isSet) c.Either(type, [.. shape[..^2], Math.Min(shape[^1], shape[^2])]);
        c.OutputAlike();
    }

    private static void Paddings(CaseWriter c, int[] shape, Func<int, int> highest)
    {
        var values = shape.Index().SelectMany(pair => new[] { c.Chance(0.4) ? 0 : c.Next(0, highest(pair.Index)), c.Chance(0.4) ? 0 : c.Next(0, highest(pair.Index)) }).ToArray();
        var type = c.Pick(T.Int32, T.Int64);
        if (c.Chance(0.25)) c.Input(type, [shape.Length, 2], Wide(values, type)); else c.Constant(type, [shape.Length, 2], Wide(values, type));
    }

    private static byte[] Wide(int[] values, T type) =>
        [.. values.SelectMany(value => type == T.Int64 ? BitConverter.GetBytes((long)value) : BitConverter.GetBytes(value))];

    private static int Multiple(CaseWriter c, int block, int padding)
    {
        var size = c.Next(1, 6);
        while ((size + padding) % block != 0) size++;
        return size;
    }
}
