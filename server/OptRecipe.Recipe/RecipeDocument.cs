using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe;

/// <summary>Everything that can be said about a recipe's text alone. Immutable; a pure function of the text.</summary>
/// <param name="Diagnostics">Unsorted and complete; <see cref="Publish"/> makes of them, and of what later stages find, what a user sees.</param>
public sealed record RecipeDocument(SourceText Text, SyntaxTree Tree, BoundRecipe Recipe, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Never throws; any text gives a document.</summary>
    public static RecipeDocument Read(SourceText text)
    {
        var tree = SyntaxTree.Parse(text);
        var isReadable = !tree.Problems.Any(problem => problem.Kind is SyntaxProblemKind.NotText or SyntaxProblemKind.TooLarge);
        var recipe = isReadable ? Binder.Bind(tree) : new();
        return new(text, tree, recipe, CheckTable.Run(tree, recipe, isReadable));
    }

    /// <summary>A file with a target of the user's own (<see cref="TargetFiles.TargetFile"/>): its diagnostics, no recipe.</summary>
    public static RecipeDocument ReadTarget(string id, SourceText text)
    {
        var tree = SyntaxTree.Parse(text);
        var isReadable = !tree.Problems.Any(problem => problem.Kind is SyntaxProblemKind.NotText or SyntaxProblemKind.TooLarge);
        return new(text, tree, new(), TargetFileCheck.Run(tree, id, isReadable)) { IsTarget = true };
    }

    /// <summary>Whether this is a target's file: the recipe language has nothing to say about it.</summary>
    public bool IsTarget { get; init; }

    public static RecipeDocument Read(string text) => Read(new SourceText(text));

    /// <summary>What a user sees: own and later findings without the suppressed ones, in the order of the text, at most 100.</summary>
    /// <param name="others">What later stages found in this text.</param>
    /// <param name="isComplete">Every check ran, so that a suppression nothing needed is unused. Without a model only codes of the text are judged so.</param>
    public ImmutableArray<Diagnostic> Publish(ImmutableArray<Diagnostic> others, bool isComplete) => Suppressions.Apply(Tree, Diagnostics.AddRange(others), isComplete);
}
