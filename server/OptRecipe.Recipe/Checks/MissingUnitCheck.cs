using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>A bare number where a unit says what it means: one fix for each reading.</summary>
internal static class MissingUnitCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR1105", "Number without its unit", Severity.Error, "0.1");

    internal static Diagnostic Report(SyntaxNode node, ScalarKind kind, string subject)
    {
        var number = node.Value;
        (string Unit, string Meaning)[] readings = kind switch
        {
            ScalarKind.Size => [("KiB", "1,024 bytes each"), ("kB", "1,000 bytes each"), ("B", "bytes")],
            ScalarKind.Duration => [("ms", "milliseconds"), ("µs", "microseconds"), ("s", "seconds")],
            ScalarKind.AccuracyDrop => [(number == "1" ? "point" : "points", "absolute"), ("%", "relative")],
            _ => throw new InvalidOperationException($"{kind} has no unit"),
        };
        var diagnostic = new Diagnostic(Descriptor, node.Span, $"{subject} has no unit; expected {Listing.Of(readings.Select(reading => $"{number} {reading.Unit}"))}");
        foreach (var (unit, meaning) in readings) diagnostic = diagnostic.WithFix($"Change to `{number} {unit}` ({meaning})", FixSafety.Unsafe, new TextEdit(node.Span, $"{number} {unit}"));
        return diagnostic;
    }
}
