using System.Collections.Immutable;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>A condition on those tensors of some operands that are computed at run time: what stands in the file, and variables, fit.</summary>
internal abstract class RuntimeTensorPredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected abstract bool Fits(OperatorContext context, OperandTensor operand);

    protected sealed override bool Holds(OperatorContext context, OperandTensor operand) => context.IsConstant(operand.Tensor) || operand.Tensor.IsVariable || Fits(context, operand);
}

/// <summary>Types of what is computed at run time: <c>runtime_types: {inputs: [float32, float16]}</c>.</summary>
internal sealed class RuntimeTypesPredicate(ImmutableArray<Operand> operands, TypeSet types) : RuntimeTensorPredicate(operands)
{
    protected override bool Fits(OperatorContext context, OperandTensor operand) => types.Contains(operand.Tensor.Type);

    protected override string Describe(OperatorContext context, OperandTensor operand) => TFLite.TensorTypeNames.Name(operand.Tensor.Type);
}

/// <summary>Number of dimensions of what is computed at run time.</summary>
internal sealed class RuntimeRankPredicate(ImmutableArray<Operand> operands, ValueSet ranks) : RuntimeTensorPredicate(operands)
{
    protected override bool Fits(OperatorContext context, OperandTensor operand) => ranks.Contains(operand.Tensor.Shape.Length);

    protected override string Describe(OperatorContext context, OperandTensor operand) => $"rank {operand.Tensor.Shape.Length}";
}

/// <summary>The first dimension of the model's own inputs and outputs: <c>model_batch: {of: activations, values: 1}</c>; tensors between operators fit.</summary>
internal sealed class ModelBatchPredicate(ImmutableArray<Operand> operands, ValueSet values) : RuntimeTensorPredicate(operands)
{
    protected override bool Fits(OperatorContext context, OperandTensor operand) =>
        !(context.Subgraph.Inputs.Contains(operand.TensorIndex) || context.Subgraph.Outputs.Contains(operand.TensorIndex)) || operand.Tensor.Shape is not [var batch, ..] || values.Contains(batch);

    protected override string Describe(OperatorContext context, OperandTensor operand) => Shapes.Text(operand.Tensor);

    public static Predicate Read(PredicateArgument argument) => new ModelBatchPredicate(
        argument.Find(argument.Node.Require("of")), ValueSet.Read(argument.Node["values"] ?? throw new TableFormatException(argument.Node.Line, "the key `values` is missing")));
}
