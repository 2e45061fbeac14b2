namespace OptRecipe.TFLite;

/// <summary>Where an operator stands: subgraph and index in its execution order.</summary>
public readonly record struct OperatorAddress(int Subgraph, int Index);
