using System.Collections.Immutable;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>What kernels that move elements check.</summary>
internal static class MovingChecks
{
    /// <summary>Bits of an element; 0 for strings, which are moved too where <paramref name="takesStrings"/>.</summary>
    public static int ElementBits(this KernelContext context, RuntimeTensor tensor, bool takesStrings = false) => TensorSize.BitsPerElement(tensor.Type) switch
    {
        0 when !(takesStrings && tensor.Type == TensorType.String) => throw context.UnsupportedType(tensor),
        var bits => bits,
    };

    /// <summary>Bytes of an element, for kernels that do not take packed ones.</summary>
    public static int ElementBytes(this KernelContext context, RuntimeTensor tensor) => context.ElementBits(tensor) is >= 8 and var bits ? bits / 8 : throw context.UnsupportedType(tensor);

    /// <summary>The values of an input that holds axes, sizes or indices.</summary>
    public static IntegerValues Integers(this KernelContext context, int input) => IntegerValues.Of(context, input);

    public static void RequireType(this KernelContext context, RuntimeTensor tensor, TensorType type)
    {
        if (tensor.Type != type) throw context.Refusal($"an operand is {tensor}, {type.Name()} is expected");
    }

    public static void RequireRank(this KernelContext context, RuntimeTensor tensor, int rank)
    {
        if (tensor.Rank != rank) throw context.Refusal($"an operand is {tensor}, {rank} dimensions are expected");
    }

    public static void RequireInputs(this KernelContext context, int count)
    {
        if (context.InputCount != count) throw context.Refusal($"it has {context.InputCount} inputs, {count} are expected");
    }

    public static void RequireOutputs(this KernelContext context, int count)
    {
        if (context.OutputCount != count) throw context.Refusal($"it has {context.OutputCount} outputs, {count} are expected");
    }

    /// <summary>Scale and zero point have to agree, because nothing is rescaled. Per-channel parameters are not compared.</summary>
    public static void RequireSameQuantization(this KernelContext context, RuntimeTensor a, RuntimeTensor b)
    {
        if (PerTensor(a) != PerTensor(b)) throw context.Refusal($"scale and zero point are {PerTensor(a)} here and {PerTensor(b)} there; it does not rescale");

        static (float Scale, int ZeroPoint) PerTensor(RuntimeTensor tensor) => tensor.Quantization.IsPerChannel ? default : (tensor.Scale, tensor.ZeroPoint);
    }

    /// <summary>For 8 and 16 bits scale and zero point have to agree, and INT16 has none of the latter.</summary>
    public static void RequireKeptQuantization(this KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        if (input.Type is not (TensorType.Int8 or TensorType.UInt8 or TensorType.Int16)) return;
        context.RequireSameQuantization(input, output);
        if (input.Type == TensorType.Int16) context.RequireNoZeroPoint(input);
    }

    public static void RequireNoZeroPoint(this KernelContext context, RuntimeTensor tensor)
    {
        if (tensor.ZeroPoint != 0) throw context.Refusal($"the zero point of {tensor} is {tensor.ZeroPoint}, 0 is expected");
    }

    /// <summary>An axis counted from the front.</summary>
    public static int Axis(this KernelContext context, long axis, int rank)
    {
        var normalized = axis < 0 ? axis + rank : axis;
        return normalized >= 0 && normalized < rank ? (int)normalized : throw context.Refusal($"axis {axis} is outside {rank} dimensions");
    }

    /// <summary>A list of 64-bit numbers of the options, empty without it.</summary>
    public static ReadOnlySpan<long> Int64s(this OperatorOptions options, string field) => options[field] is ImmutableArray<long> values ? values.AsSpan() : [];

    /// <summary>Elements between neighbours of each dimension.</summary>
    public static int[] Strides(ReadOnlySpan<int> shape)
    {
        var strides = new int[shape.Length];
        var stride = 1;
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            strides[dimension] = stride;
            // A stride beyond an empty dimension is never taken.
            stride = unchecked(stride * shape[dimension]);
        }
        return strides;
    }

    /// <summary>Fills with one element, over and over.</summary>
    public static void FillWith(Span<byte> target, ReadOnlySpan<byte> element)
    {
        if (target.IsEmpty) return;
        if (!element.ContainsAnyExcept(element[0]))
        {
            target.Fill(element[0]);
            return;
        }
        element.CopyTo(target);
        for (var filled = element.Length; filled < target.Length; filled = (int)Math.Min(2L * filled, target.Length)) target[..Math.Min(filled, target.Length - filled)].CopyTo(target[filled..]);
    }
}
