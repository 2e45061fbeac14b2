using System.Collections.Immutable;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Publishing;

/// <summary>Tells a client that shows runs itself which one is under way and which ones wait, whenever that changes. Thread-safe.</summary>
public sealed class RunsLine(Connection connection, Workspace workspace)
{
    private readonly Lock _lock = new();
    private RunningRun? _running;
    private ImmutableArray<string> _waiting = [];

    /// <summary>What the run under way does now; null when none is.</summary>
    public void Running(RunningRun? running)
    {
        lock (_lock)
        {
            if (running == _running) return;
            _running = running;
            Send();
        }
    }

    /// <summary>The recipes whose runs wait, the next one first.</summary>
    public void Waiting(IEnumerable<DocumentUri> recipes)
    {
        ImmutableArray<string> waiting = [.. recipes.Select(uri => uri.ToString())];
        lock (_lock)
        {
            if (waiting.SequenceEqual(_waiting)) return;
            _waiting = waiting;
            Send();
        }
    }

    private void Send()
    {
        if (workspace.Current.Options.Runs) connection.Notify(OptRecipeMethods.Runs, new RunsParams(_running, _waiting));
    }
}
