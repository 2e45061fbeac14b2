using System.Collections.Immutable;
using OptRecipe.Pipeline.Models;
using OptRecipe.TFLite.Comparing;

namespace OptRecipe.Cli;

internal sealed record MeasureJson(long Bytes, long Gzip, long Flash, long DataBytes, long Parameters, long MultiplyAccumulates, int Operators, int Tensors, string? MinimumRuntime);

internal sealed record OperatorChangeJson(string Op, int Left, int Right, long LeftBytes, long RightBytes, long LeftMultiplyAccumulates, long RightMultiplyAccumulates);

internal sealed record DifferenceJson(string Kind, int Subgraph, int LeftOperator, int RightOperator, int LeftTensor, int RightTensor, string Message, string Left, string Right);

/// <summary>What <c>compare --json</c> prints.</summary>
internal sealed record CompareJson(
    string LeftFile, string RightFile, bool Same, MeasureJson Left, MeasureJson Right, ImmutableArray<OperatorChangeJson> Operators, ImmutableArray<DifferenceJson> Differences,
    ImmutableArray<string> Others)
{
    public static CompareJson Of(string a, string b, LoadedModel before, LoadedModel after, ModelComparison comparison) => new(
        a, b, comparison.IsSame, Measure(before, comparison.Left), Measure(after, comparison.Right),
        [.. comparison.Operators.Select(row => new OperatorChangeJson(row.Operator, row.Left, row.Right, row.LeftBytes, row.RightBytes, row.LeftMultiplyAccumulates, row.RightMultiplyAccumulates))],
        [.. comparison.Differences.Select(d => new DifferenceJson(d.Kind.ToString(), d.Subgraph, d.LeftOperator, d.RightOperator, d.LeftTensor, d.RightTensor, d.Message, d.Left, d.Right))],
        comparison.Others);

    private static MeasureJson Measure(LoadedModel loaded, ModelMeasure measure) => new(
        loaded.FileBytes, loaded.GzipBytes, ModelSummary.FlashBytes(loaded.FileBytes), measure.DataBytes, measure.Parameters, measure.MultiplyAccumulates, measure.Operators, measure.Tensors,
        measure.MinimumRuntime?.ToString());
}
