using System.Collections.Immutable;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Completion;

/// <summary>What may be written at a place, best first; nothing that would be an error there.</summary>
public static class Completions
{
    /// <summary>Of names of a model at most so many are offered at a time; with more letters others may come.</summary>
    public const int MostItems = 300;

    /// <summary>All providers; their items are added up.</summary>
    private static readonly Func<CompletionContext, IEnumerable<CompletionItem>>[] Providers =
    [
        KeyCompletion.At,
        VariantCompletion.At,
        KindCompletion.At,
        ValueCompletion.At,
        SelectorCompletion.At,
        PathCompletion.At,
        DataCompletion.At,
    ];

    /// <param name="files">Looked into for paths only.</param>
    public static ImmutableArray<CompletionItem> At(RecipeAnalysis analysis, int offset, IFileSource files)
    {
        if (analysis.Document.IsTarget) return [];
        if (SuppressionCompletion.At(analysis, offset) is { } suppressions) return [.. suppressions];
        if (IsInsideIndentation(analysis.Text, offset) || CompletionPlace.At(analysis, offset) is not { } place) return [];
        var context = new CompletionContext(analysis, place, files);
        var items = Providers.SelectMany(provider => provider(context)).Where(item => !VariantCompletion.IsThere(context, item.Label)).DistinctBy(item => item.Label).OrderBy(item => item.SortText, StringComparer.Ordinal);
        return [.. place.NeedsBlank ? items.Select(item => item with { NewText = " " + item.NewText }) : items];
    }

    /// <summary>Before or between the blanks in front of a line's text: whatever is written there moves the text that follows.</summary>
    private static bool IsInsideIndentation(SourceText text, int offset)
    {
        var line = text.Lines.LineOf(offset);
        var (start, end) = (text.Lines.LineStart(line), text.Lines.LineEnd(line));
        var whole = text.Text.AsSpan(start, end - start);
        return offset < start + whole.Length - whole.TrimStart(' ').Length && !whole.IsWhiteSpace();
    }
}

/// <summary>What a provider sees.</summary>
internal sealed record CompletionContext(RecipeAnalysis Analysis, CompletionPlace Place, IFileSource Files)
{
    internal CompletionItem Item(string label, CompletionKind kind, string newText, string detail, string documentation, int rank) =>
        new(label, kind, Place.Span, newText, detail, documentation, $"{rank:000}") { CommitCharacters = Place.IsInFlow && kind is CompletionKind.Value or CompletionKind.Target or CompletionKind.Unit ? ",]}" : "" };
}
