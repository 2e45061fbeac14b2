using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;

namespace OptRecipe.Recipe.Checks;

/// <summary>A key of <c>variants</c> that names nothing. The first word that is wrong is marked.</summary>
internal static class VariantCheck
{
    /// <summary>What the key's values have to be; null, with a diagnostic, when it names nothing.</summary>
    internal static SchemaType? TypeOf(SyntaxNode key, out SchemaKey? row, out Diagnostic? diagnostic)
    {
        var words = key.Value.Split('.');
        diagnostic = null;
        if (VariantPath.Find(words, out var wrong, out row) is { } type) return type;
        string[] known = wrong == 0 ? [.. VariantPath.Starts] : VariantPath.Below(words.AsSpan(0, wrong))?.Keys.Select(found => found.Name).ToArray() ?? [];
        var nearest = Spelling.Nearest(words[wrong], known);
        var place = wrong == 0 ? "the recipe" : $"`{string.Join('.', words.Take(wrong))}`";
        var expected = nearest is not null ? $"did you mean `{nearest}`" : known.Length == 0 ? "nothing may stand below it" : $"expected {Listing.Of(known)}";
        var content = Binding.NodeReading.ContentSpan(key);
        var start = content.Start + words.Take(wrong).Sum(word => word.Length + 1);
        var span = key.Value.Length == content.Length ? new TextSpan(start, words[wrong].Length) : content;
        diagnostic = new(UnknownKeyCheck.Descriptor, span.Length == 0 ? content : span, $"`{SyntaxCheck.Short(words[wrong])}` is no key of {place}; {expected}");
        if (nearest is not null && span.Length == words[wrong].Length) diagnostic = diagnostic.WithFix($"Change to `{nearest}`", FixSafety.Safe, new TextEdit(span, nearest));
        return null;
    }
}
