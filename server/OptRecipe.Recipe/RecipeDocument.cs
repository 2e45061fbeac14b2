using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using OptRecipe.Recipe.Using;
using OptRecipe.Recipe.Variants;

namespace OptRecipe.Recipe;

/// <summary>Everything that can be said about a recipe's text, and after <see cref="UseResolver"/> about what it takes in. Immutable.</summary>
/// <param name="Diagnostics">Unsorted and complete; <see cref="Publish"/> makes of them, and of what later stages find, what a user sees.</param>
public sealed record RecipeDocument(SourceText Text, SyntaxTree Tree, BoundRecipe Recipe, ImmutableArray<Diagnostic> Diagnostics)
{
    private readonly SourceText? whole;

    /// <summary>Never throws; any text gives a document.</summary>
    /// <param name="memory">Of what was read before, by which nothing but the time changes.</param>
    public static RecipeDocument Read(SourceText text, RecipeRole role = RecipeRole.Whole, ItemMemory? memory = null)
    {
        var tree = memory?.Parse(text) ?? SyntaxTree.Parse(text);
        var isReadable = !tree.Problems.Any(problem => problem.Kind is SyntaxProblemKind.NotText or SyntaxProblemKind.TooLarge);
        var recipe = isReadable ? Binder.Bind(tree, memory) : new();
        return new(text, tree, recipe, CheckTable.Run(new(tree, recipe) { Role = role, Memory = memory }, isReadable)) { Role = role };
    }

    /// <summary>A file with a target of the user's own (<see cref="TargetFiles.TargetFile"/>): its diagnostics, no recipe.</summary>
    public static RecipeDocument ReadTarget(string id, SourceText text)
    {
        var tree = SyntaxTree.Parse(text);
        var isReadable = !tree.Problems.Any(problem => problem.Kind is SyntaxProblemKind.NotText or SyntaxProblemKind.TooLarge);
        return new(text, tree, new(), TargetFileCheck.Run(tree, id, isReadable)) { IsTarget = true };
    }

    public static RecipeDocument Read(string text, RecipeRole role = RecipeRole.Whole) => Read(new SourceText(text), role);

    /// <summary>Whether this is a target's file: the recipe language has nothing to say about it.</summary>
    public bool IsTarget { get; init; }

    public RecipeRole Role { get; init; }

    /// <summary>Texts that stand for those of used files, by their index among <see cref="Used"/>: a variant's values are put in.</summary>
    internal ImmutableDictionary<int, SourceText> UsedTexts { get; init; } = ImmutableDictionary<int, SourceText>.Empty;

    /// <summary>The recipe that a variant of this one is; <see cref="UseResolver"/> has to look at it like at any other.</summary>
    public RecipeDocument OfVariant(VariantText text) => Read(text.Text, Role) with { UsedTexts = text.Used };

    /// <summary>What the recipe takes in, directly and not; empty until <see cref="UseResolver"/> has looked.</summary>
    public ImmutableArray<UsedFile> Used { get; init; } = [];

    /// <summary>The text and behind it every used file: the text that the spans of <see cref="Recipe"/> speak of. Its end is what <see cref="Text"/> is the beginning of.</summary>
    public SourceText WholeText { get => whole ?? Text; init => whole = value; }

    /// <summary>Whether a span of <see cref="Recipe"/> lies in this text, not in a used file.</summary>
    public bool IsHere(TextSpan span) => span.Start <= Text.Length;

    /// <summary>What a user sees: own and later findings without the suppressed ones, in the order of the text, at most 100. What stands in used files is told on their entry.</summary>
    /// <param name="others">What later stages found in the whole text.</param>
    /// <param name="isComplete">Every check ran, so that a suppression nothing needed is unused. Without a model only codes of the text are judged so.</param>
    public ImmutableArray<Diagnostic> Publish(ImmutableArray<Diagnostic> others, bool isComplete) => Suppressions.Apply(Tree, UsedDiagnostics.Home(Used, Diagnostics.AddRange(others)), isComplete);
}
