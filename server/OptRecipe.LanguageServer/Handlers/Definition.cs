using System.Collections.Immutable;
using MediatR;
using OptRecipe.Ide.Content;
using OptRecipe.Ide.Names;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Pages;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Models;
using OptRecipe.Recipe.Text;
using Definition = OptRecipe.Ide.Names.Definition;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record DefinitionRequest(Snapshot Snapshot, TextDocumentPositionParams Params) : IReadRequest;

/// <summary>Links with the word they start from for clients that take them, else plain locations.</summary>
public sealed class DefinitionHandler(PagePlaces pages) : IRequestHandler<DefinitionRequest, Answer>
{
    public Task<Answer> Handle(DefinitionRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var positions = ToLsp.PositionsOf(document, snapshot);
        var offset = positions.Offset(request.Params.Position);
        var recipe = document.Analysis.Text(cancellationToken).Recipe;
        // Only names of files and of the model need the model.
        if (RecipeNames.At(recipe, offset) is { Kind: not (NameKind.Anchor or NameKind.Target or NameKind.Preset) }) recipe = document.Analysis.Model(cancellationToken).Recipe;
        var links = ImmutableArray.CreateBuilder<LocationLink>();
        string? part = null;
        var places = new Dictionary<ContentPage, (string Uri, Positions Positions)?>();
        foreach (var definition in Definitions.At(recipe, offset, document.Analysis.Files))
        {
            if (Place(definition, document, snapshot, recipe.Model?.Model, places) is var (uri, target))
            {
                part = definition.GraphPart;
                links.Add(new(positions.Range(definition.Origin), uri, target.Range(definition.Span), target.Range(definition.SelectionSpan)));
            }
        }
        // A client with a view of graphs shows it in the page's place, and there the one part that is meant.
        if (links is [var only] && part is not null && snapshot.Options.GraphCommand is not null && snapshot.Client.ContentDocuments) links[0] = only with { TargetUri = $"{only.TargetUri}#{part}" };
        if (links.Count == 0) return Task.FromResult(Answer.Null);
        return Task.FromResult(snapshot.Client.DefinitionLinks
            ? new Answer(new JsonList<LocationLink>(links.DrainToImmutable()))
            : new(new JsonList<Location>([.. links.Select(link => new Location(link.TargetUri, link.TargetSelectionRange))])));
    }

    private (string Uri, Positions Positions)? Place(Definition definition, Document document, Snapshot snapshot, LoadedModel? model, Dictionary<ContentPage, (string Uri, Positions Positions)?> places)
    {
        if (definition.Path is { } path) return (DocumentUri.OfPath(path).ToString(), new(new SourceText(""), snapshot.Encoding));
        if (definition.Page is not { } page) return (document.Uri.ToString(), ToLsp.PositionsOf(document, snapshot));
        if (places.TryGetValue(page, out var known)) return known;
        var text = ContentText.Of(page, _ => model);
        return places[page] = text is not null && pages.UriOf(page, snapshot.Client, _ => model) is { } uri ? (uri, new(new SourceText(text), snapshot.Encoding)) : null;
    }
}
