using OptRecipe.TFLite.Files;
using OptRecipe.Testing;

namespace OptRecipe.TFLite.Tests;

/// <summary>The model files that tests run over.</summary>
internal static class ModelFiles
{
    public static string Corpus { get; } = SharedFolder.InRepository("tests", "corpus", "tflite");

    public static IEnumerable<string> In(string folder) =>
        Directory.EnumerateFiles(folder, "*.tflite", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static Model Read(byte[] bytes) => ModelReader.Read(new MemoryByteSource(bytes));

    public static byte[] Write(Model model)
    {
        using var stream = new MemoryStream();
        ModelWriter.Write(model, stream);
        return stream.ToArray();
    }
}
