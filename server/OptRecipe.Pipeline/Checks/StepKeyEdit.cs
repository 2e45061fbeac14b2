using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Writes one more key into a <c>quantize</c> step, in the style of the step.</summary>
internal static class StepKeyEdit
{
    /// <summary><c>int8</c> becomes <c>{scheme: int8, on_unsupported: float}</c>; a mapping gets one more key behind its scheme.</summary>
    public static TextEdit Insert(SourceText text, BoundQuantize quantize, string pair)
    {
        var line = text.Text.AsSpan(0, quantize.SchemeSpan.Start);
        line = line[(line.LastIndexOf('\n') + 1)..];
        var key = line.LastIndexOf("scheme", StringComparison.Ordinal);
        if (key < 0) return new(quantize.SchemeSpan, $"{{scheme: {text.Slice(quantize.SchemeSpan)}, {pair}}}");
        var isFlow = line[..key].Contains('{');
        return new(new(quantize.SchemeSpan.End, 0), isFlow ? $", {pair}" : $"{text.LineBreak}{new string(' ', key)}{pair}");
    }
}
