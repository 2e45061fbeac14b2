using System.Collections.Immutable;
using OptRecipe.TFLite;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>Every zero point of some operands, by their type: <c>zero_point_by_type: {of: inputs, int8: -128..127, uint8: 0..255, other: 0}</c>; a type that is not named fits, unless <c>other</c> is.</summary>
internal sealed class ZeroPointByTypePredicate(ImmutableArray<Operand> operands, ImmutableDictionary<TensorType, ValueSet> byType, ValueSet? other) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => FirstOutside(operand.Tensor) is null;

    private long? FirstOutside(Tensor tensor)
    {
        if (tensor.Quantization?.ZeroPoints is not { IsDefaultOrEmpty: false } zeroPoints) return null;
        if ((byType.GetValueOrDefault(tensor.Type) ?? other) is not { } allowed) return null;
        // Most weights have one zero point for all channels.
        if (!zeroPoints.AsSpan().ContainsAnyExcept(zeroPoints[0])) return allowed.Contains(zeroPoints[0]) ? null : zeroPoints[0];
        foreach (var zeroPoint in zeroPoints)
            if (!allowed.Contains(zeroPoint)) return zeroPoint;
        return null;
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) => $"{operand.Tensor.Type.Name()} with zero point {FirstOutside(operand.Tensor)}";

    public static ZeroPointByTypePredicate Read(PredicateArgument argument)
    {
        var types = argument.Node.Fields.Where(field => field.Key is not ("of" or "other")).ToImmutableDictionary(
            field => TensorTypeNames.TryParse(field.Key.ToUpperInvariant(), out var type) ? type : throw new TableFormatException(field.Value.Line, $"`{field.Key}` is no type"),
            field => ValueSet.Read(field.Value));
        return new(argument.Find(argument.Node.Require("of")), types, argument.Node["other"] is { } other ? ValueSet.Read(other) : null);
    }
}
