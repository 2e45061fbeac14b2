using OptRecipe.TFLite;
using OptRecipe.TFLite.Facts;

namespace OptRecipe.Targets.Rules;

/// <summary>No tensor of the subgraph gets its size while the model runs. Sizes of the model's inputs count as fixed: the interpreter takes those in the file.</summary>
internal sealed class StaticShapesPredicate : Predicate
{
    public override Truth Test(OperatorContext context) => From(context.FirstDynamicOperator < 0);

    public override string Found(OperatorContext context) => context.FirstDynamicOperator is >= 0 and var index
        ? $"{context.CodeOf(context.Subgraph.Operators[index]).Name} #{index} gives a tensor whose size is not known before the model runs" : "";

    /// <summary>Index of the first operator whose output size is known only at run time, -1 when there is none.</summary>
    public static int Find(OperatorContext context)
    {
        var known = new bool[context.Subgraph.Tensors.Length];
        for (var tensor = 0; tensor < known.Length; tensor++) known[tensor] = context.IsConstant(context.Subgraph.Tensors[tensor]);
        for (var index = 0; index < context.Subgraph.Operators.Length; index++)
        {
            var @operator = context.Subgraph.Operators[index];
            var builtin = context.CodeOf(@operator).Builtin;
            if (ShapeOperands.DependsOnData(builtin)) return index;
            foreach (var position in ShapeOperands.Of(builtin))
                if (position < @operator.Inputs.Length && context.TensorAt(@operator.Inputs[position]) is not null && !known[@operator.Inputs[position]]) return index;
            if (!IsFolded(builtin, @operator, context, known)) continue;
            foreach (var output in @operator.Outputs)
                if ((uint)output < (uint)known.Length) known[output] = true;
        }
        return -1;
    }

    /// <summary>Operators that the interpreter computes while it prepares the model, when all they read is known by then (LiteRT f6745779, tflite/kernels: SetTensorToPersistentRo).</summary>
    private static bool IsFolded(BuiltinOperator builtin, Operator @operator, OperatorContext context, bool[] known) => builtin switch
    {
        BuiltinOperator.Shape or BuiltinOperator.Rank => true,
        BuiltinOperator.BroadcastArgs or BuiltinOperator.Concatenation or BuiltinOperator.Gather or BuiltinOperator.Mul or BuiltinOperator.Range or BuiltinOperator.Reshape
            or BuiltinOperator.StridedSlice or BuiltinOperator.Tile or BuiltinOperator.ReduceProd or BuiltinOperator.Sum or BuiltinOperator.ReduceMax or BuiltinOperator.ReduceMin
            => @operator.Inputs.All(input => context.TensorAt(input) is null || known[input]),
        _ => false,
    };
}
