using OptRecipe.TFLite;

namespace OptRecipe.Engine.Repair;

/// <summary>What a repair did with one operator.</summary>
/// <param name="Address">In the quantized model.</param>
/// <param name="Reason">Why it was left as it is, or what has to be said about it, as the rest of a sentence; empty for nothing.</param>
public sealed record LayerRepair(OperatorAddress Address, string OperatorName, bool IsChanged, string Reason);

/// <param name="Model">Of the same structure and size as the model that was repaired; the model itself when nothing was changed.</param>
public sealed record RepairedModel(Model Model, IReadOnlyList<LayerRepair> Layers);
