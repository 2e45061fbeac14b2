using OptRecipe.Pipeline;
using OptRecipe.Recipe.Formatting;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Refactorings;

/// <summary>Where an editor asks for refactorings.</summary>
internal sealed class RefactoringContext(RecipeAnalysis analysis, TextSpan range)
{
    private IndentationStyle? style;
    private SyntaxNode node;

    internal RecipeAnalysis Analysis => analysis;
    internal SyntaxTree Tree => analysis.Syntax;
    internal SourceText Text => analysis.Text;
    internal TextSpan Range => range;
    internal IndentationStyle Style => style ??= IndentationStyle.Of(Tree, 2);

    /// <summary>The innermost node at the start of the range.</summary>
    internal SyntaxNode Node => node.Exists ? node : node = Tree.FindNode(range.Start);

    /// <summary>The section at the range: a pair of the root whose lines hold it.</summary>
    internal SyntaxPair? Section
    {
        get
        {
            foreach (var pair in Tree.Root.Pairs) if (pair.Span.Contains(range.Start)) return pair;
            return null;
        }
    }

    internal int Column(int offset) => Text.Lines.Position(offset).Character;

    internal string Indentation(int column) => Text.LineBreak + new string(' ', column);

    /// <summary>No comment stands in a span, so nothing is lost when it is written anew.</summary>
    internal bool HasComment(TextSpan span)
    {
        foreach (var comment in Tree.Comments) if (comment.Start >= span.Start && comment.Start < span.End) return true;
        return false;
    }
}
