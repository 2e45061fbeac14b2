using System.Buffers.Binary;
using OptRecipe.FlatBuffers;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>Pooling options of custom operators.</summary>
internal static class CustomPoolOptions
{
    /// <summary>TensorFlow Lite's own structure for pooling, written into the file: int32 padding (1 SAME, 2 VALID), stride width and height, window width and height, activation.</summary>
    public static PoolOptions OfStruct(KernelContext context)
    {
        var bytes = context.CustomOptions.Span;
        if (bytes.Length < 24) throw context.Refusal($"its options have {bytes.Length} bytes, expected at least 24");
        var padding = Number(bytes, 0);
        if (padding is not (1 or 2)) throw context.Refusal($"its padding is {padding}, expected 1 (SAME) or 2 (VALID)");
        return new(padding == 1 ? Padding.Same : Padding.Valid, Number(bytes, 2), Number(bytes, 1), Number(bytes, 4), Number(bytes, 3), (ActivationFunctionType)Number(bytes, 5));
    }

    private static int Number(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * index)..]);

    /// <summary>A FlexBuffer map: padding as text, ksize and strides as four numbers each.</summary>
    public static PoolOptions OfMap(KernelContext context)
    {
        try
        {
            var map = FlexValue.Root(context.CustomOptions);
            if (map["include_batch_in_index"].IsTrue) throw context.Refusal("include_batch_in_index is set, which no runtime supports");
            var padding = map["padding"].Text switch
            {
                "SAME" => Padding.Same,
                "VALID" => Padding.Valid,
                var other => throw context.Refusal($"its padding is {other}, expected SAME or VALID"),
            };
            var (size, strides) = (Pair(context, map, "ksize"), Pair(context, map, "strides"));
            return new(padding, strides.Height, strides.Width, size.Height, size.Width, ActivationFunctionType.None);
        }
        catch (FlatBufferException error)
        {
            throw context.Refusal($"its options are no FlexBuffer: {error.Message}");
        }
    }

    private static (int Height, int Width) Pair(KernelContext context, FlexValue map, string key)
    {
        var values = map[key];
        if (values.Count != 4 || values[0].Int32 != 1 || values[3].Int32 != 1) throw context.Refusal($"its {key} are not 1, height, width, 1");
        return (values[1].Int32, values[2].Int32);
    }
}
