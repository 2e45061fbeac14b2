using System.Collections.Immutable;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Analysis;

/// <summary>Where the server meets the pipeline.</summary>
public static class RecipeAnalyzers
{
    public static IAnalyzer Create() => new Pending();

    public static RunResult Run(RunRequest request, IProgress<RunProgress> progress, CancellationToken cancellation) =>
        new(RunStatus.Failed, "running recipes is not available yet");

    private sealed class Pending : IAnalyzer
    {
        public IAnalysis AnalyzeText(DocumentUri uri, SourceText text) => new Nothing();
        public IAnalysis AnalyzeModel(IAnalysis text, IFileSource files, CancellationToken cancellation) => text;
    }

    private sealed class Nothing : IAnalysis
    {
        public ImmutableArray<Diagnostic> Diagnostics => [];
        public string PlanMarkdown => "";
    }
}
