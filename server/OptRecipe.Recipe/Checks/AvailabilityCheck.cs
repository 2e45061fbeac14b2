using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Recipe.Checks;

/// <summary>What the language has and this version does not do yet. Nothing is silent: a warning where the result is right without it, an error where it is not.</summary>
internal static class AvailabilityCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR1110", "Not available yet", Severity.Warning, "0.1");
    internal static readonly DiagnosticDescriptor Planned = new("OR2002", "Planned and judged, not run yet", Severity.Warning, "0.1");

    /// <param name="what">For people: "`cluster`", "the target `gpu`".</param>
    internal static Diagnostic? Check(CheckContext context, SyntaxNode node, Availability availability, string what) => availability switch
    {
        Availability.Ignored => new Diagnostic(Descriptor, node.Span, $"{WrongKindCheck.Capital(what)} is not available yet in this version; it is ignored"),
        Availability.Refused => new Diagnostic(Descriptor, node.Span, $"{WrongKindCheck.Capital(what)} is not available yet in this version, and the result would be wrong without it") { Severity = Severity.Error },
        Availability.Planned => PlannedOnly(context, node, what),
        _ => null,
    };

    private static Diagnostic PlannedOnly(CheckContext context, SyntaxNode node, string what)
    {
        _ = context;
        return new Diagnostic(Planned, node.Span, $"{WrongKindCheck.Capital(what)} is planned and judged in this version; running it is not available yet")
            .WithFix("Use `dynamic` (runs now, needs no data)", FixSafety.Unsafe, new Text.TextEdit(node.Span, "dynamic"));
    }
}
