using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>What a check sees, and where it puts what it finds.</summary>
internal sealed class CheckContext(SyntaxTree tree, BoundRecipe recipe)
{
    private readonly ImmutableArray<Diagnostic>.Builder found = ImmutableArray.CreateBuilder<Diagnostic>();

    internal SyntaxTree Tree { get; } = tree;
    internal RecipeRole Role { get; init; }
    internal BoundRecipe Recipe { get; } = recipe;
    internal SourceText Text => Tree.Text;

    /// <summary>Whether something in a part of the text is an error already: what else could be said there would be the same mistake again.</summary>
    internal bool HasErrorIn(TextSpan span)
    {
        foreach (var diagnostic in found)
            if (diagnostic.Severity == Severity.Error && diagnostic.Span.Start >= span.Start && diagnostic.Span.End <= span.End) return true;
        return false;
    }

    internal void Add(Diagnostic diagnostic) => found.Add(diagnostic);

    internal ImmutableArray<Diagnostic> Found() => found.DrainToImmutable();

    /// <summary>Whole lines of a block pair or item, so that nothing is left of it; inside brackets the pair and its comma.</summary>
    internal TextEdit Removal(TextSpan span)
    {
        var lines = Text.Lines;
        var first = lines.LineOf(span.Start);
        var lineStart = lines.LineStart(first);
        var isAlone = Text.Slice(TextSpan.Between(lineStart, span.Start)).IndexOfAnyExcept(' ', '-') < 0;
        if (isAlone)
        {
            var last = lines.LineOf(Math.Max(span.End - 1, span.Start));
            return new(TextSpan.Between(lineStart, last + 1 < lines.LineCount ? lines.LineStart(last + 1) : Text.Length), "");
        }
        var (start, end) = (span.Start, span.End);
        while (end < Text.Length && Text.Text[end] is ' ') end++;
        if (end < Text.Length && Text.Text[end] == ',')
        {
            for (end++; end < Text.Length && Text.Text[end] is ' ';) end++;
            return new(TextSpan.Between(start, end), "");
        }
        while (start > 0 && Text.Text[start - 1] is ' ') start--;
        if (start > 0 && Text.Text[start - 1] == ',') start--;
        return new(TextSpan.Between(start, span.End), "");
    }
}
