using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Edits of the preprocessing of a data set.</summary>
internal static class PreprocessingEdit
{
    /// <summary>A step in front of all others, in the style that stands there.</summary>
    /// <param name="step">As recipes write it: <c>resize: [96, 96]</c>.</param>
    public static TextEdit First(SourceText text, BoundDataSet set, string step)
    {
        if (set.PreprocessSpan is { } list)
        {
            if (text.Text[list.Start] == '[') return new(new(list.Start + 1, 0), set.Preprocess.IsEmpty ? $"{{{step}}}" : $"{{{step}}}, ");
            var dash = text.Text.AsSpan(list.Start, list.Length).IndexOf('-');
            if (dash >= 0) return new(new(list.Start + dash, 0), $"- {step}{text.LineBreak}{Indent(text, list.Start + dash)}");
        }
        if (text.Text[set.Span.Start] == '{')
        {
            var end = text.Text.AsSpan(0, set.Span.End).LastIndexOf('}');
            return new(new(end, 0), $", preprocess: [{{{step}}}]");
        }
        var line = text.Lines.LineEnd(text.Lines.LineOf(set.Path.Span.Start));
        return new(new(line, 0), $"{text.LineBreak}{Indent(text, set.Span.Start)}preprocess: [{{{step}}}]");
    }

    private static string Indent(SourceText text, int at) => new(' ', at - text.Lines.LineStart(text.Lines.LineOf(at)));
}
