using System.Collections.Immutable;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>How often operators read a tensor: <c>reads: {output: 1}</c>; being an output of the model does not count.</summary>
internal sealed class ReadsPredicate(ImmutableArray<Operand> operands, ValueSet counts) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => counts.Contains(context.Uses.Consumers(operand.TensorIndex).Length);

    protected override string Describe(OperatorContext context, OperandTensor operand) => context.Uses.Consumers(operand.TensorIndex).Length is var count ? $"read {count} time{(count == 1 ? "" : "s")}" : "";
}

/// <summary>An operator of the model computes the tensor: inputs of the model and what stands in the file do not fit.</summary>
internal sealed class ComputedPredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => context.Uses.Producer(operand.TensorIndex) >= 0;

    protected override string Describe(OperatorContext context, OperandTensor operand) => context.Uses.Producer(operand.TensorIndex) >= 0 ? "computed by an operator" : "computed by no operator";
}

/// <summary>Who reads the tensor first: <c>read_by: {of: output, ops: [CAST], type: [float32]}</c>, where <c>type</c> is of that operator's output.</summary>
internal sealed class ReadByPredicate(ImmutableArray<Operand> operands, ImmutableArray<string> names, TypeSet types) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand)
    {
        if (context.Uses.Consumers(operand.TensorIndex) is not [var reader, ..]) return true;
        var consumer = context.Subgraph.Operators[reader];
        return names.Contains(context.CodeOf(consumer).Name, StringComparer.Ordinal) && consumer.Outputs is [var output, ..] && context.TensorAt(output) is { } tensor && types.Contains(tensor.Type);
    }

    protected override string Describe(OperatorContext context, OperandTensor operand)
    {
        if (context.Uses.Consumers(operand.TensorIndex) is not [var reader, ..]) return "is not read";
        var consumer = context.Subgraph.Operators[reader];
        var type = consumer.Outputs is [var output, ..] && context.TensorAt(output) is { } tensor ? $" with {TFLite.TensorTypeNames.Name(tensor.Type)} output" : "";
        return $"read by {context.CodeOf(consumer).Name} #{reader}{type}";
    }

    public static Predicate Read(PredicateArgument argument) => new ReadByPredicate(
        argument.Find(argument.Node.Require("of")),
        [.. (argument.Node["ops"] ?? throw new TableFormatException(argument.Node.Line, "the key `ops` is missing")).AsList().Select(node => node.Text)],
        TypeSet.Read(argument.Node["type"] ?? throw new TableFormatException(argument.Node.Line, "the key `type` is missing")));
}

/// <summary>Two operands are different tensors.</summary>
internal sealed class DistinctPredicate(Operand first, ImmutableArray<Operand> others) : OperandPredicate(others)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => first.Index >= context.Side(first.IsOutput).Length || context.Side(first.IsOutput)[first.Index] != operand.TensorIndex;

    protected override string Describe(OperatorContext context, OperandTensor operand) => Holds(context, operand) ? "is a tensor of its own" : $"is {first.Name}";
}
