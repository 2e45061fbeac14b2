using OptRecipe.FlatBuffers;
using OptRecipe.TFLite.Files;

namespace OptRecipe.TFLite.Dumping;

/// <summary>A model as text and back: exact (floats to the last bit, data as base64), stable (the same model gives the same text), made for <c>diff</c>.</summary>
public static class ModelDump
{
    /// <summary>Writes the whole model. A model with parts that no schema here knows carries the file it was read from, so that nothing is lost.</summary>
    public static void Write(Model model, TextWriter writer) => new DumpWriter(model, writer).Write();

    /// <summary>Reads what <see cref="Write"/> wrote, or what somebody made of it.</summary>
    /// <exception cref="FormatException">The text is no dump; the message begins with the line.</exception>
    public static Model Read(TextReader reader)
    {
        var model = DumpReader.Model(DumpText.Read(reader));
        try
        {
            // What only the origin holds is followed when the model is laid out; a text may lead anywhere in it.
            ModelWriter.Measure(model);
            return model;
        }
        catch (Exception error) when (error is FlatBufferException or ModelFormatException or InvalidOperationException)
        {
            throw new FormatException($"line 1: the model cannot be written, {error.Message}");
        }
    }

    /// <summary>Whether a model refers to bytes of its origin that only the origin holds.</summary>
    internal static bool NeedsOrigin(Model model) => model.Origin is { } origin && UnknownParts(origin);

    private static bool UnknownParts(ModelOrigin origin)
    {
        var reader = ModelReader.ReaderOf(origin.Source, null);
        ModelReader.Read(origin.Source, reader);
        return reader.HasMetUnknown;
    }
}
