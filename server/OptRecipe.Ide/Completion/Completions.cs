using System.Collections.Immutable;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Syntax;
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
        if (IsInsideIndentation(analysis.Text, offset) || TakesWhatFollows(analysis.Text, offset) || CompletionPlace.At(analysis, offset) is not { } place) return [];
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

    /// <summary>On an empty line above deeper ones: a word there would take what follows away from the one above.</summary>
    private static bool TakesWhatFollows(SourceText text, int offset)
    {
        var lines = text.Lines;
        var line = lines.LineOf(offset);
        if (!text.Text.AsSpan(lines.LineStart(line), lines.LineEnd(line) - lines.LineStart(line)).IsWhiteSpace()) return false;
        for (var next = line + 1; next < lines.LineCount; next++)
        {
            var content = text.Text.AsSpan(lines.LineStart(next), lines.LineEnd(next) - lines.LineStart(next));
            if (content.IsWhiteSpace() || content.TrimStart(' ')[0] == '#') continue;
            return content.Length - content.TrimStart(' ').Length > offset - lines.LineStart(line) || content[0] == ':';
        }
        return false;
    }
}

/// <summary>What a provider sees.</summary>
internal sealed record CompletionContext(RecipeAnalysis Analysis, CompletionPlace Place, IFileSource Files)
{
    internal CompletionItem Item(string label, CompletionKind kind, string newText, string detail, string documentation, int rank) =>
        new(label, kind, Place.Span, newText, detail, documentation, $"{rank:000}") { CommitCharacters = Place.IsInFlow && kind is CompletionKind.Value or CompletionKind.Target or CompletionKind.Unit ? ",]}" : "" };

    /// <summary>As it is written here: escaped as the quotes want that stand there, else in quotes where it needs some.</summary>
    internal string Written(string text) => (Place.Span.Start > 0 ? Analysis.Text.Text[Place.Span.Start - 1] : ' ') switch
    {
        '"' => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal),
        '\'' => text.Replace("'", "''", StringComparison.Ordinal),
        _ => ScalarQuoting.Quoted(text),
    };
}
