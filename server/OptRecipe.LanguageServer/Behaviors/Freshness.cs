using MediatR;
using OptRecipe.LanguageServer.Documents;

namespace OptRecipe.LanguageServer.Behaviors;

/// <summary>Keeps back an answer when the model, the settings or the folders changed while it was computed. A changed document alone is no reason: the client knows which version it asked about.</summary>
public sealed class Freshness<TRequest>(Workspace workspace) : IPipelineBehavior<TRequest, Answer>
{
    public async Task<Answer> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<Answer> next)
    {
        var answer = await next();
        return request is IReadRequest read && read.Snapshot.World != workspace.Current.World
            ? read.Stale
            : answer;
    }
}
