using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Binding;

/// <summary>The ranges of one word: <c>0-3, 17</c>.</summary>
internal static class OperatorRangeText
{
    /// <summary>Every part between commas with its place; the whole word's place where quotes or escapes make places differ.</summary>
    internal static IEnumerable<Written<string>> Parts(Written<string> word)
    {
        var isPlain = word.Span.Length == word.Value.Length;
        var start = 0;
        foreach (var part in word.Value.Split(','))
        {
            var text = part.Trim();
            var offset = start + part.Length - part.TrimStart().Length;
            yield return new(text, isPlain ? new TextSpan(word.Span.Start + offset, text.Length) : word.Span);
            start += part.Length + 1;
        }
    }
}
