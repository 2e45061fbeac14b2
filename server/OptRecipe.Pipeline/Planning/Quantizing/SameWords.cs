using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Planning.Quantizing;

/// <summary>Whether two readings of a recipe say the same to a planner, wherever it stands in the text.</summary>
internal static class SameWords
{
    /// <summary>Of what <see cref="RuleGroups"/> and <see cref="EngineTerms"/> read.</summary>
    internal static bool Are(BoundQuantize one, BoundQuantize other)
    {
        if (one.Scheme != other.Scheme || one.Rules.Length != other.Rules.Length || !Are(one.Fields, other.Fields) || !Are(one.Where, other.Where)) return false;
        if (!Are(one.Numerics, other.Numerics) || !Are(one.InputType, other.InputType) || !Are(one.OutputType, other.OutputType)) return false;
        // The last rules are the ones that are being written.
        for (var rule = one.Rules.Length - 1; rule >= 0; rule--)
            if (!ReferenceEquals(one.Rules[rule], other.Rules[rule]) && (!Are(one.Rules[rule].Fields, other.Rules[rule].Fields) || !Are(one.Rules[rule].Where, other.Rules[rule].Where))) return false;
        return true;
    }

    internal static bool Are(QuantizeFields one, QuantizeFields other) =>
        Are(one.Scheme, other.Scheme) && Are(one.WeightBits, other.WeightBits) && Are(one.AreWeightsSymmetric, other.AreWeightsSymmetric) && Are(one.Granularity, other.Granularity)
        && Are(one.Algorithm, other.Algorithm) && Are(one.MinimumElements, other.MinimumElements) && Are(one.ActivationBits, other.ActivationBits)
        && Are(one.AreActivationsSymmetric, other.AreActivationsSymmetric) && Are(one.OnUnsupported, other.OnUnsupported) && Are(one.Calibration, other.Calibration);

    internal static bool Are(BoundSelector? one, BoundSelector? other) =>
        one is null || other is null ? one is null && other is null : one.IsOptional == other.IsOptional && Are(one.Terms, other.Terms, Are);

    private static bool Are(BoundCalibration? one, BoundCalibration? other) => one is null || other is null ? one is null && other is null
        : Are(one.Method, other.Method) && Are(one.Percentile, other.Percentile) && Are(one.Bins, other.Bins) && Are(one.Ranges, other.Ranges) && Are(one.Key, other.Key);

    private static bool Are(SelectorTerm one, SelectorTerm other) => (one, other) switch
    {
        (OpsTerm left, OpsTerm right) => Are(left.Names, right.Names, Are),
        (TensorsTerm left, TensorsTerm right) => Are(left.Globs, right.Globs, Are),
        (OperatorsTerm left, OperatorsTerm right) => Are(left.Ranges, right.Ranges, Are),
        (EndTerm left, EndTerm right) => left.IsFirst == right.IsFirst && left.Count == right.Count,
        (WeightsOverTerm left, WeightsOverTerm right) => left.Bytes == right.Bytes,
        (NotTerm left, NotTerm right) => Are(left.Selectors, right.Selectors, Are),
        (AnyTerm left, AnyTerm right) => Are(left.Selectors, right.Selectors, Are),
        (AllTerm left, AllTerm right) => Are(left.Selectors, right.Selectors, Are),
        _ => false,
    };

    private static bool Are<T>(ImmutableArray<T> one, ImmutableArray<T> other, Func<T, T, bool> same)
    {
        if (one.Length != other.Length) return false;
        for (var index = 0; index < one.Length; index++)
            if (!same(one[index], other[index])) return false;
        return true;
    }

    private static bool Are<T>(Written<T>? one, Written<T>? other) => one is null || other is null ? one is null && other is null : EqualityComparer<T>.Default.Equals(one.Value, other.Value);
}
