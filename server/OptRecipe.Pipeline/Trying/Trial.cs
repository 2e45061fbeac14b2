using System.Collections.Immutable;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Data;

namespace OptRecipe.Pipeline.Trying;

/// <summary>What the float and the optimized model answered to one sample.</summary>
/// <param name="Models">The model of the recipe, then the one that its last run wrote, when there is one.</param>
/// <param name="Note">Why there is no optimized model, or that it is of an older text; empty otherwise.</param>
/// <param name="Sets">The data sets that the recipe has: <c>evaluation</c>, <c>calibration</c>.</param>
/// <param name="Data">Where the samples come from: the path as the recipe has it, or a file's name.</param>
public sealed record Trial(ImmutableArray<TrialModel> Models, string Note, ImmutableArray<string> Sets, string Data)
{
    /// <summary>How many samples there are.</summary>
    public int Count { get; init; }
    public int Index { get; init; }
    /// <summary>Where the sample lies: <c>row 12 of `test.npz`</c>.</summary>
    public string Sample { get; init; } = "";
    /// <summary>The class's name or number, or the numbers that the data want; empty without labels.</summary>
    public string Label { get; init; } = "";
    /// <summary>One sentence: what was answered.</summary>
    public string Summary { get; init; } = "";
    public ImmutableArray<TrialInput> Inputs { get; init; } = [];
    public ImmutableArray<TrialOutput> Outputs { get; init; } = [];
    /// <summary>Samples on which the models differ most, the worst first; empty when nobody asked.</summary>
    public ImmutableArray<TrialRank> Worst { get; init; } = [];
    /// <summary>How many samples were looked through for them.</summary>
    public int Looked { get; init; }
    /// <summary>Why the sample cannot be answered: one sentence; null when it was.</summary>
    public string? Problem { get; init; }
    /// <summary>What the model wants, when the sample does not fit it.</summary>
    public ImmutableArray<TrialTensor> Wants { get; init; } = [];
    /// <summary>Steps of preprocessing that would have the sample fit, or make sense of its values.</summary>
    public ImmutableArray<StepSuggestion> Suggestions { get; init; } = [];
}

/// <param name="IsOptimized">The one that a run wrote.</param>
/// <param name="Path">Absolute path of its file.</param>
public sealed record TrialModel(bool IsOptimized, string Path, long Bytes);

/// <summary>A tensor that one model takes or gives, and its real values there; flat, the last dimension fastest.</summary>
public sealed record TrialTensor(TensorDetails Details, float[] Values);

/// <summary>An input as it reached the models: the same sample, in each model's own type.</summary>
/// <param name="Tensors">One for each model.</param>
public sealed record TrialInput(string Name, ImmutableArray<TrialTensor> Tensors, TrialPicture Picture);

/// <param name="Tensors">One for each model.</param>
/// <param name="Count">Values in it.</param>
/// <param name="IsClasses">Scores of classes; else numbers that mean something of their own.</param>
/// <param name="Rows">Of classes the best of either model; else those that differ most, in the order of the output where all are shown.</param>
/// <param name="Sqnr">Signal to noise in dB; null when nothing differs, or there is one model.</param>
/// <param name="MaxDifference">Null with one model.</param>
public sealed record TrialOutput(string Name, ImmutableArray<TrialTensor> Tensors, int Count, bool IsClasses, ImmutableArray<TrialRow> Rows, double? Sqnr, double? Cosine, double? MaxDifference);

/// <param name="Index">Of the value in the output.</param>
/// <param name="Name">The class's name; the place in the output where that is more than the number: <c>[2, 7, 1]</c>.</param>
/// <param name="Optimized">Null with one model.</param>
public sealed record TrialRow(int Index, string Name, float Float, float? Optimized);

/// <param name="Difference">The largest between two values of one output.</param>
/// <param name="Float">The best class's name; empty for outputs that are no classes.</param>
public sealed record TrialRank(int Index, string Sample, double Difference, string Float, string Optimized, string Label);
