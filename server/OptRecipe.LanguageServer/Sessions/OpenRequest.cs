using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.LanguageServer.Sessions;

/// <summary>A request that has arrived and is not answered yet.</summary>
public sealed class OpenRequest(RequestId id, string method, ReadOnlyMemory<byte> parameters)
{
    private int _isAnswered;

    public RequestId Id => id;
    public string Method => method;
    public ReadOnlyMemory<byte> Params => parameters;
    public CancellationToken Cancellation => Source.Token;
    private CancellationTokenSource Source { get; } = new();

    /// <summary>True for the first caller only: whoever gets it answers.</summary>
    public bool TryTakeAnswer() => Interlocked.Exchange(ref _isAnswered, 1) == 0;

    public void Cancel() => Source.Cancel();
}
