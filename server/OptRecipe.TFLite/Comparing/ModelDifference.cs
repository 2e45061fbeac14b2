using System.Collections.Immutable;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Comparing;

public enum DifferenceKind { SubgraphCount, Ends, OperatorKind, OperatorVersion, Options, Connections, Type, Shape, Quantization, Data, MissingOperator }

/// <summary>One way in which two models compute differently. Indices are −1 where it is not about an operator or a tensor.</summary>
/// <param name="Left">What the first model has; <paramref name="Right"/> what the second has.</param>
public sealed record ModelDifference(DifferenceKind Kind, int Subgraph, int LeftOperator, int RightOperator, int LeftTensor, int RightTensor, string Message, string Left, string Right);

/// <summary>How often an operator stands in each of two models, and what it costs there.</summary>
/// <param name="LeftBytes">Of the constants it reads.</param>
public sealed record OperatorChange(string Operator, int Left, int Right, long LeftBytes, long RightBytes, long LeftMultiplyAccumulates, long RightMultiplyAccumulates)
{
    public bool IsChange => Left != Right || LeftBytes != RightBytes || LeftMultiplyAccumulates != RightMultiplyAccumulates;
}

/// <param name="FileBytes">Of the file as it is or would be written.</param>
/// <param name="DataBytes">Of all buffers.</param>
/// <param name="Parameters">Elements of constant tensors that operators use as weights or bias.</param>
public sealed record ModelMeasure(long FileBytes, long DataBytes, long Parameters, long MultiplyAccumulates, int Operators, int Tensors, RuntimeVersion? MinimumRuntime);

/// <summary>Two models side by side.</summary>
/// <param name="Differences">In what they compute; empty when they are the same (<c>--same</c>).</param>
/// <param name="Operators">Operators whose number, bytes or multiply-accumulates differ, by name.</param>
/// <param name="Others">What differs beside: names, descriptions, metadata, signatures, appended files; one sentence each.</param>
public sealed record ModelComparison(ImmutableArray<ModelDifference> Differences, ImmutableArray<OperatorChange> Operators, ImmutableArray<string> Others, ModelMeasure Left, ModelMeasure Right)
{
    public bool IsSame => Differences.IsEmpty;
}
