using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace OptRecipe.TFLite.Operators;

/// <summary>Multiply-accumulates of one invocation, from the static shapes; a dimension that is known only at run time counts as the file writes it (usually 1).</summary>
public static class MultiplyAccumulates
{
    /// <summary>No model comes near; shapes that say more are damaged, and sums of these do not overflow.</summary>
    private const long Most = 1L << 44;
    private static readonly ConditionalWeakTable<Model, StrongBox<long>> Totals = [];

    /// <summary>Multiply-accumulates of an operator: products with weights, or of two matrices; 0 for all others and where shapes are missing.</summary>
    /// <remarks>Convolutions: output elements × filter elements per output; transposed ones: input elements × filter elements per input. Bias, activation and padding
    /// do not count, as in the figures of MLPerf Tiny and TensorFlow's estimator.</remarks>
    public static long Count(Model model, Subgraph subgraph, Operator op) => Math.Clamp(Product(model, subgraph, op), 0, Most);

    private static long Product(Model model, Subgraph subgraph, Operator op)
    {
        if (op.OpcodeIndex >= model.OperatorCodes.Length) return 0;
        var output = Elements(Shape(subgraph, op.Outputs, 0));
        var first = Shape(subgraph, op.Inputs, 0);
        var second = Shape(subgraph, op.Inputs, 1);
        var third = Shape(subgraph, op.Inputs, 2);
        return model.OperatorCodes[(int)op.OpcodeIndex].Builtin switch
        {
            BuiltinOperator.Conv2D when second.Length == 4 => output * Elements(second[1..]),
            BuiltinOperator.DepthwiseConv2D when second.Length == 4 => output * Elements(second[1..3]),
            BuiltinOperator.TransposeConv when second.Length == 4 => Elements(third) * Elements(second[..3]),
            BuiltinOperator.Conv3D when second.Length == 5 => output * Elements(second[..4]),
            BuiltinOperator.Conv3DTranspose when second.Length == 5 => Elements(third) * Elements(second[..4]),
            BuiltinOperator.FullyConnected when second.Length > 0 => output * second[^1],
            BuiltinOperator.BatchMatmul when first.Length >= 2 => output * first[op.Options?.Schema.Name == "BatchMatMulOptions" && op.Options.Bool("adj_x") ? ^2 : ^1],
            BuiltinOperator.Svdf when second.Length == 2 && third.Length == 2 && first.Length == 2 => first[0] * (Elements(second) + Elements(third)),
            BuiltinOperator.Lstm or BuiltinOperator.Rnn when first.Length > 0 => first[0] * WeightElements(model, subgraph, op),
            BuiltinOperator.UnidirectionalSequenceLstm or BuiltinOperator.BidirectionalSequenceLstm or BuiltinOperator.UnidirectionalSequenceRnn
                or BuiltinOperator.BidirectionalSequenceRnn when first.Length == 3 => (long)first[0] * first[1] * WeightElements(model, subgraph, op),
            BuiltinOperator.StableHloConvolution when second.Length > 0 => Convolution(op, output, second),
            BuiltinOperator.StableHloDotGeneral => DotGeneral(op, output, first),
            _ => 0,
        };
    }

    /// <summary>Multiply-accumulates of all operators; those of subgraphs that control flow calls count once.</summary>
    public static long Count(Model model) => Totals.GetValue(model, static model => new(model.Subgraphs.Sum(subgraph => subgraph.Operators.Sum(op => Count(model, subgraph, op))))).Value;

    private static long WeightElements(Model model, Subgraph subgraph, Operator op)
    {
        long sum = 0;
        for (var index = 0; index < op.Inputs.Length; index++)
            if (OperatorTable.Find(model, op)?.Role(index) == OperandRole.Weights) sum += Shape(subgraph, op.Inputs, index) is { Length: > 0 } shape ? Elements(shape) : 0;
        return sum;
    }

    private static long Convolution(Operator op, long output, ReadOnlySpan<int> kernel)
    {
        var outputFeature = op.Options is { Schema.Name: "StablehloConvolutionOptions" } options ? options.Int64("kernel_output_feature_dimension") : -1;
        return outputFeature >= 0 && outputFeature < kernel.Length && kernel[(int)outputFeature] > 0 ? output * (Elements(kernel) / kernel[(int)outputFeature]) : 0;
    }

    private static long DotGeneral(Operator op, long output, ReadOnlySpan<int> left)
    {
        if (op.Options is not { Schema.Name: "StablehloDotGeneralOptions" } options || options["lhs_contracting_dimensions"] is not ImmutableArray<long> dimensions) return 0;
        foreach (var dimension in dimensions)
            if (dimension >= 0 && dimension < left.Length) output *= left[(int)dimension];
        return output;
    }

    private static ReadOnlySpan<int> Shape(Subgraph subgraph, ImmutableArray<int> operands, int index) =>
        index < operands.Length && operands[index] >= 0 && operands[index] < subgraph.Tensors.Length ? subgraph.Tensors[operands[index]].Shape.AsSpan() : [];

    private static long Elements(ReadOnlySpan<int> shape)
    {
        var count = shape.Length == 0 ? 0L : 1;
        foreach (var dimension in shape) count *= Math.Max(0, dimension);
        return count;
    }
}
