using MediatR;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.LanguageServer;

/// <summary>A request whose handler changes nothing: it runs on the pool, on the state as it was when its turn came.</summary>
public interface IReadRequest : IRequest<Answer>
{
    Snapshot Snapshot { get; }

    /// <summary>The answer when files, settings or folders changed while it was computed.</summary>
    Answer Stale => Answer.Failed(ErrorCode.ContentModified, "files or settings changed while the request was under way");
}
