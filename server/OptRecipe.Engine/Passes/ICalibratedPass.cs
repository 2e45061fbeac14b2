using OptRecipe.Engine.Calibration;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes;

/// <summary>A pass that needs ranges of activations before it can be carried out; it is planned without them.</summary>
public interface ICalibratedPass : IPass
{
    /// <summary>The activations whose ranges this plan needs; empty when it needs none (dynamic range, float16).</summary>
    IReadOnlyCollection<(int Subgraph, int Tensor)> NeededRanges(Model model, PassPlan plan);

    /// <summary>The same pass with ranges measured on the model that it will be applied to.</summary>
    IPass WithRanges(TensorRanges ranges);
}
