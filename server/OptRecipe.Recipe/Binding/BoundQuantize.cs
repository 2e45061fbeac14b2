using System.Collections.Immutable;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Recipe.Binding;

public enum QuantizationScheme { Dynamic, Float16, Int8, Int16X8, WeightOnly, Float32 }

public enum OnUnsupported { Error, Float, NextScheme }

/// <summary>Whose rounding, zero ranges and constants.</summary>
public enum QuantizationNumerics { Converter, ConverterFlatbuffer, AiEdgeQuantizer }

public enum GranularityKind { Tensor, Channel, Block }

/// <param name="BlockSize">32, 64, 128 or 256 for blocks, else 0.</param>
public readonly record struct Granularity(GranularityKind Kind, int BlockSize = 0);

/// <summary>How scales and roundings of weights are chosen.</summary>
public enum ScaleAlgorithm { MinMax, Mse, Octav, AdaRound, Gptq }

/// <summary>Which unequal inputs are split or rescaled.</summary>
public enum RescueKind { Concat, Add, All }

/// <param name="Scheme">The step's own scheme; rules may say another one for some operators.</param>
/// <param name="SchemeSpan">The scheme's word.</param>
public sealed record BoundQuantize(TextSpan Span, TextSpan KindSpan, bool IsAvailable, QuantizationScheme Scheme, TextSpan SchemeSpan) : BoundStep(Span, KindSpan, IsAvailable)
{
    /// <summary>The operators that the step touches; null: all.</summary>
    public BoundSelector? Where { get; init; }
    /// <summary>What the step says about every operator; the scheme included.</summary>
    public QuantizeFields Fields { get; init; } = new();
    /// <summary>In the order of the text: the last one that matches an operator wins, field by field.</summary>
    public ImmutableArray<BoundRule> Rules { get; init; } = [];
    public Written<QuantizationNumerics>? Numerics { get; init; }
    public Written<TensorType>? InputType { get; init; }
    public Written<TensorType>? OutputType { get; init; }
    public Written<bool>? BiasCorrection { get; init; }
    public BoundExempt? Exempt { get; init; }
    public Written<RescueKind>? Rescue { get; init; }
    public OnUnsupported OnUnsupported => Fields.OnUnsupported?.Value ?? OnUnsupported.Error;
    public override string Kind => "quantize";
}

/// <param name="Span">The whole item.</param>
/// <param name="Where">Null when it could not be read: such a rule matches nothing.</param>
public sealed record BoundRule(TextSpan Span, BoundSelector? Where, QuantizeFields Fields)
{
    /// <summary>The same words further on in a text.</summary>
    internal BoundRule Moved(int by) => by == 0 ? this : new(Span.Moved(by), Where?.Moved(by), Fields.Moved(by));
}

/// <summary>What a step or a rule may say about an operator.</summary>
public sealed record QuantizeFields
{
    public Written<QuantizationScheme>? Scheme { get; init; }
    public Written<int>? WeightBits { get; init; }
    public Written<bool>? AreWeightsSymmetric { get; init; }
    public Written<Granularity>? Granularity { get; init; }
    public Written<ScaleAlgorithm>? Algorithm { get; init; }
    public Written<int>? MinimumElements { get; init; }
    public Written<int>? ActivationBits { get; init; }
    public Written<bool>? AreActivationsSymmetric { get; init; }
    public Written<OnUnsupported>? OnUnsupported { get; init; }
    public BoundCalibration? Calibration { get; init; }

    /// <summary>Nothing but a scheme is said, if anything.</summary>
    internal bool IsSchemeOnly => WeightBits is null && AreWeightsSymmetric is null && Granularity is null && Algorithm is null && MinimumElements is null && ActivationBits is null
        && AreActivationsSymmetric is null && OnUnsupported is null && Calibration is null;

    internal QuantizeFields Moved(int by) => new()
    {
        Scheme = Scheme?.Moved(by),
        WeightBits = WeightBits?.Moved(by),
        AreWeightsSymmetric = AreWeightsSymmetric?.Moved(by),
        Granularity = Granularity?.Moved(by),
        Algorithm = Algorithm?.Moved(by),
        MinimumElements = MinimumElements?.Moved(by),
        ActivationBits = ActivationBits?.Moved(by),
        AreActivationsSymmetric = AreActivationsSymmetric?.Moved(by),
        OnUnsupported = OnUnsupported?.Moved(by),
        Calibration = Calibration?.Moved(by),
    };
}

/// <param name="Auto">Operators are chosen by what they cost.</param>
/// <param name="Max">The most operators that stay float.</param>
/// <param name="Keep">The most accuracy that may be lost.</param>
public sealed record BoundExempt(TextSpan Span, bool Auto, Written<int>? Max, Written<BoundDrop>? Keep);

/// <param name="IsRelative"><c>2 %</c> rather than <c>2 points</c>.</param>
/// <param name="Amount">A share: 0.01 for one point or one per cent.</param>
public readonly record struct BoundDrop(double Amount, bool IsRelative);
