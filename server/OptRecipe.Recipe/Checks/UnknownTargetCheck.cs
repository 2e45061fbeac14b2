using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;

namespace OptRecipe.Recipe.Checks;

internal static class UnknownTargetCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR2003", "Unknown target", Severity.Error, "0.1");

    internal static Diagnostic Report(SyntaxNode word)
    {
        var nearest = TargetCatalog.Nearest(word.Value);
        var expected = nearest is null ? $"expected {Listing.Of(TargetCatalog.Targets.Select(target => target.Id))}" : $"did you mean `{nearest}`";
        var diagnostic = new Diagnostic(Descriptor, word.Span, $"`{SyntaxCheck.Short(word.Value)}` is no target; {expected}");
        return nearest is null ? diagnostic : diagnostic.WithFix($"Change to `{nearest}`", FixSafety.Safe, new TextEdit(word.Span, nearest));
    }
}
