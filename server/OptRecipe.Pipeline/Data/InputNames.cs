using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Data;

/// <summary>What recipes call the inputs of a model.</summary>
public static class InputNames
{
    /// <summary>In the model's order: the signature's names where there is one, else the tensors'.</summary>
    public static ImmutableArray<string> Of(Model model) => [.. ModelInput.Of(model).Select(input => input.Name)];
}
