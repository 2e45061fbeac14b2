using System.Collections.Immutable;

namespace OptRecipe.Engine.Passes;

/// <param name="Kind">The step's key in a recipe.</param>
/// <param name="Does">What it does, as the rest of a sentence.</param>
public sealed record PassRow(string Kind, string Does);

/// <summary>The passes that there are, by the key of their step.</summary>
public static class PassTable
{
    public static ImmutableArray<PassRow> Rows { get; } =
    [
        new("equalize", "scales channels between operators so that each tensor uses its range evenly"),
        new("input_shapes", "fixes the shapes of inputs, and all that follow from them"),
        new("prune", "sets the smallest weights of each tensor to zero"),
        new("quantize", "stores weights, or weights and activations, in fewer bits"),
    ];
}
