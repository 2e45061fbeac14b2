using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;

namespace OptRecipe.Recipe.Checks;

/// <summary>A word that is none of those allowed.</summary>
internal static class UnknownValueCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR1104", "Unknown value", Severity.Error, "0.1");
    internal static readonly DiagnosticDescriptor UnknownVersion = new("OR2001", "Version of the language that is not known", Severity.Error, "0.1");

    internal static Diagnostic Report(SyntaxNode node, ScalarType type, string subject)
    {
        if (subject == "`recipe`")
            return new Diagnostic(UnknownVersion, node.Span, $"Version `{SyntaxCheck.Short(node.Value)}` of the recipe language is not known; expected `{RecipeSchema.CurrentVersion}`")
                .WithFix($"Change to `{RecipeSchema.CurrentVersion}`", FixSafety.Safe, new TextEdit(node.Span, RecipeSchema.CurrentVersion));
        var names = type.Values.Select(value => value.Name).ToArray();
        var nearest = Spelling.Nearest(node.Value, names);
        var expected = nearest is null ? $"expected {WrongKindCheck.Describe(type)}" : $"did you mean `{nearest}`";
        var diagnostic = new Diagnostic(Descriptor, node.Span, $"`{SyntaxCheck.Short(node.Value)}` is no value of {subject}; {expected}");
        return nearest is null ? diagnostic : diagnostic.WithFix($"Change to `{nearest}`", FixSafety.Safe, new TextEdit(node.Span, nearest));
    }

    /// <summary>A step, output or the like that does not exist.</summary>
    internal static Diagnostic ReportKind(SyntaxNode word, KindType type)
    {
        var nearest = Spelling.Nearest(word.Value, type.Kinds.Keys.Select(key => key.Name));
        var expected = nearest is null ? $"expected {Listing.Of(type.Kinds.Keys.Where(key => key.Availability != Availability.Refused).Select(key => key.Name))}" : $"did you mean `{nearest}`";
        var diagnostic = new Diagnostic(Descriptor, word.Span, $"`{SyntaxCheck.Short(word.Value)}` is no {type.Noun}; {expected}");
        return nearest is null ? diagnostic : diagnostic.WithFix($"Change to `{nearest}`", FixSafety.Safe, new TextEdit(word.Span, nearest));
    }
}
