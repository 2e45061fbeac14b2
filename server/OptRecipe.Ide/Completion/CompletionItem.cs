using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Completion;

public enum CompletionKind { Key, Value, Target, Step, File, Folder, Unit, Suppression }

/// <summary>One thing that may be written at the cursor.</summary>
/// <param name="Span">The text that <paramref name="NewText"/> replaces; one line, holds the cursor.</param>
/// <param name="NewText">With <paramref name="IsSnippet"/> in snippet syntax (<c>$1</c>, <c>$0</c>); further lines are indented relative to the current one.</param>
/// <param name="Detail">A few words beside the label.</param>
/// <param name="Documentation">Markdown.</param>
/// <param name="SortText">Ordinal order is the order to show.</param>
public sealed record CompletionItem(string Label, CompletionKind Kind, TextSpan Span, string NewText, string Detail, string Documentation, string SortText)
{
    public bool IsSnippet { get; init; }
    /// <summary>Completion is asked again once this is written: a folder, a key whose values are known.</summary>
    public bool ContinuesCompletion { get; init; }
    /// <summary>Characters that accept the item and are written behind it.</summary>
    public string CommitCharacters { get; init; } = "";
    /// <summary>Makes Markdown that costs something, shown under <see cref="Documentation"/>; null for none. Any thread may call it, later.</summary>
    public Func<string>? More { get; init; }
}
