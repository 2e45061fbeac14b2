using System.Collections.Immutable;
using MediatR;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;
using CodeLens = OptRecipe.Lsp.Protocol.CodeLens;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record CodeLensRequest(Snapshot Snapshot, TextDocumentParams Params) : IReadRequest;

public sealed class CodeLensHandler(Session session) : IRequestHandler<CodeLensRequest, Answer>
{
    public Task<Answer> Handle(CodeLensRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        if (snapshot.FindRecipe(request.Params.TextDocument.Uri) is not { } document) return Task.FromResult(Answer.Null);
        var lenses = ImmutableArray.CreateBuilder<CodeLens>();
        foreach (var lens in document.Analysis.Model(cancellationToken).Lenses)
            if (LensCommands.CanDo(lens.Command, document, snapshot.Options))
                lenses.Add(LensCommands.Of(lens, document, snapshot, lens.IsLate ? null : LensCommands.CommandOf(lens, document, snapshot, session, cancellationToken)));
        return Task.FromResult(new Answer(new JsonList<CodeLens>(lenses.ToImmutable())));
    }
}

public sealed record CodeLensResolveRequest(Snapshot Snapshot, ItemData Data) : IReadRequest;

/// <summary>A lens with its title; one of an older text or of files that changed is out of date.</summary>
public sealed class CodeLensResolveHandler(Session session) : IRequestHandler<CodeLensResolveRequest, Answer>
{
    public Task<Answer> Handle(CodeLensResolveRequest request, CancellationToken cancellationToken)
    {
        var (snapshot, data) = (request.Snapshot, request.Data);
        if (snapshot.FindRecipe(data.Uri) is not { } document || document.Version != data.Version || snapshot.World != data.World)
            return Task.FromResult(Answer.Failed(ErrorCode.ContentModified, "the lens is of an older text"));
        var found = document.Analysis.Model(cancellationToken).Lenses.FirstOrDefault(lens => lens.Span.Start == data.Offset && lens.Command.ToString() == data.Name);
        return Task.FromResult(found is null ? Answer.Failed(ErrorCode.ContentModified, "there is no such lens any more")
            : new Answer(LensCommands.Of(found, document, snapshot, LensCommands.CommandOf(found, document, snapshot, session, cancellationToken))));
    }
}
