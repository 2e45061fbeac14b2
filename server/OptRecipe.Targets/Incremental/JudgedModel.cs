namespace OptRecipe.Targets.Incremental;

/// <summary>An answer with what is needed to give the next one sooner.</summary>
/// <param name="Own">By subgraph and operator: the verdict before the limits on partitions.</param>
/// <param name="IsLocal">Whether that verdict hangs on the operator and its tensors alone, and not on what stands around it.</param>
/// <param name="FirstDynamic">By subgraph: the first operator of dynamic size, -1 for none, null when no rule asked; local verdicts may hang on there being none.</param>
internal sealed record JudgedModel(TargetVerdict Verdict, OperatorVerdict[][] Own, bool[][] IsLocal, int?[] FirstDynamic);
