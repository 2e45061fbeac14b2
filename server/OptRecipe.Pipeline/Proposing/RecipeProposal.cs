using System.Collections.Immutable;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Proposing;

/// <summary>A first recipe for a model: every form that the targets could want is planned, and the one that suits them best is written down, with what was weighed as comments.</summary>
/// <param name="Text">The recipe, ends of lines LF; empty when there is a problem.</param>
/// <param name="Problem">Why there is no recipe, one sentence; null when there is one.</param>
public sealed record RecipeProposal(string Text, string? Problem)
{
    private static readonly ImmutableArray<string> Schemes = ["dynamic", "float16", "int8", "int16x8"];

    /// <param name="files">Read through: the model, and names of files beside it that may be samples.</param>
    /// <param name="recipePath">Absolute path of the recipe that is going to be written.</param>
    /// <param name="model">The model's path as the recipe writes it.</param>
    /// <param name="targets">Ids of targets and groups; none: no target is judged.</param>
    public static RecipeProposal Of(IFileSource files, string recipePath, string model, ImmutableArray<string> targets, CancellationToken cancellation)
    {
        var analyzer = new RecipeAnalyzer(files);
        var facts = new ProposedRecipe(recipePath, model, targets, SampleFiles.Beside(files, recipePath, model));
        var asItIs = analyzer.Analyze(recipePath, facts.Text(null, null, []), cancellation);
        if (asItIs.Plan is not { } plan) return new("", asItIs.FirstError?.Message ?? $"`{model}` cannot be read as a model");
        // A wrong name of a target is the caller's mistake; what a target says of the model is none.
        if (asItIs.Diagnostics.FirstOrDefault(diagnostic => diagnostic.Descriptor.Code[2] is '1' or '2' && diagnostic.Severity == Recipe.Diagnostics.Severity.Error) is { } wrong) return new("", wrong.Message);
        var candidates = new List<ProposalCandidate> { ProposalCandidate.Of(null, asItIs) };
        if (plan.Source.Facts.Quantization.State == TFLite.Facts.QuantizationState.Float)
            foreach (var scheme in Schemes) candidates.Add(ProposalCandidate.Of(scheme, analyzer.Analyze(recipePath, facts.Text(scheme, null, []), cancellation)));
        var best = ProposalCandidate.Best(candidates);
        return new(facts.Text(best.Scheme, best, [.. ProposalText.Comments(plan, candidates, best)]), null);
    }
}
