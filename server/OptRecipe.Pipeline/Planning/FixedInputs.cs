using System.Collections.Immutable;
using OptRecipe.Engine.Passes.InputShapes;
using OptRecipe.Pipeline.Data;
using OptRecipe.Recipe.Binding;
using OptRecipe.Targets;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Planning;

/// <summary>The shapes that a recipe fixes inputs to, held against its model.</summary>
internal static class FixedInputs
{
    /// <summary>The pass that comes before all steps; null where nothing is fixed, or where what is written does not fit the model.</summary>
    public static PreparedStep? Prepare(BoundModel? bound, Model model)
    {
        if (bound is null or { InputShapes.IsEmpty: true } || model.Subgraphs.IsEmpty || bound.InputShapes.Any(shape => Problem(shape, model) is not null)) return null;
        var names = InputNames.Of(model);
        ImmutableArray<InputShape> shapes = [.. bound.InputShapes.Select(shape => new InputShape(model.Subgraphs[0].Inputs[names.IndexOf(shape.Input)], shape.Shape))];
        var title = string.Join(", ", bound.InputShapes.Select(shape => $"{shape.Input} {string.Join('×', shape.Shape)}"));
        return new(new InputShapesPass(shapes), string.Join(';', shapes.Select(shape => $"{shape.Tensor}:{string.Join(',', shape.Shape)}")), $"input_shapes: {title}");
    }

    /// <summary>Why a shape does not fit its input, one sentence; null when it does.</summary>
    public static string? Problem(BoundInputShape bound, Model model)
    {
        var names = InputNames.Of(model);
        var position = names.IndexOf(bound.Input);
        if (position < 0) return $"the model has no input `{bound.Input}`; {(Nearest(bound, model) is { } near ? $"did you mean `{near}`" : $"its inputs are {string.Join(", ", names.Take(8).Select(name => $"`{name}`"))}")}";
        var tensor = model.Subgraphs[0].Tensors[model.Subgraphs[0].Inputs[position]];
        var signature = Signature(tensor);
        var fits = bound.Shape.Length == signature.Length && bound.Shape.Zip(signature).All(pair => pair.First >= 1 && (pair.Second < 0 || pair.First == pair.Second));
        return fits ? null : $"input `{bound.Input}` is {string.Join('×', signature.Select(size => size < 0 ? "?" : $"{size}"))}; {string.Join('×', bound.Shape)} does not fit it";
    }

    public static string? Nearest(BoundInputShape bound, Model model) => Spelling.Nearest(bound.Input, InputNames.Of(model));

    /// <summary>Inputs with open dimensions, each with the shape that the file holds beside them.</summary>
    public static IEnumerable<(string Name, ImmutableArray<int> Shape)> Open(Model model)
    {
        if (model.Subgraphs.IsEmpty) yield break;
        foreach (var (name, index) in InputNames.Of(model).Zip(model.Subgraphs[0].Inputs))
        {
            var tensor = model.Subgraphs[0].Tensors[index];
            if (Signature(tensor).Any(size => size < 0)) yield return (name, [.. tensor.Shape.Select(size => Math.Max(size, 1))]);
        }
    }

    private static ImmutableArray<int> Signature(Tensor tensor) => tensor.ShapeSignature.IsDefaultOrEmpty ? tensor.Shape : tensor.ShapeSignature;
}
