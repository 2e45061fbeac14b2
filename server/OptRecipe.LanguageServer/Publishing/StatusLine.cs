using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.LanguageServer.Publishing;

/// <summary>What the language-status item of each open recipe says: the run under way, else the errors, else what the last run brought. Sent when it changes, and only to a client that
/// knows of it (one that sent our own options). Thread-safe.</summary>
public sealed class StatusLine(Connection connection, Workspace workspace)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DocumentUri, Entry> _entries = [];

    public void Checked(Document document, IAnalysis analysis) => Change(document.Uri, entry =>
    {
        entry.Errors = analysis.Diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Error);
        entry.Known = analysis.Recipe is { IsUpToDate: true, LastRun: { } record } ? FromRun.Answer(record.UpToDate()) : null;
        if (entry is { Known: null, Last.Status: RunAnswerStatus.UpToDate }) entry.Last = null;
        entry.HasReport = analysis.Recipe.LastRun is not null;
        entry.Warnings = analysis.Diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Warning);
    });

    /// <summary>What a run is doing; null when it has ended.</summary>
    public void Running(DocumentUri uri, string? doing) => Change(uri, entry => entry.Doing = doing);

    public void Finished(DocumentUri uri, RunAnswer answer) => Change(uri, entry => (entry.Doing, entry.Last) = (null, answer));

    public void Forget(DocumentUri uri)
    {
        lock (_lock) _entries.Remove(uri);
    }

    private void Change(DocumentUri uri, Action<Entry> change)
    {
        if (!workspace.Current.Options.IsGiven) return;
        lock (_lock)
        {
            if (!_entries.TryGetValue(uri, out var entry)) _entries[uri] = entry = new();
            change(entry);
            var status = entry.Describe(uri.ToString()) with { HasReport = entry.HasReport };
            if (status == entry.Sent) return;
            entry.Sent = status;
            connection.Notify(OptRecipeMethods.Status, status);
        }
    }

    private sealed class Entry
    {
        public int Errors, Warnings;
        public string? Doing;
        public RunAnswer? Last;
        /// <summary>What a run would answer that need not be made.</summary>
        public RunAnswer? Known;
        public bool HasReport;
        public StatusParams? Sent;

        public StatusParams Describe(string uri)
        {
            if (Doing is not null) return new(uri, "running", Doing, StatusSeverity.Information, true);
            if (Errors > 0) return new(uri, Count(Errors, "error"), Last?.Message ?? "", StatusSeverity.Error, false);
            if (Shown is not { } told) return new(uri, Warnings > 0 ? Count(Warnings, "warning") : "ready", "", Warnings > 0 ? StatusSeverity.Warning : StatusSeverity.Information, false);
            return told.Status switch
            {
                RunAnswerStatus.Succeeded => new(uri, "done", told.Message, StatusSeverity.Information, false),
                RunAnswerStatus.UpToDate => told.Budget.All(budget => budget.Kept) ? new(uri, "up to date", told.Message.Replace("up to date: ", "", StringComparison.Ordinal), StatusSeverity.Information, false) : new(uri, "over budget", told.Message, StatusSeverity.Error, false),
                RunAnswerStatus.Cancelled => new(uri, "cancelled", told.Message, StatusSeverity.Information, false),
                RunAnswerStatus.BudgetBroken => new(uri, "over budget", told.Message, StatusSeverity.Error, false),
                RunAnswerStatus.Invalid or RunAnswerStatus.Refused => new(uri, "not run", told.Message, StatusSeverity.Warning, false),
                RunAnswerStatus.NeedsForce => new(uri, "not run", told.Message, StatusSeverity.Warning, false),
                _ => new(uri, "failed", told.Message, StatusSeverity.Error, false),
            };
        }

        private RunAnswer? Shown => Last is { Status: not (RunAnswerStatus.Succeeded or RunAnswerStatus.BudgetBroken or RunAnswerStatus.UpToDate) } ? Last : Known ?? Last;

        private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
    }
}
