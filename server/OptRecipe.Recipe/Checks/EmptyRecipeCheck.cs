using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

internal static class EmptyRecipeCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR1108", "Empty recipe", Severity.Error, "0.1");

    internal static Diagnostic Report(CheckContext context)
    {
        var end = context.Text.LineBreak;
        var isLineOpen = context.Text.Length > 0 && context.Text.Text[^1] is not ('\n' or '\r');
        var skeleton = $"{(isLineOpen ? end : "")}recipe: 1{end}model: model.tflite{end}targets:{end}  - xnnpack{end}steps:{end}  - quantize: dynamic{end}outputs:{end}  tflite: out/model.tflite{end}";
        return new Diagnostic(Descriptor, new(0, 0), "The recipe is empty; expected at least `recipe: 1` and `model`")
            .WithFix("Write a first recipe", FixSafety.Unsafe, new TextEdit(new(context.Text.Length, 0), skeleton));
    }
}
