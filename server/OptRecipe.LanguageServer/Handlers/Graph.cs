using MediatR;
using OptRecipe.Disk;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Models;

namespace OptRecipe.LanguageServer.Handlers;

public sealed record GraphRequest(Snapshot Snapshot, GraphParams Params) : IReadRequest;

/// <summary>The graph of the model that an open recipe names, before or after its steps, or of a model file.</summary>
public sealed class GraphHandler : IRequestHandler<GraphRequest, Answer>
{
    public Task<Answer> Handle(GraphRequest request, CancellationToken cancellationToken) => Task.FromResult(Answer(request, cancellationToken));

    private static Answer Answer(GraphRequest request, CancellationToken cancellation)
    {
        var (snapshot, asked) = (request.Snapshot, request.Params);
        if (snapshot.FindRecipe(asked.Uri) is { } document)
        {
            var recipe = document.Analysis.Model(cancellation).Recipe;
            if (recipe.Plan is { } plan) return new(FromPlan.Graph(plan, asked.Side, cancellation));
            return recipe.Model?.Model is { } named ? OfModel(named, cancellation)
                : LanguageServer.Answer.Failed(ErrorCode.RequestFailed, "The recipe names no model that can be read; its diagnostics say why");
        }
        if (DocumentUri.TryParse(asked.Uri)?.LocalPath is not { } path || !path.EndsWith(".tflite", StringComparison.OrdinalIgnoreCase))
            return LanguageServer.Answer.Failed(ErrorCode.InvalidParams, $"`{asked.Uri}` is no open recipe and no model on this computer");
        // The user has opened it: it is read wherever it lies, shown as it is and never run here.
        var result = new ModelStore(new DiskFiles(), opensUnsound: true).Open(path);
        return result.Model is { } model ? OfModel(model, cancellation)
            : LanguageServer.Answer.Failed(ErrorCode.RequestFailed, $"`{Path.GetFileName(path)}` cannot be shown: {Sentence(result.Problem)}");
    }

    private static Answer OfModel(LoadedModel model, CancellationToken cancellation) =>
        new(new GraphAnswer(DocumentUri.OfPath(model.Path).ToString(), GraphSide.Before, false, [], FromModel.Subgraphs(model.Model, null, cancellation)));

    private static string Sentence(ModelProblem? problem) => problem?.Kind switch
    {
        ModelProblemKind.Missing => "it does not exist",
        ModelProblemKind.Folder => "it is a folder",
        ModelProblemKind.Foreign => $"it is {problem.Detail}",
        ModelProblemKind.Empty => "it is empty",
        _ => problem?.Detail ?? "it cannot be read",
    };
}
