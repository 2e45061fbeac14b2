using MediatR;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Targets;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record TargetsRequest(Snapshot Snapshot) : IReadRequest;

/// <summary><c>optrecipe/targets</c>: what a client offers when it asks where a model has to run.</summary>
public sealed class TargetsHandler : IRequestHandler<TargetsRequest, Answer>
{
    public Task<Answer> Handle(TargetsRequest request, CancellationToken cancellationToken) => Task.FromResult(new Answer(new TargetsAnswer(
    [
        .. TargetCatalog.Targets.Where(target => target.IsAvailable).Select(target => new TargetChoice(target.Id, target.Title, target.Description, false)),
        .. TargetCatalog.Groups.Select(group => new TargetChoice(group.Id, string.Join(", ", group.Members), group.Description, true)),
    ])));
}
