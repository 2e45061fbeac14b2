using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Runs;

/// <summary>One run, waiting or under way. It keeps the text it was started with, whatever happens to the document.</summary>
public sealed class RecipeRun(Document document, RunTrigger trigger, bool force, bool onlyWhenValid, ProgressToken? token, bool again = false)
{
    public Document Document => document;
    public RunTrigger Trigger => trigger;
    public bool Force => force;
    /// <summary>Run also when nothing has changed since the last run.</summary>
    public bool Again => again;
    /// <summary>Somebody who gave a command waits for this run of a save.</summary>
    public bool IsAsked { get; set; }
    /// <summary>Skip the run when the recipe has errors.</summary>
    public bool OnlyWhenValid => onlyWhenValid;
    /// <summary>Where the client wants progress; null: the server may open one of its own.</summary>
    public ProgressToken? Token => token;
    public RunProgressReporter? Progress { get; set; }
    public CancellationTokenSource Cancellation { get; } = new();
    /// <summary>Completes when the run has ended, for whatever reason.</summary>
    public TaskCompletionSource<RunAnswer> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
