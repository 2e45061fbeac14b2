using MediatR;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.LanguageServer.Behaviors;

/// <summary>Turns an exception into an answer. One in a handler that changes the state is let through: the state cannot be trusted any more, and the loop ends the server.</summary>
public sealed class Failures<TRequest>(Action<string> log) : IPipelineBehavior<TRequest, Answer>
{
    public async Task<Answer> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<Answer> next)
    {
        try
        {
            return await next();
        }
        catch (InvalidParamsException error)
        {
            return Answer.Failed(ErrorCode.InvalidParams, error.Message);
        }
        catch (OperationCanceledException)
        {
            return Answer.Failed(ErrorCode.RequestCancelled, "the request was cancelled");
        }
        catch (Exception error) when (request is IReadRequest)
        {
            log($"{typeof(TRequest).Name} failed: {error}");
            return Answer.Failed(ErrorCode.InternalError, $"{typeof(TRequest).Name} failed: {error.Message}");
        }
    }
}
