using MediatR;
using OptRecipe.Disk;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Proposing;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record NewRecipeRequest(Snapshot Snapshot, NewRecipeParams Params) : IReadRequest;

/// <summary><c>optrecipe/newRecipe</c>: a proposal for a model, read within the folders that the recipe may read in.</summary>
public sealed class NewRecipeHandler : IRequestHandler<NewRecipeRequest, Answer>
{
    public Task<Answer> Handle(NewRecipeRequest request, CancellationToken cancellationToken) => Task.FromResult(Answer(request, cancellationToken));

    private static Answer Answer(NewRecipeRequest request, CancellationToken cancellation)
    {
        var (snapshot, asked) = (request.Snapshot, request.Params);
        if (DocumentUri.TryParse(asked.Uri) is not { } recipe || DocumentUri.TryParse(asked.Model) is not { } model) return LanguageServer.Answer.Failed(ErrorCode.InvalidParams, "`uri` and `model` have to be URIs");
        if (recipe.LocalPath is not { } path || model.LocalPath is not { } file) return new(new NewRecipeAnswer("", "the model is not on this computer, so it cannot be looked at"));
        var written = Path.GetRelativePath(Path.GetDirectoryName(path) ?? path, file).Replace('\\', '/');
        var proposal = RecipeProposal.Of(new DiskFiles(snapshot.Roots(recipe)), path, written, asked.Targets, cancellation);
        return new(new NewRecipeAnswer(proposal.Text, proposal.Problem));
    }
}
