using MediatR;
using OptRecipe.LanguageServer.Documents;

namespace OptRecipe.LanguageServer;

/// <summary>A request whose handler changes nothing: it runs on the pool, on the state as it was when its turn came.</summary>
public interface IReadRequest : IRequest<Answer>
{
    Snapshot Snapshot { get; }
}
