using System.Collections.Immutable;

namespace OptRecipe.Data.NumPy;

/// <summary>Type and shape of an array.</summary>
public sealed record NumPyArrayDetails(NumPyType Type, ImmutableArray<int> Shape)
{
    /// <summary><c>UINT8 28×28×1</c>.</summary>
    public override string ToString() => Shape.IsEmpty ? $"{Type.Name} scalar" : $"{Type.Name} {string.Join('×', Shape)}";
}
