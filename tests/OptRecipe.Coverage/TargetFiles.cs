using System.Text.Json;
using System.Text.RegularExpressions;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Coverage;

/// <summary>Models, and the recorded answers beside them.</summary>
public static partial class TargetFiles
{
    public static Model Read(string path) => ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(path)));

    /// <summary>JSON as Python writes it: NaN and infinities become null.</summary>
    public static JsonDocument ReadJson(string path) => JsonDocument.Parse(NotANumber().Replace(File.ReadAllText(path), "$1null"));

    [GeneratedRegex(@"(?<=[\[:,\s])()-?(NaN|Infinity)(?=[,\]}\s])")]
    private static partial Regex NotANumber();
}
