using System.Text;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>Names that come from files of others, safe inside Markdown.</summary>
public static class MarkdownText
{
    /// <summary>Nothing in the result ends a table's cell, starts markup or breaks the line.</summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '|' or '<' or '\\' or '[' or '*') safe.Append('\\');
            safe.Append(char.IsControl(c) ? ' ' : c);
        }
        return safe.ToString();
    }
}
