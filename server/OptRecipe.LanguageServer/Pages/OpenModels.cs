using OptRecipe.LanguageServer.Documents;
using OptRecipe.Pipeline.Models;

namespace OptRecipe.LanguageServer.Pages;

/// <summary>The models that open recipes name: no page shows another file.</summary>
public static class OpenModels
{
    public static LoadedModel? Find(Snapshot snapshot, string path, CancellationToken cancellation)
    {
        foreach (var document in snapshot.Documents.Values)
            if (document.IsRecipe && document.Analysis.Model(cancellation).Recipe.Model?.Model is { } model && model.Path == path) return model;
        return null;
    }
}
