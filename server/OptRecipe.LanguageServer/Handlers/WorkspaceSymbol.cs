using System.Collections.Immutable;
using MediatR;
using OptRecipe.Ide.Symbols;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Files;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record WorkspaceSymbolRequest(Snapshot Snapshot, WorkspaceSymbolParams Params) : IReadRequest;

/// <summary>Recipes by their names, their sections, targets, steps and outputs.</summary>
public sealed class WorkspaceSymbolHandler : IRequestHandler<WorkspaceSymbolRequest, Answer>
{
    private const int MostSymbols = 500;

    public Task<Answer> Handle(WorkspaceSymbolRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        var found = ImmutableArray.CreateBuilder<SymbolInformation>();
        foreach (var (uri, recipe, _) in RecipeFiles.All(snapshot, cancellationToken))
        {
            var positions = new Positions(recipe.Text, snapshot.Encoding);
            foreach (var symbol in WorkspaceSymbols.Of(recipe, request.Params.Query))
            {
                if (found.Count == MostSymbols) return Task.FromResult(new Answer(new JsonList<SymbolInformation>(found.ToImmutable())));
                found.Add(new(symbol.Name, DocumentSymbolHandler.KindOf(symbol.Kind), new(uri.ToString(), positions.Range(symbol.NameSpan)), uri.Name));
            }
        }
        return Task.FromResult(new Answer(new JsonList<SymbolInformation>(found.ToImmutable())));
    }
}
