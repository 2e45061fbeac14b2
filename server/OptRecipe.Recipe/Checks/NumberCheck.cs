using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>Numbers, shares, sizes and the like that do not read as such, or lie outside their range.</summary>
internal static class NumberCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR1106", "Not a number of the kind expected", Severity.Error, "0.1");
    internal static readonly DiagnosticDescriptor OutOfRange = new("OR1107", "Number outside its range", Severity.Error, "0.1");

    private static readonly string[] DurationUnits = ["ms", "µs", "us", "s"];
    private static readonly string[] DropUnits = ["point", "points", "%"];

    /// <summary>Null when the value is fine.</summary>
    internal static Diagnostic? Check(SyntaxNode node, ScalarType type, string subject)
    {
        var text = node.ValueText;
        var isNumber = Units.TrySplit(text, out var number, out var unit);
        switch (type.Kind)
        {
            case ScalarKind.Integer:
                return isNumber && unit.IsEmpty && number >= 0 && number == Math.Floor(number) && number < long.MaxValue ? null : Wrong(node, type, subject);
            case ScalarKind.Number:
                return isNumber && unit.IsEmpty ? null : Wrong(node, type, subject);
            case ScalarKind.Fraction:
                return Fraction(node, type, subject, isNumber, number, unit);
            case ScalarKind.Size:
                if (isNumber && unit.IsEmpty) return MissingUnitCheck.Report(node, type.Kind, subject);
                return Units.TrySize(text, out _) ? null : WithUnits(Wrong(node, type, subject), node, isNumber, number, unit);
            case ScalarKind.Duration or ScalarKind.AccuracyDrop:
                if (isNumber && unit.IsEmpty) return MissingUnitCheck.Report(node, type.Kind, subject);
                return isNumber && number >= 0 && (type.Kind == ScalarKind.Duration ? DurationUnits : DropUnits).Contains(unit.ToString()) ? null : Wrong(node, type, subject);
            default:
                return null;
        }
    }

    private static Diagnostic? Fraction(SyntaxNode node, ScalarType type, string subject, bool isNumber, double number, ReadOnlySpan<char> unit)
    {
        if (!isNumber || unit is not ("" or "%")) return Wrong(node, type, subject);
        var value = unit is "%" ? number / 100 : number;
        var maximum = type.Maximum ?? double.PositiveInfinity;
        if (value >= 0 && (value < maximum || (value == maximum && !type.IsMaximumExcluded))) return null;
        var limits = $"expected {(type.IsMaximumExcluded ? "at least 0 % and less than" : "0 % to")} {maximum * 100:0.##} %";
        var diagnostic = new Diagnostic(OutOfRange, node.Span, $"{subject} is {limits[9..]}, found `{node.Value}`");
        return unit.IsEmpty && number > 1 && number / 100 < maximum ? diagnostic.WithFix($"Change to `{node.Value} %`", FixSafety.Safe, new TextEdit(node.Span, $"{node.Value} %")) : diagnostic;
    }

    private static Diagnostic Wrong(SyntaxNode node, ScalarType type, string subject) =>
        new(Descriptor, node.Span, $"{subject} is {WrongKindCheck.Describe(type)}, found `{SyntaxCheck.Short(node.Value)}`");

    /// <summary><c>60 KB</c>, <c>60 kb</c>, <c>60 K</c>: the readings.</summary>
    private static Diagnostic WithUnits(Diagnostic diagnostic, SyntaxNode node, bool isNumber, double number, ReadOnlySpan<char> unit)
    {
        if (!isNumber || number < 0 || unit.Length > 5) return diagnostic;
        string[] readings = char.ToLowerInvariant(unit[0]) switch { 'k' => ["KiB", "kB"], 'm' => ["MiB", "MB"], 'g' => ["GiB", "GB"], 'b' => ["B"], _ => [] };
        var digits = node.Value[..^unit.Length].TrimEnd();
        foreach (var reading in readings) diagnostic = diagnostic.WithFix($"Change to `{digits} {reading}`", FixSafety.Unsafe, new TextEdit(node.Span, $"{digits} {reading}"));
        return diagnostic;
    }
}
