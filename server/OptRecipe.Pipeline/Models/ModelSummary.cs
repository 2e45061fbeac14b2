using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Models;

/// <summary>A model in figures, from its structure alone.</summary>
/// <param name="Operators">All subgraphs, most multiply-accumulates first.</param>
/// <param name="Parameters">Elements of the constants that operators compute with.</param>
/// <param name="MinimumRuntime">The oldest TensorFlow or LiteRT release that knows all operator versions; null when an operator is not in the tables.</param>
public sealed record ModelSummary(
    ImmutableArray<TensorSummary> Inputs, ImmutableArray<TensorSummary> Outputs, ImmutableArray<OperatorCount> Operators, long Parameters, long MultiplyAccumulates,
    string? MinimumRuntime, ImmutableArray<string> Signatures, ImmutableArray<string> Metadata)
{
    /// <summary>Microcontrollers keep the file as a constant array, which starts and ends at multiples of this.</summary>
    private const int FlashAlignment = 16;

    public int OperatorTotal => Operators.Sum(row => row.Count);

    private static readonly ConditionalWeakTable<Model, ModelSummary> Known = [];

    /// <summary>Remembered as long as the model is.</summary>
    public static ModelSummary Of(Model model) => Known.GetValue(model, Make);

    private static ModelSummary Make(Model model)
    {
        var operators = OperatorCensus.Of(model);
        var main = model.Subgraphs.IsEmpty ? new() : model.Subgraphs[0];
        return new(
            [.. main.Inputs.Select(index => TensorSummary.Of(main, index))], [.. main.Outputs.Select(index => TensorSummary.Of(main, index))], operators,
            OperatorCensus.Parameters(model), operators.Sum(row => row.MultiplyAccumulates), OperatorVersions.MinimumRuntime(model)?.ToString(),
            [.. model.Signatures.Select(signature => signature.Key ?? "")], [.. model.Metadata.Select(entry => entry.Name ?? "")]);
    }

    /// <summary>Bytes that a file of <paramref name="fileBytes"/> takes when it is linked into a program.</summary>
    public static long FlashBytes(long fileBytes) => (fileBytes + FlashAlignment - 1) / FlashAlignment * FlashAlignment;
}
