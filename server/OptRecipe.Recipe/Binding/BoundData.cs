using System.Collections.Immutable;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Binding;

/// <summary>The data sets of a recipe; null where it has none or names no path.</summary>
public sealed record BoundData(BoundDataSet? Calibration, BoundDataSet? Evaluation, BoundDataSet? Training)
{
    /// <summary>What holds for sets without preprocessing of their own.</summary>
    public ImmutableArray<BoundPreprocessing> Preprocess { get; init; } = [];
    /// <summary>Where that stands; null when there is none.</summary>
    public TextSpan? PreprocessSpan { get; init; }

    public IEnumerable<BoundDataSet> Sets => new[] { Calibration, Evaluation, Training }.OfType<BoundDataSet>();
}

public enum DataRole { Calibration, Evaluation, Training }

/// <summary>A word of the recipe and where it stands.</summary>
public sealed record BoundText(string Value, TextSpan Span);

/// <param name="Path">As written, relative to the recipe's file; may be a glob or a folder.</param>
/// <param name="Span">The set's mapping.</param>
public sealed record BoundDataSet(DataRole Role, BoundText Path, TextSpan Span)
{
    /// <summary>Names of arrays, columns or features; empty when the recipe names none.</summary>
    public ImmutableArray<BoundDataInput> Inputs { get; init; } = [];
    public BoundText? Labels { get; init; }
    public BoundText? ClassNames { get; init; }
    /// <summary>Of evaluation data.</summary>
    public BoundMetric? Metric { get; init; }
    /// <summary>At most so many samples; null for all.</summary>
    public BoundCount? Samples { get; init; }
    public bool Shuffle { get; init; }
    /// <summary>0…1, of training data.</summary>
    public double Validation { get; init; }
    /// <summary>In order; those of <c>data.preprocess</c> when the set has none of its own.</summary>
    public ImmutableArray<BoundPreprocessing> Preprocess { get; init; } = [];
    /// <summary>Where the preprocessing stands; null when there is none.</summary>
    public TextSpan? PreprocessSpan { get; init; }
    /// <summary>Whether the set says it, not <c>data</c>.</summary>
    internal bool HasOwnPreprocess { get; init; }

    /// <summary>The role as recipes write it: <c>calibration</c>.</summary>
    public string Key => Role.ToString().ToLowerInvariant();
}

/// <param name="Input">The model's input; null when the recipe gives one name for the only input.</param>
/// <param name="Array">The array, column or feature; a column may be a glob.</param>
public sealed record BoundDataInput(BoundText? Input, BoundText Array);

/// <param name="Score">What an <c>auc</c> ranks by: <c>reconstruction-mse</c>; null for the model's own output.</param>
public sealed record BoundMetric(BoundText Name, BoundText? Score);

public sealed record BoundCount(int Value, TextSpan Span);

/// <param name="Span">The item.</param>
public abstract record BoundPreprocessing(TextSpan Span);

public sealed record BoundResize(TextSpan Span, int Height, int Width, string Method, bool Antialias, string Coordinates) : BoundPreprocessing(Span);

/// <summary>The middle of this height and width.</summary>
public sealed record BoundCrop(TextSpan Span, int Height, int Width) : BoundPreprocessing(Span);

/// <summary>The middle, a share (0…1) of both sides.</summary>
public sealed record BoundCentralCrop(TextSpan Span, double Fraction) : BoundPreprocessing(Span);

/// <summary>One number, or one for each channel.</summary>
public sealed record BoundNormalize(TextSpan Span, ImmutableArray<float> Means, ImmutableArray<float> Deviations) : BoundPreprocessing(Span);

public sealed record BoundScale(TextSpan Span, float Factor, float Offset) : BoundPreprocessing(Span);

public sealed record BoundStandardize(TextSpan Span) : BoundPreprocessing(Span);

/// <param name="ToChannelsLast">From NCHW to NHWC; otherwise back.</param>
public sealed record BoundLayout(TextSpan Span, bool ToChannelsLast) : BoundPreprocessing(Span);

/// <param name="Order"><c>rgb</c>, <c>bgr</c>, <c>gray</c>.</param>
public sealed record BoundChannels(TextSpan Span, string Order) : BoundPreprocessing(Span);

/// <param name="Type"><c>uint8</c> …</param>
public sealed record BoundCast(TextSpan Span, string Type) : BoundPreprocessing(Span);
