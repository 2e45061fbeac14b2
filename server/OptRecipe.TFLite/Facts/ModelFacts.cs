using System.Collections.Immutable;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Facts;

/// <summary>What can be said about a model before anything is done with it: the one place that diagnostics and hovers ask. Computed once, when first asked; reads no weights.
/// Thread-safe.</summary>
public sealed class ModelFacts(Model model)
{
    private readonly Lazy<QuantizationFacts> _quantization = new(() => QuantizationFacts.Of(model));
    private readonly Lazy<ImmutableArray<DynamicShapeFacts>> _dynamicShapes = new(() => DynamicShapeFacts.Of(model));
    private readonly Lazy<ImmutableArray<ForeignOperator>> _foreign = new(() => ForeignOperator.Of(model));
    private readonly Lazy<ImmutableArray<Recurrence>> _recurrences = new(() => Recurrence.Of(model));
    private readonly Lazy<RuntimeFacts> _runtime = new(() => RuntimeFacts.Of(model));
    private readonly Lazy<MetadataFacts> _metadata = new(() => MetadataFacts.Of(model));

    public Model Model => model;
    /// <summary>Whether and how the model is quantized already (user problem 13).</summary>
    public QuantizationFacts Quantization => _quantization.Value;
    /// <summary>Per subgraph with shapes known only at run time: where they begin (14).</summary>
    public ImmutableArray<DynamicShapeFacts> DynamicShapes => _dynamicShapes.Value;
    /// <summary>Flex and other custom operators (15).</summary>
    public ImmutableArray<ForeignOperator> ForeignOperators => _foreign.Value;
    /// <summary>Loops, and recurrent layers that were written out step by step (16).</summary>
    public ImmutableArray<Recurrence> Recurrences => _recurrences.Value;
    /// <summary>The oldest runtime that loads the model, and which operators ask for it (17).</summary>
    public RuntimeFacts Runtime => _runtime.Value;
    /// <summary>What task libraries need beside the graph (31).</summary>
    public MetadataFacts Metadata => _metadata.Value;
}
