namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>How many scales a weight tensor has.</summary>
public enum WeightGranularity
{
    /// <summary>One for each index of the quantized dimension, where the operator has one.</summary>
    Channel,
    /// <summary>One.</summary>
    Tensor,
    /// <summary>One for each block of <see cref="WeightOptions.BlockSize"/> weights along the input channels.</summary>
    Block,
}

/// <summary>How scales and roundings of weights are chosen.</summary>
public enum WeightAlgorithm { MinMax, Mse, Octav, AdaRound, Gptq }

/// <summary>How weights are stored.</summary>
public sealed record WeightOptions
{
    public static WeightOptions Default { get; } = new();
    /// <summary>8, 4 or 2.</summary>
    public int Bits { get; init; } = 8;
    /// <summary>Zero point 0.</summary>
    public bool IsSymmetric { get; init; } = true;
    public WeightGranularity Granularity { get; init; }
    /// <summary>32, 64, 128 or 256 for <see cref="WeightGranularity.Block"/>; else 0.</summary>
    public int BlockSize { get; init; }
    public WeightAlgorithm Algorithm { get; init; }
    /// <summary>Tensors of fewer elements stay float32; null: what the numerics' own tool does (the converter's dynamic range 1,024, everything else 0).</summary>
    public int? MinimumElements { get; init; }
}

/// <summary>What holds for one operator after every rule of the recipe.</summary>
public sealed record OperatorScheme(QuantizeScheme Scheme)
{
    public WeightOptions Weights { get; init; } = WeightOptions.Default;
    /// <summary>8-bit activations with zero point 0 (int8 only; 16-bit ones always have it).</summary>
    public bool AreActivationsSymmetric { get; init; }
    public UnsupportedOperators Unsupported { get; init; }
}
