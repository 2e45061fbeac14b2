using System.Collections.Immutable;
using MediatR;
using OptRecipe.Ide.Names;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Files;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record WillRenameFilesRequest(Snapshot Snapshot, FileOperationParams Params) : IReadRequest;

/// <summary>The edits with which recipes name what is about to move.</summary>
public sealed class WillRenameFilesHandler : IRequestHandler<WillRenameFilesRequest, Answer>
{
    public Task<Answer> Handle(WillRenameFilesRequest request, CancellationToken cancellationToken)
    {
        var snapshot = request.Snapshot;
        var moves = request.Params.Files.Select(file => (From: DocumentUri.TryParse(file.OldUri)?.LocalPath, To: DocumentUri.TryParse(file.NewUri)?.LocalPath))
            .Where(move => move is { From: not null, To: not null }).Select(move => new PathMove(Trimmed(move.From), Trimmed(move.To))).ToImmutableArray();
        if (moves.IsEmpty) return Task.FromResult(Answer.Null);
        var edits = ImmutableArray.CreateBuilder<DocumentEdit>();
        foreach (var (uri, recipe, open) in RecipeFiles.All(snapshot, cancellationToken))
        {
            if (uri.LocalPath is null || PathMoves.Edits(recipe, moves) is not { IsEmpty: false } found) continue;
            var positions = new Positions(recipe.Text, snapshot.Encoding);
            edits.Add(new(uri.ToString(), open?.Version, [.. found.Select(edit => new TextEdit(positions.Range(edit.Span), edit.NewText))]));
        }
        return Task.FromResult(edits.Count == 0 ? Answer.Null : new(new DocumentEdits(edits.ToImmutable(), snapshot.Client.DocumentChanges)));
    }

    private static string Trimmed(string? path) => Path.TrimEndingDirectorySeparator(path ?? "");
}

public sealed record DidMoveFilesNotification(FileOperationParams Params) : INotification;

/// <summary>Files have other places or are gone: the open recipes are checked again.</summary>
public sealed class DidMoveFilesHandler(Session session) : INotificationHandler<DidMoveFilesNotification>
{
    public Task Handle(DidMoveFilesNotification notification, CancellationToken cancellationToken)
    {
        session.Runs.ForgetLastTexts();
        session.Workspace.ChangeWorld(snapshot => snapshot);
        return Task.CompletedTask;
    }
}
