using OptRecipe.Recipe.Presets;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Binding;

/// <summary>An entry of <c>use</c>.</summary>
/// <param name="Name">A preset's name, or a path relative to the recipe's file, as written.</param>
/// <param name="Span">The entry without its quotes.</param>
public sealed record BoundUse(string Name, TextSpan Span)
{
    /// <summary>More entries are not looked at.</summary>
    internal const int Most = 50;

    public bool IsPreset => PresetCatalog.IsName(Name);
}

/// <summary>Sections that are taken whole: the one that stands in the file itself, or the last one taken in.</summary>
[Flags]
internal enum RecipeSections
{
    None = 0,
    Targets = 1,
    Steps = 2,
    Outputs = 4,
    Seed = 8,
}
