using System.Collections.Immutable;
using MediatR;
using OptRecipe.Ide.Symbols;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record DocumentSymbolRequest(Snapshot Snapshot, TextDocumentParams Params) : IReadRequest;

public sealed class DocumentSymbolHandler : IRequestHandler<DocumentSymbolRequest, Answer>
{
    public Task<Answer> Handle(DocumentSymbolRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var symbols = document.Analysis.Text(cancellationToken).Symbols;
        var positions = ToLsp.PositionsOf(document, snapshot);
        if (snapshot.Client.HierarchicalSymbols) return Task.FromResult(new Answer(new JsonList<DocumentSymbol>([.. symbols.Select(symbol => Nested(symbol, positions))])));
        var flat = ImmutableArray.CreateBuilder<SymbolInformation>();
        foreach (var symbol in symbols) Flatten(symbol, null, document, positions, flat);
        return Task.FromResult(new Answer(new JsonList<SymbolInformation>(flat.ToImmutable())));
    }

    private static DocumentSymbol Nested(RecipeSymbol symbol, Positions positions) => new(
        VisibleText.Of(symbol.Name), symbol.Detail.Length == 0 ? null : VisibleText.Of(symbol.Detail), KindOf(symbol.Kind), positions.Range(symbol.Span), positions.Range(symbol.NameSpan),
        [.. symbol.Children.Select(child => Nested(child, positions))]);

    private static void Flatten(RecipeSymbol symbol, string? container, Document document, Positions positions, ImmutableArray<SymbolInformation>.Builder flat)
    {
        flat.Add(new(VisibleText.Of(symbol.Name), KindOf(symbol.Kind), new(document.Uri.ToString(), positions.Range(symbol.Span)), container));
        foreach (var child in symbol.Children) Flatten(child, symbol.Name, document, positions, flat);
    }

    internal static SymbolKind KindOf(RecipeSymbolKind kind) => kind switch
    {
        RecipeSymbolKind.List => SymbolKind.Array,
        RecipeSymbolKind.Text => SymbolKind.String,
        RecipeSymbolKind.Number => SymbolKind.Number,
        RecipeSymbolKind.Flag => SymbolKind.Boolean,
        RecipeSymbolKind.File or RecipeSymbolKind.Output => SymbolKind.File,
        RecipeSymbolKind.Step => SymbolKind.Function,
        RecipeSymbolKind.Target => SymbolKind.Module,
        _ => SymbolKind.Object,
    };
}
