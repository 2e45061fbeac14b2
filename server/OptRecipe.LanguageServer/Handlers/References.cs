using System.Collections.Immutable;
using MediatR;
using OptRecipe.Ide.Names;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Files;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record ReferencesRequest(Snapshot Snapshot, ReferenceParams Params) : IReadRequest;

/// <summary>In this recipe first, then in the others of the workspace.</summary>
public sealed class ReferencesHandler : IRequestHandler<ReferencesRequest, Answer>
{
    public Task<Answer> Handle(ReferencesRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var recipe = document.Analysis.Text(cancellationToken).Recipe;
        var positions = ToLsp.PositionsOf(document, snapshot);
        if (RecipeNames.At(recipe, positions.Offset(request.Params.Position)) is not { } name) return Task.FromResult(Answer.Null);
        var locations = ImmutableArray.CreateBuilder<Location>();
        void Add(DocumentUri uri, Positions places, ImmutableArray<RecipeName> found)
        {
            foreach (var place in found) if (request.Params.IncludeDeclaration || !place.IsDeclaration) locations.Add(new(uri.ToString(), places.Range(place.Span)));
        }
        Add(document.Uri, positions, References.In(recipe, name, recipe));
        if (name.Kind != NameKind.Anchor)
        {
            foreach (var (uri, other, open) in RecipeFiles.All(snapshot, cancellationToken))
                if (open != document) Add(uri, new(other.Text, snapshot.Encoding), References.In(other, name, recipe));
        }
        return Task.FromResult(new Answer(new JsonList<Location>(locations.ToImmutable())));
    }
}
