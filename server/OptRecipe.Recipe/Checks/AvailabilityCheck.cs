using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Recipe.Checks;

/// <summary>What the language has and this version does not do yet. Nothing is silent: a warning where the result is right without it, an error where it is not.</summary>
internal static class AvailabilityCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR1110", "Not available yet", Severity.Warning, "0.1");
    // OR2002 was "planned and judged, not run yet", said of int8 before it ran.

    /// <param name="what">For people: "`cluster`", "the target `gpu`".</param>
    internal static Diagnostic? Check(CheckContext context, SyntaxNode node, Availability availability, string what) => availability switch
    {
        Availability.Ignored => Without(context, new Diagnostic(Descriptor, node.Span, $"{WrongKindCheck.Capital(what)} is not available yet in this version; it is ignored"), what),
        Availability.Refused => Without(context, new Diagnostic(Descriptor, node.Span, $"{WrongKindCheck.Capital(what)} is not available yet in this version, and the result would be wrong without it") { Severity = Severity.Error }, what),
        _ => null,
    };

    private static Diagnostic Without(CheckContext context, Diagnostic diagnostic, string what) =>
        Removal.Whole(context.Tree, diagnostic.Span) is { } removal ? diagnostic.WithFix($"Remove {what}", FixSafety.Unsafe, removal) : diagnostic;
}
