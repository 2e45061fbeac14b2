using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Presets;

/// <summary>A recipe that is part of the product: targets, steps, budget; never a model or data.</summary>
/// <param name="Name">What <c>use</c> says.</param>
/// <param name="Description">One or two sentences, as in its file.</param>
public sealed class Preset(string name, string description)
{
    private readonly Lazy<SyntaxTree> tree = new(() => SyntaxTree.Parse(new SourceText(Read(name))));

    public string Name { get; } = name;
    public string Description { get; } = description;
    /// <summary>The file's name: <c>mcu-int8.optrecipe.yaml</c>.</summary>
    public string FileName => Name + ".optrecipe.yaml";
    /// <summary>The whole file.</summary>
    public SourceText Text => tree.Value.Text;
    internal SyntaxTree Tree => tree.Value;

    private static string Read(string name)
    {
        using var stream = typeof(Preset).Assembly.GetManifestResourceStream($"presets/{name}.optrecipe.yaml") ?? throw new InvalidOperationException($"The preset `{name}` has no file");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
