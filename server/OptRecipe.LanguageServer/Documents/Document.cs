using OptRecipe.LanguageServer.Analysis;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Documents;

/// <summary>One version of an open document.</summary>
/// <param name="Version">As the client numbers it.</param>
/// <param name="Analysis">What is known about this version in this state of the workspace; computed when first asked for.</param>
public sealed record Document(DocumentUri Uri, string LanguageId, int Version, SourceText Text, AnalysisCell Analysis)
{
    /// <summary>Cancelled when a newer version, another state of the workspace or the closing has made this one out of date.</summary>
    public CancellationTokenSource Replaced { get; } = new();
    public bool IsRecipe => LanguageId == "optrecipe" || Uri.IsRecipe;
}
