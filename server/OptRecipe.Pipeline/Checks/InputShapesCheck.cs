using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Shapes that inputs are fixed to fit the model.</summary>
internal static class InputShapesCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR3011", "Input shape does not fit", Severity.Error, "0.3");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        if (context.Recipe.Model is not { } bound || context.Analysis.Model?.Model?.Model is not { } model) yield break;
        foreach (var shape in bound.InputShapes)
        {
            if (FixedInputs.Problem(shape, model) is not { } problem) continue;
            var nearest = FixedInputs.Nearest(shape, model);
            var isName = nearest is not null && nearest != shape.Input;
            var open = FixedInputs.Open(model).FirstOrDefault(input => input.Name == shape.Input).Shape;
            var diagnostic = new Diagnostic(Descriptor, isName || open.IsDefault ? shape.NameSpan : shape.ShapeSpan, problem);
            yield return isName ? diagnostic.WithFix($"Change to `{nearest}`", FixSafety.Safe, new Recipe.Text.TextEdit(shape.NameSpan, nearest ?? ""))
                : open.IsDefault ? diagnostic
                : diagnostic.WithFix($"Change to `[{string.Join(", ", open)}]`", FixSafety.Unsafe, new Recipe.Text.TextEdit(shape.ShapeSpan, $"[{string.Join(", ", open)}]"));
        }
    }
}
