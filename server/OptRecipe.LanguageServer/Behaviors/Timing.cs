using MediatR;
using OptRecipe.LanguageServer.Handlers;

namespace OptRecipe.LanguageServer.Behaviors;

/// <summary>Notes what took long, and everything while the client traces.</summary>
public sealed class Timing<TRequest>(TimeProvider time, Action<string> log, Action<string> trace) : IPipelineBehavior<TRequest, Answer>
{
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(500);

    public async Task<Answer> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<Answer> next)
    {
        var start = time.GetTimestamp();
        var answer = await next();
        var elapsed = time.GetElapsedTime(start);
        var line = $"{typeof(TRequest).Name} took {elapsed.TotalMilliseconds:0.0} ms";
        if (elapsed > Long && request is IReadRequest) log(line);
        // Before the answer to `initialize` LSP allows no trace.
        if (request is not InitializeRequest) trace(line);
        return answer;
    }
}
