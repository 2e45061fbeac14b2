using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>A version that does not say whose it is: TensorFlow Lite's 2.3 is of 2020, LiteRT's of 2026.</summary>
internal static class RuntimeCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR2004", "Not a runtime", Severity.Error, "0.1");

    internal static Diagnostic? Check(SyntaxNode node)
    {
        if (Targets.Runtime.TryParse(node.Value, out _, out var problem) || problem is null) return null;
        var diagnostic = new Diagnostic(Descriptor, node.Span, problem.Message);
        foreach (var suggestion in problem.Suggestions) diagnostic = diagnostic.WithFix($"Change to `{suggestion}`", FixSafety.Unsafe, new TextEdit(node.Span, suggestion));
        return diagnostic;
    }
}
