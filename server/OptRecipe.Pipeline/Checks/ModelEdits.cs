using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Edits of the key <c>model</c>.</summary>
internal static class ModelEdits
{
    /// <summary>Fixes every open input to the shape that the file holds beside it, which is for one sample; null where that is written already, or where the model stands elsewhere.</summary>
    public static Fix? FixShapes(CheckContext context)
    {
        if (context.Analysis.Model?.Model?.Model is not { } model || context.Recipe.Model is not { InputShapes.IsEmpty: true }) return null;
        var shapes = FixedInputs.Open(model).Select(input => $"{ScalarQuoting.Quoted(input.Name)}: [{string.Join(", ", input.Shape)}]").ToArray();
        var node = context.Analysis.Syntax.Root["model"];
        if (shapes.Length == 0 || !node.Exists || node.Anchor is not null) return null;
        var pair = $"input_shapes: {{{string.Join(", ", shapes)}}}";
        TextEdit? edit = node.IsScalar ? new(node.Span, $"{{path: {node.RawText}, {pair}}}")
            : !node.IsMapping || node["input_shapes"].Exists || node.Pairs.Count == 0 ? null
            : node.IsFlow ? new(new(node.Span.End - 1, 0), $", {pair}")
            : new(new(node.Span.Start, 0), $"{pair}{context.Text.LineBreak}{new string(' ', context.Text.Lines.Position(node.Span.Start).Character)}");
        return edit is null ? null : new($"Fix the input to `{shapes[0]}`{(shapes.Length == 1 ? "" : $" and {shapes.Length - 1} more")}", FixSafety.Unsafe, [edit]);
    }
}
