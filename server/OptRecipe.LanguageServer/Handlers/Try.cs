using MediatR;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Runs;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Profiling;
using OptRecipe.Pipeline.Trying;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record TryRequest(TryParams Params) : IRequest<Answer>;

/// <summary><c>optrecipe/try</c>: the worker lets the models answer; the server only says what it may read.</summary>
public sealed class TryHandler(Session session) : IRequestHandler<TryRequest, Answer>
{
    public Task<Answer> Handle(TryRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Params;
        var file = asked.File is { } uri ? DocumentUri.TryParse(uri)?.LocalPath : null;
        if (asked.File is not null && file is null) return Task.FromResult(Answer.Failed(ErrorCode.InvalidParams, "`file` has to be the URI of a file on this computer"));
        return TrialSubject.Ask(session, asked.Uri, subject =>
        {
            // A file that the user has picked is read wherever it lies, and so is its folder, where its class names may be.
            var roots = file is null ? subject.Roots : subject.Roots.Add(Path.GetDirectoryName(file) ?? file);
            return session.Trials?.Try(new(subject.Path, subject.Text, asked.Set, file, asked.Preprocess, asked.Index, asked.Worst, roots), cancellationToken);
        });
    }
}

public sealed record ProfileRequest(ProfileParams Params) : IRequest<Answer>;

/// <summary><c>optrecipe/profile</c>: the worker times the models.</summary>
public sealed class ProfileHandler(Session session) : IRequestHandler<ProfileRequest, Answer>
{
    public Task<Answer> Handle(ProfileRequest request, CancellationToken cancellationToken) => TrialSubject.Ask(session, request.Params.Uri, subject =>
        session.Trials?.Profile(new HostProfileRequest(subject.Path, subject.Text, request.Params.Threads, subject.Roots), cancellationToken));
}
