using System.Buffers;

namespace OptRecipe.Recipe.Syntax;

/// <summary>How a text is written as a value of one line (YAML 1.2.2 §7.3).</summary>
public static class ScalarQuoting
{
    private static readonly SearchValues<char> FirstMarks = SearchValues.Create("#:,[]{}&*!|>'\"%@`-? "), Marks = SearchValues.Create(",[]{}");

    /// <summary>As it is where nothing in it means something in YAML, inside brackets too; else in single quotes.</summary>
    public static string Quoted(string text)
    {
        var isPlain = text.Length > 0 && text.AsSpan(0, 1).IndexOfAny(FirstMarks) < 0 && text.AsSpan().IndexOfAny(Marks) < 0
            && !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal) && text[^1] is not (':' or ' ');
        return isPlain ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }
}
