using OptRecipe.Engine.Passes;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Engine.Tests;

internal static class TestModels
{
    public static Model Read(string path) => ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(path)));

    public static byte[] Write(Model model)
    {
        using var stream = new MemoryStream();
        ModelWriter.Write(model, stream);
        return stream.ToArray();
    }

    /// <summary>What a reader finds in the file that the model becomes.</summary>
    public static Model Reread(Model model) => ModelReader.Read(new MemoryByteSource(Write(model)));

    /// <summary>Plans and carries out.</summary>
    public static Model Apply(IPass pass, Model model, PassMode mode = PassMode.Run) => pass.Apply(model, pass.Plan(model), mode, null, CancellationToken.None);
}
