using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Recipe.Checks;

internal static class DuplicateKeyCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR1011", "Key written twice", Severity.Error, "0.1");

    internal static Diagnostic Report(CheckContext context, SyntaxPair pair, SyntaxNode first) =>
        (new Diagnostic(Descriptor, pair.Key.Span, $"`{SyntaxCheck.Short(pair.Key.Value)}` stands twice in this mapping; the first one counts")
        { Related = [new(first.Span, "The first one")] }).WithFix("Remove this one", FixSafety.Unsafe, context.Removal(pair.Span));
}
