using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.LanguageServer.Sessions;

/// <summary>The requests of the client that are under way; sees to it that each gets exactly one answer. Thread-safe.</summary>
public sealed class OpenRequests(Connection connection, Action<string> log)
{
    private readonly Lock _lock = new();
    // An id may be in use twice: that is the client's mistake, and both requests are answered.
    private readonly Dictionary<RequestId, OpenRequest> _open = [];

    public OpenRequest Open(RequestMessage message)
    {
        var request = new OpenRequest(message.Id, message.Method, message.Params);
        lock (_lock) _open[message.Id] = request;
        return request;
    }

    /// <summary>Answers the request as cancelled, at once, and tells whoever works on it. Unknown and finished ids are nothing.</summary>
    public void Cancel(RequestId id)
    {
        OpenRequest? request;
        lock (_lock)
        {
            if (!_open.Remove(id, out request)) return;
        }
        AnswerError(request, ErrorCode.RequestCancelled, "the client cancelled the request");
        request.Cancel();
    }

    public void CancelAll()
    {
        List<RequestId> ids;
        lock (_lock) ids = [.. _open.Keys];
        foreach (var id in ids) Cancel(id);
    }

    public void Answer(OpenRequest request, Answer answer)
    {
        if (answer.Error is { } code)
        {
            AnswerError(request, code, answer.Message, answer.Data);
            return;
        }
        if (!TryClose(request)) return;
        try
        {
            connection.Answer(request.Id, answer.Value);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            log($"the answer to `{request.Method}` cannot be written: {error}");
            connection.AnswerError(request.Id, ErrorCode.InternalError, error.Message);
        }
    }

    public void AnswerError(OpenRequest request, ErrorCode code, string message, IJsonWritable? data = null)
    {
        if (TryClose(request)) connection.AnswerError(request.Id, code, message, data);
    }

    private bool TryClose(OpenRequest request)
    {
        if (!request.TryTakeAnswer()) return false;
        lock (_lock)
        {
            if (_open.TryGetValue(request.Id, out var open) && open == request) _open.Remove(request.Id);
        }
        return true;
    }
}
