using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;

namespace OptRecipe.Recipe.Checks;

internal static class UnknownKeyCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR1101", "Unknown key", Severity.Error, "0.1");

    /// <param name="place">What the key stands in, for people: "the recipe", "`prune`".</param>
    internal static Diagnostic Report(SyntaxNode key, MappingType type, string place)
    {
        var nearest = Spelling.Nearest(key.Value, type.Keys.Select(known => known.Name));
        var expected = nearest is not null ? $"did you mean `{nearest}`" : $"expected {Listing.Of(type.Keys.Where(known => known.Availability != Availability.Refused).Select(known => known.Name))}";
        var diagnostic = new Diagnostic(Descriptor, key.Span, $"`{SyntaxCheck.Short(key.Value)}` is no key of {place}; {expected}");
        return nearest is null || key.Parent[nearest].Exists ? diagnostic : diagnostic.WithFix($"Change to `{nearest}`", FixSafety.Safe, new TextEdit(key.Span, nearest));
    }
}
