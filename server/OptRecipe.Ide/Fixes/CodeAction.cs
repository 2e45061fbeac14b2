using System.Collections.Immutable;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Fixes;

public enum CodeActionKind { QuickFix, Extract, Rewrite, FixAll }

/// <summary>A file beside the recipe that an action makes; it must not exist.</summary>
public sealed record NewFile(string Name, string Text);

/// <summary>One thing an editor offers to do. The edits are computed when somebody asks for them.</summary>
public sealed record CodeAction(string Title, CodeActionKind Kind, Lazy<ImmutableArray<TextEdit>> Change)
{
    public CodeAction(string title, CodeActionKind kind, ImmutableArray<TextEdit> edits) : this(title, kind, new Lazy<ImmutableArray<TextEdit>>(edits)) { }

    /// <summary>What it repairs; null for an action without a diagnostic.</summary>
    public Diagnostic? Diagnostic { get; init; }
    /// <summary>Safe, and the only safe one for its diagnostic.</summary>
    public bool IsPreferred { get; init; }
    /// <summary>Why it cannot be done here; null when it can.</summary>
    public string? Disabled { get; init; }
    public ImmutableArray<NewFile> NewFiles { get; init; } = [];
    public ImmutableArray<TextEdit> Edits => Change.Value;
}
