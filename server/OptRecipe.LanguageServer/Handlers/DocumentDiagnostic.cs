using MediatR;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record DocumentDiagnosticRequest(Snapshot Snapshot, DocumentDiagnosticParams Params) : IReadRequest
{
    public Answer Stale => ToReport.Overtaken;
}

/// <summary>The diagnostics of one document for a client that asks. When the model takes long, such a client first gets what the text says and is asked to come again.</summary>
public sealed class DocumentDiagnosticHandler : IRequestHandler<DocumentDiagnosticRequest, Answer>
{
    private static readonly TimeSpan ModelHeadStart = TimeSpan.FromMilliseconds(50);

    public Task<Answer> Handle(DocumentDiagnosticRequest request, CancellationToken cancellationToken)
    {
        var (snapshot, parameters) = (request.Snapshot, request.Params);
        if (snapshot.FindRecipe(parameters.TextDocument.Uri) is not { } document) return Task.FromResult(new Answer(ToReport.Of([], parameters.PreviousResultId)));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, document.Replaced.Token);
        try
        {
            var analysis = snapshot.Client.DiagnosticRefresh ? document.Analysis.ModelOrText(ModelHeadStart, either.Token) : document.Analysis.WhatCanBe(either.Token);
            either.Token.ThrowIfCancellationRequested();
            return Task.FromResult(new Answer(ToReport.Of(analysis, document, snapshot, parameters.PreviousResultId)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Task.FromResult(ToReport.Overtaken);
        }
    }
}
