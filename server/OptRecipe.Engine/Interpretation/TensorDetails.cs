using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Interpretation;

/// <summary>An input or output as its users see it.</summary>
/// <param name="Index">Index of the tensor in its subgraph.</param>
/// <param name="Shape">The shape it has now, in elements.</param>
/// <param name="ShapeSignature">The file's shape, −1 for dimensions that may be resized.</param>
public sealed record TensorDetails(string Name, int Index, TensorType Type, int[] Shape, int[] ShapeSignature, TensorQuantization Quantization);
