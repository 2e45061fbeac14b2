using System.Buffers;

namespace OptRecipe.TFLite.Files;

/// <summary>Writes models as <c>.tflite</c> files. The same model gives the same bytes; a model that is the very one that was read gives the bytes it was read from.</summary>
public static class ModelWriter
{
    private const int ChunkSize = 1 << 20;

    /// <summary>Writes the whole file; weights are streamed from where they are.</summary>
    /// <exception cref="InvalidOperationException">The model is planned only (<see cref="PlannedByteSource"/>), or its structure is longer than 2 GiB.</exception>
    public static void Write(Model model, Stream stream)
    {
        if (model.Origin is { } origin && origin.IsUnchanged(model)) Copy(new(origin.Source, 0, origin.Source.Length), stream);
        else new ModelLayout(model).Write(stream);
    }

    /// <summary>The exact number of bytes that <see cref="Write"/> writes; for a planned model, those of the model once its data are computed.</summary>
    public static long Measure(Model model) =>
        model.Origin is { } origin && origin.IsUnchanged(model) ? origin.Source.Length : new ModelLayout(model).Length;

    internal static void Copy(ByteRange range, Stream stream)
    {
        if (range.Source is null) return;
        byte[]? chunk = null;
        for (long done = 0; done < range.Length;)
        {
            var part = (int)Math.Min(ChunkSize, range.Length - done);
            if (range.Source.TryBorrow(range.Offset + done, part, out var memory)) stream.Write(memory.Span);
            else
            {
                chunk ??= ArrayPool<byte>.Shared.Rent(ChunkSize);
                range.Source.Read(range.Offset + done, chunk.AsSpan(0, part));
                stream.Write(chunk, 0, part);
            }
            done += part;
        }
        if (chunk is not null) ArrayPool<byte>.Shared.Return(chunk);
    }
}
