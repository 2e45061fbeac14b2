using OptRecipe.Engine.Calibration;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes;

/// <summary>A pass that needs ranges of activations before it can be carried out; it is planned without them.</summary>
public interface ICalibratedPass : IPass
{
    /// <summary>The activations whose ranges this plan needs; empty when it needs none (dynamic range, float16).</summary>
    IReadOnlyCollection<(int Subgraph, int Tensor)> NeededRanges(Model model, PassPlan plan);

    /// <summary>Whether it was given ranges: what it plans then is what it writes.</summary>
    bool HasRanges { get; }

    /// <summary>The model that <see cref="IPass.Apply"/> would plan if all ranges turned out equal: it has the fewest operators of all that measured ranges may lead to.</summary>
    Model PlanSmallest(Model model, PassPlan plan);

    /// <summary>The same pass with ranges measured on the model that it will be applied to.</summary>
    IPass WithRanges(TensorRanges ranges);
}
