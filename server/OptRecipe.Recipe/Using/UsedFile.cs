using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Using;

/// <summary>A preset or another recipe that a recipe takes in. Its symbols have spans behind the recipe's own text, as if the file were appended to it: <see cref="RecipeDocument.WholeText"/>.</summary>
/// <param name="Name">As the entry that names it writes it.</param>
/// <param name="FullPath">Absolute path; null for a preset of the product.</param>
/// <param name="Text">The file.</param>
/// <param name="Start">Where the file begins in the whole text.</param>
/// <param name="Entry">The entry of the recipe's own <c>use</c> through which it comes, directly or not.</param>
public sealed record UsedFile(string Name, string? FullPath, SourceText Text, int Start, TextSpan Entry)
{
    internal SyntaxTree? Tree { get; init; }

    /// <summary>Smaller wins: what this file says counts before what files of greater rank say.</summary>
    internal int Rank { get; init; }

    /// <summary>Whether a span of the whole text lies in this file.</summary>
    public bool Holds(TextSpan span) => span.Start >= Start && span.Start <= Start + Text.Length;

    /// <summary>The same place in <see cref="Text"/>.</summary>
    public TextSpan Here(TextSpan span) => new(Math.Clamp(span.Start - Start, 0, Text.Length), Math.Clamp(span.Length, 0, Text.Length - Math.Clamp(span.Start - Start, 0, Text.Length)));
}
