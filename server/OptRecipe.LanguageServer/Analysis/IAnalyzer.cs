using System.Collections.Immutable;
using OptRecipe.Ide.Completion;
using OptRecipe.Ide.Fixes;
using OptRecipe.Ide.Hover;
using OptRecipe.Ide.InlayHints;
using OptRecipe.Ide.Lenses;
using OptRecipe.Ide.Symbols;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Formatting;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Analysis;

/// <summary>The door to everything that knows recipes. Thread-safe.</summary>
public interface IAnalyzer
{
    /// <summary>What the text alone says; fast enough for every keystroke.</summary>
    IAnalysis AnalyzeText(DocumentUri uri, SourceText text);

    /// <summary>What the text, the model and the targets say; reads files through <paramref name="files"/>, and may keep what it read as long as that object lives.</summary>
    IAnalysis AnalyzeModel(IAnalysis text, IFileSource files, CancellationToken cancellation);
}

/// <summary>What is known about one version of a recipe. Immutable.</summary>
public interface IAnalysis
{
    /// <summary>Everything that is known, for features that are a function of it.</summary>
    RecipeAnalysis Recipe { get; }

    ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>Why a run would not begin; null when it would.</summary>
    string? RunObstacle { get; }

    /// <summary>The resolved plan for people; when there is none, the sentence that says why.</summary>
    string PlanMarkdown { get; }

    ImmutableArray<RecipeSymbol> Symbols { get; }
    ImmutableArray<CodeLens> Lenses { get; }

    /// <summary>In the order of the text.</summary>
    ImmutableArray<InlayHint> HintsIn(TextSpan range, Func<InlayHintKind, bool> isWanted);

    HoverInfo? HoverAt(int offset);
    ImmutableArray<CodeAction> ActionsAt(TextSpan range);

    /// <param name="range">Null for the whole text.</param>
    ImmutableArray<TextEdit> FormattingEdits(TextSpan? range, FormattingOptions options);

    /// <param name="offset">Behind the character that was typed.</param>
    ImmutableArray<TextEdit> TypedEdits(int offset, string character, FormattingOptions options);

    /// <param name="files">Looked into for paths only.</param>
    ImmutableArray<CompletionItem> CompletionsAt(int offset, IFileSource files);
}
