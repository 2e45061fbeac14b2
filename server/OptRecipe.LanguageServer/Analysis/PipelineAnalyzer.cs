using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OptRecipe.Disk;
using OptRecipe.Ide.Completion;
using OptRecipe.Ide.Fixes;
using OptRecipe.Ide.Formatting;
using OptRecipe.Ide.Hover;
using OptRecipe.Ide.InlayHints;
using OptRecipe.Ide.Lenses;
using OptRecipe.Ide.Symbols;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Running;
using OptRecipe.Pipeline.Variants;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Formatting;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Analysis;

/// <summary>Recipes as the pipeline and the editor features understand them.</summary>
public sealed class PipelineAnalyzer : IAnalyzer
{
    // An analyzer keeps the models it has opened, so there is one for each source of files, for as long as that is in use.
    private readonly ConditionalWeakTable<IFileSource, RecipeAnalyzer> _analyzers = [];

    private readonly ItemMemory _items = new();

    public IAnalysis AnalyzeText(DocumentUri uri, SourceText text) => new Analysis(RecipeAnalyzer.AnalyzeText(PathOf(uri), text, PresetDocuments.Find(uri) is not null, _items));

    public IAnalysis AnalyzeModel(IAnalysis text, IFileSource files, CancellationToken cancellation) =>
        text is Analysis analysis
            ? new Analysis(_analyzers.GetValue(files, source => new RecipeAnalyzer(source)).AddModel(analysis.Recipe, cancellation))
            : throw new ArgumentException("another analyzer's analysis", nameof(text));

    /// <summary>Carries a recipe out, in a worker process.</summary>
    public static RunResult Run(RunRequest request, IProgress<RunProgress> progress, CancellationToken cancellation)
    {
        var disk = new DiskFiles(request.Root is { } root ? [root] : null);
        var files = new ReadFiles(disk);
        var text = request.Text ?? System.Text.Encoding.UTF8.GetString(files.ReadAll(request.RecipePath, long.MaxValue));
        var analysis = new RecipeAnalyzer(files).Analyze(request.RecipePath, text, cancellation);
        if (request.ComparesVariants)
            return new VariantRunner(files, disk, TimeProvider.System, new(new UserCache()), files).Run(analysis, new(Force: request.Force, RunsAnyway: request.Again || request.Force), progress, cancellation);
        return new RecipeRunner(files, disk, TimeProvider.System, new(new UserCache()), files).Run(analysis, request.Force, progress, cancellation, request.Again || request.Force);
    }

    // What is not on this computer has no path; its folder allows nothing, so the name alone is enough.
    private static string PathOf(DocumentUri uri) => uri.LocalPath ?? Path.GetFullPath(Path.DirectorySeparatorChar + uri.Name.Replace('\\', '_'));

    private sealed class Analysis(RecipeAnalysis recipe) : IAnalysis
    {
        public RecipeAnalysis Recipe => recipe;
        public ImmutableArray<Diagnostic> Diagnostics => recipe.Diagnostics;
        public string? RunObstacle => recipe.CanRun ? null : recipe.FirstError is { } error ? error.Message : "it cannot run yet";
        public ImmutableArray<RecipeSymbol> Symbols => RecipeSymbol.Of(recipe.Document.Tree);
        public ImmutableArray<CodeLens> Lenses => CodeLenses.Of(recipe);

        public string PlanMarkdown =>
            recipe.Plan is { } plan ? Pipeline.Planning.PlanMarkdown.Of(plan, Path.GetFileName(recipe.Path)) + VariantMarkdown.Forecast(recipe, recipe.AllVariants(default))
            : recipe.FirstError is { } error ? $"There is no plan yet: {error.Message}\n"
            : "There is no plan yet: the recipe names no model\n";

        public ImmutableArray<InlayHint> HintsIn(TextSpan range, Func<InlayHintKind, bool> isWanted) => InlayHints.Of(recipe, range, isWanted);
        public HoverInfo? HoverAt(int offset) => HoverInfo.At(recipe, offset);
        public ImmutableArray<CodeAction> ActionsAt(TextSpan range) => CodeActions.At(recipe, range);
        public ImmutableArray<TextEdit> FormattingEdits(TextSpan? range, FormattingOptions options) =>
            range is { } span ? RecipeFormatter.FormatRange(recipe.Syntax, span, options) : RecipeFormatter.TryFormat(recipe.Syntax, options) ?? [];
        public ImmutableArray<TextEdit> TypedEdits(int offset, string character, FormattingOptions options) => TypedFormatting.Edits(recipe.Syntax, offset, character, options);
        public ImmutableArray<CompletionItem> CompletionsAt(int offset, IFileSource files) => Completions.At(recipe, offset, files);
    }
}
