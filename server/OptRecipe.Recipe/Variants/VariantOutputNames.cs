using OptRecipe.Recipe.Binding;

namespace OptRecipe.Recipe.Variants;

/// <summary>Every variant writes files of its own: its name stands before the file's end, <c>out/kws.tflite</c> → <c>out/kws-int8.tflite</c>.</summary>
public static class VariantOutputNames
{
    public static BoundRecipe Of(BoundRecipe recipe, string variant) => recipe with { Outputs = [.. recipe.Outputs.Select(output => output with { Path = Of(output.Path, variant) })] };

    public static string Of(string path, string word)
    {
        var name = path.LastIndexOfAny(['/', '\\']) + 1;
        var dot = path.LastIndexOf('.');
        return dot > name ? $"{path[..dot]}-{word}{path[dot..]}" : $"{path}-{word}";
    }
}
