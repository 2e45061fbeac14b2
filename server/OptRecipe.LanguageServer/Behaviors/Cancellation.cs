using MediatR;

namespace OptRecipe.LanguageServer.Behaviors;

/// <summary>A request that was cancelled while it waited never starts.</summary>
public sealed class Cancellation<TRequest> : IPipelineBehavior<TRequest, Answer>
{
    public Task<Answer> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<Answer> next) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<Answer>(cancellationToken) : next();
}
