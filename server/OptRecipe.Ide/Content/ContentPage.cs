namespace OptRecipe.Ide.Content;

public enum ContentPageKind
{
    /// <summary>A built-in preset, as a recipe.</summary>
    Preset,
    /// <summary>A target's rules, as Markdown.</summary>
    Target,
    /// <summary>What a diagnostic means and what helps, as Markdown.</summary>
    Diagnostic,
    /// <summary>How to do one thing, with a recipe for it, as Markdown.</summary>
    Task,
    /// <summary>A model's operators and tensors, one a line.</summary>
    Graph,
}

/// <summary>A page that we write, for looking at.</summary>
/// <param name="Name">Of the preset, target or task, or the code; of a graph the absolute path of the model.</param>
public sealed record ContentPage(ContentPageKind Kind, string Name);
