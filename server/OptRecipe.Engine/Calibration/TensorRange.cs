namespace OptRecipe.Engine.Calibration;

/// <summary>The range of a tensor's values over the representative dataset, in real numbers; as recorded, so 0 need not lie inside.</summary>
public readonly record struct TensorRange(float Minimum, float Maximum);
