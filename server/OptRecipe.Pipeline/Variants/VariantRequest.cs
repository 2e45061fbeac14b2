namespace OptRecipe.Pipeline.Variants;

/// <summary>What a run of a recipe's table is asked to do.</summary>
/// <param name="Name">One variant; null for all, side by side.</param>
/// <param name="Force">Overwrite files that no earlier run wrote.</param>
/// <param name="MeasuresLatency">Time each variant on this computer, in turns with the model before.</param>
/// <param name="RunsAnyway">Run also what is known to be up to date.</param>
public sealed record VariantRequest(string? Name = null, bool Force = false, bool MeasuresLatency = false, bool RunsAnyway = false);
