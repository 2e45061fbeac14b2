using MediatR;
using OptRecipe.LanguageServer.Sessions;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record ShutdownRequest : IRequest<Answer>;

/// <summary>Ends checks and runs, and answers when they are gone or after a second.</summary>
public sealed class ShutdownHandler(Session session) : IRequestHandler<ShutdownRequest, Answer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<Answer> Handle(ShutdownRequest request, CancellationToken cancellationToken)
    {
        session.Phase = SessionPhase.ShutDown;
        session.Publisher.Stop();
        var ended = session.Runs.CancelAll();
        if (!ended.IsCompleted) await Task.WhenAny(ended, Task.Delay(Patience, session.Time, CancellationToken.None));
        return Answer.Null;
    }
}
