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
    internal ItemMemory? Memory { get; init; }
    internal BoundRecipe Recipe { get; } = recipe;
    internal SourceText Text => Tree.Text;

    /// <summary>Whether something in a part of the text is an error already: what else could be said there would be the same mistake again.</summary>
    internal bool HasErrorIn(TextSpan span)
    {
        foreach (var diagnostic in found)
            if (diagnostic.Severity == Severity.Error && diagnostic.Span.Start >= span.Start && diagnostic.Span.End <= span.End) return true;
        return false;
    }

    internal int Count => found.Count;

    internal void Add(Diagnostic diagnostic) => found.Add(diagnostic);

    internal ImmutableArray<Diagnostic> Found() => found.DrainToImmutable();

    /// <summary>Whole lines of a block pair or item, so that nothing is left of it; inside brackets the pair and its comma.</summary>
    internal TextEdit Removal(TextSpan span) => Checks.Removal.Of(Text, span);
}
