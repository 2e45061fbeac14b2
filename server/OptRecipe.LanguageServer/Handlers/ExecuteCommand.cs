using MediatR;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record ExecuteCommandRequest(ExecuteCommandParams Params) : IRequest<Answer>;

/// <summary>The commands of <see cref="OptRecipeCommands"/>, for clients that know nothing of our own requests.</summary>
public sealed class ExecuteCommandHandler(Session session) : IRequestHandler<ExecuteCommandRequest, Answer>
{
    public async Task<Answer> Handle(ExecuteCommandRequest request, CancellationToken cancellationToken)
    {
        var parameters = request.Params;
        switch (parameters.Command)
        {
            case OptRecipeCommands.Run:
                var force = parameters.Arguments.Length > 1 && JsonInput.Parse(parameters.Arguments[1], ReadForce);
                return new(await session.Runs.StartByCommand(new(Uri(parameters), force, force, parameters.WorkDoneToken), cancellationToken));
            case OptRecipeCommands.Plan:
                var plan = new PlanRequest(session.Workspace.Current, new(Uri(parameters)));
                return await session.OnPool(() => PlanHandler.Answer(plan, cancellationToken));
            default:
                return Answer.Failed(ErrorCode.InvalidParams, $"the command `{parameters.Command}` is unknown");
        }
    }

    private static string Uri(ExecuteCommandParams parameters)
    {
        if (parameters.Arguments.IsEmpty) throw new InvalidParamsException("arguments", $"the recipe's URI for `{parameters.Command}`", "nothing");
        try
        {
            return JsonInput.Parse(parameters.Arguments[0], static (ref input) => input.Text());
        }
        catch (InvalidParamsException error)
        {
            throw new InvalidParamsException("arguments[0]", $"the recipe's URI for `{parameters.Command}`", error.Message);
        }
    }

    private static bool ReadForce(ref JsonInput input)
    {
        var force = false;
        if (!input.TryObject()) return force;
        while (input.Member())
        {
            if (input.Is("force"u8)) force = input.FlagOrFalse();
            else input.Skip();
        }
        return force;
    }
}
