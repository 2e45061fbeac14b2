using System.Collections.Immutable;
using OptRecipe.Ide.Completion;
using OptRecipe.Ide.Fixes;
using OptRecipe.Ide.Hover;
using OptRecipe.Ide.InlayHints;
using OptRecipe.Ide.Lenses;
using OptRecipe.Ide.Symbols;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Formatting;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>Understands a few words: every <c>bad</c> is an error, every <c>odd</c> a hint of the model stage, every <c>old</c> a deprecated name that goes back to the first word; <c>size</c> gives a summary, <c>slow</c> makes the model stage wait
/// until it is cancelled or <see cref="Gate"/> opens, <c>boom</c> makes the text stage throw, <c>crash</c> the model stage.</summary>
internal sealed class FakeAnalyzer : IAnalyzer
{
    private static readonly DiagnosticDescriptor Bad = new("OR1001", "bad", Severity.Error, "0.1.0");
    private static readonly DiagnosticDescriptor Old = new("OR1002", "old", Severity.Warning, "0.1.0");
    private static readonly DiagnosticDescriptor Odd = new("OR3001", "odd", Severity.Hint, "0.1.0");
    private static readonly DiagnosticDescriptor Size = new("OR5001", "size", Severity.Information, "0.1.0");

    public ManualResetEventSlim Gate { get; } = new();
    public int TextCount;
    public int CancelledCount;

    public IAnalysis AnalyzeText(DocumentUri uri, SourceText text)
    {
        Interlocked.Increment(ref TextCount);
        if (text.Text.Contains("boom")) throw new InvalidOperationException("boom");
        var old = Find(text.Text, "old", Old, "`old` is old").Select(diagnostic => diagnostic with { IsDeprecated = true, IsUnnecessary = true, Related = [new(new(0, 1), "first here")] });
        return new Analysis(text.Text, [.. Find(text.Text, "bad", Bad, "`bad` is bad"), .. old]);
    }

    public IAnalysis AnalyzeModel(IAnalysis text, IFileSource files, CancellationToken cancellation)
    {
        var (words, found) = ((Analysis)text).Both;
        if (words.Contains("crash")) throw new InvalidOperationException("crash");
        if (words.Contains("slow"))
        {
            try
            {
                Gate.Wait(cancellation);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref CancelledCount);
                throw;
            }
        }
        var summary = Find(words, "size", Size, "337 KiB").Select(diagnostic => diagnostic with { IsSummary = true });
        return new Analysis(words, [.. found, .. Find(words, "odd", Odd, "`odd` is odd"), .. summary]);
    }

    private static ImmutableArray<Diagnostic> Find(string text, string word, DiagnosticDescriptor descriptor, string message)
    {
        var found = ImmutableArray.CreateBuilder<Diagnostic>();
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
            found.Add(new(descriptor, new(at, word.Length), message));
        return found.ToImmutable();
    }

    private sealed record Analysis(string Text, ImmutableArray<Diagnostic> Diagnostics) : IAnalysis
    {
        public RecipeAnalysis Recipe => RecipeAnalyzer.AnalyzeText("/w/fake.optrecipe.yaml", new(Text));
        public (string, ImmutableArray<Diagnostic>) Both => (Text, Diagnostics);
        public string? RunObstacle => Diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error)?.Message;
        public ImmutableArray<RecipeSymbol> Symbols => [.. Diagnostics.Select(diagnostic => new RecipeSymbol("bad", "", RecipeSymbolKind.Text, diagnostic.Span, diagnostic.Span, []))];
        public ImmutableArray<CodeLens> Lenses => [
            new(default, "$(play) Run", LensCommand.Run), new(default, "Run with Report", LensCommand.RunWithReport), new(default, "Show Plan", LensCommand.ShowPlan),
            .. Diagnostics.Take(1).Select(diagnostic => new CodeLens(new(diagnostic.Span.Start, 0), "before → after · compare", LensCommand.Compare)),
        ];
        public ImmutableArray<InlayHint> HintsIn(TextSpan range, Func<InlayHintKind, bool> isWanted) =>
            [.. Diagnostics.Where(diagnostic => isWanted(InlayHintKind.Steps) && range.Contains(diagnostic.Span.End)).Select(diagnostic => new InlayHint(InlayHintKind.Steps, diagnostic.Span.End, "worse", () => "**worse**"))];
        public HoverInfo? HoverAt(int offset) => Text.Contains("throws") ? throw new InvalidOperationException("hover") : new(new(offset, 0), $"{offset} of {Text.Length}");
        public ImmutableArray<CodeAction> ActionsAt(TextSpan range) =>
            [.. Diagnostics.Where(diagnostic => diagnostic.Span.Start <= range.End && diagnostic.Span.End >= range.Start).Select(diagnostic => new CodeAction("Make it good", CodeActionKind.QuickFix, [new TextEdit(diagnostic.Span, "good")]) { Diagnostic = diagnostic, IsPreferred = true })];
        public ImmutableArray<TextEdit> FormattingEdits(TextSpan? range, FormattingOptions options) => [new(range ?? new(0, Text.Length), $"formatted by {options.TabSize}")];
        public ImmutableArray<TextEdit> TypedEdits(int offset, string character, FormattingOptions options) => [new(new(offset, 0), $"after {character}")];
        public ImmutableArray<CompletionItem> CompletionsAt(int offset, IFileSource files) =>
            [new("model", CompletionKind.Key, new(0, Text.Length), "model: ${1:a.tflite}$0", "path", "**the model**", "000") { IsSnippet = true, ContinuesCompletion = true, CommitCharacters = ",]", More = () => "| more |" }];
        public string PlanMarkdown => $"# Plan\n{Text.Length} units";
    }
}
