using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>STABLEHLO_SCATTER: the first input with windows of the third combined into it, begun where the index vectors of the second say. Of the updates' dimensions
/// <c>update_window_dims</c> run through a window (the operand's dimensions without <c>inserted_window_dims</c>), the rest through the index vectors, which stand along
/// <c>index_vector_dim</c>; entry k of a vector is about dimension <c>scatter_dims_to_operand_dims</c>[k]. Elements that fall outside are left out. The update computation is no
/// operator (the update replaces) or one of STABLEHLO_ADD, _MULTIPLY, _MAXIMUM and _MINIMUM. Updates are taken in the order in which they stand.</summary>
internal sealed class StableHloScatter : MovingKernel
{
    private IndexVectors _vectors = IndexVectors.None;
    private RowCombiner _combiner = static (_, _) => { };
    private int[] _operandDims = [], _vectorStrides = [];
    private int _bytes;

    public override int InPlaceInput => 0;

    protected override void Check(KernelContext context)
    {
        var (operand, updates, options) = (context.Input(0), context.Input(2), context.OptionsOf("StablehloScatterOptions"));
        context.RequireInputs(3);
        _bytes = context.ElementBytes(operand);
        context.RequireType(updates, operand.Type);
        context.RequireType(context.Output(0), operand.Type);
        _combiner = RowCombiners.Of(operand.Type, Computation(context, options.Int32("update_computation_subgraph_index"))) ?? throw context.UnsupportedType(operand);
        _vectors = new(context, context.Input(1), options.Int64("index_vector_dim"), options.Int64s("scatter_dims_to_operand_dims"), operand.Rank);
        var (window, scattered) = IndexVectors.Divide(context, options.Int64s("update_window_dims"), updates.Rank);
        var kept = IndexVectors.Divide(context, options.Int64s("inserted_window_dims"), operand.Rank).Others;
        if (window.Length != kept.Length) throw context.Refusal($"the windows have {window.Length} dimensions, {kept.Length} of the operand are left");
        if (scattered.Length != _vectors.Shape.Length) throw context.Refusal($"the updates {updates} do not fit the index vectors {context.Input(1)}");
        (_operandDims, _vectorStrides) = (new int[updates.Rank], new int[updates.Rank]);
        for (var index = 0; index < window.Length; index++) _operandDims[window[index]] = kept[index];
        var strides = MovingChecks.Strides(_vectors.Shape);
        for (var index = 0; index < scattered.Length; index++)
        {
            var dimension = scattered[index];
            if (updates.Dim(dimension) != _vectors.Shape[index]) throw context.Refusal($"the updates {updates} do not fit the index vectors {context.Input(1)}");
            (_operandDims[dimension], _vectorStrides[dimension]) = (-1, strides[index]);
        }
    }

    protected override void Plan(KernelContext context) => context.Resize(context.Output(0), context.Input(0).Shape);

    protected override void Move(KernelContext context)
    {
        var (operand, updates) = (context.Input(0), context.Input(2));
        var target = context.Output(0).Write<byte>();
        operand.Bytes.CopyTo(target);
        var indices = context.Integers(1);
        Span<int> position = stackalloc int[updates.Rank];
        Span<long> window = stackalloc long[operand.Rank];
        for (var element = 0; element < updates.Count; element++)
        {
            var (rest, vector) = (element, 0);
            window.Clear();
            for (var dimension = position.Length - 1; dimension >= 0; dimension--)
            {
                (rest, position[dimension]) = Math.DivRem(rest, updates.Dim(dimension));
                if (_operandDims[dimension] >= 0) window[_operandDims[dimension]] = position[dimension];
                vector += position[dimension] * _vectorStrides[dimension];
            }
            var place = Place(operand, indices, vector, window);
            if (place >= 0) _combiner(target.Slice(place * _bytes, _bytes), updates.Bytes.Slice(element * _bytes, _bytes));
        }
    }

    /// <summary>The element of the operand, −1 outside.</summary>
    private int Place(RuntimeTensor operand, IntegerValues indices, int vector, ReadOnlySpan<long> window)
    {
        var place = 0;
        for (var dimension = 0; dimension < window.Length; dimension++)
        {
            // A sum that leaves 64 bits is negative and outside.
            var index = unchecked(_vectors.Start(indices, vector, dimension) + window[dimension]);
            if (index < 0 || index >= operand.Dim(dimension)) return -1;
            place = place * operand.Dim(dimension) + (int)index;
        }
        return place;
    }

    private static Combination Computation(KernelContext context, int subgraph)
    {
        var model = context.Model.Model;
        if (subgraph < 0 || subgraph >= model.Subgraphs.Length) throw context.Refusal($"its update computation is subgraph {subgraph}, the model has {model.Subgraphs.Length}");
        var operators = model.Subgraphs[subgraph].Operators;
        if (operators.IsEmpty) return Combination.Replace;
        if (operators.Length > 1) throw context.Refusal($"its update computation has {operators.Length} operators, one is expected");
        var code = operators[0].OpcodeIndex < model.OperatorCodes.Length ? model.OperatorCodes[(int)operators[0].OpcodeIndex] : throw context.Refusal("its update computation has no operator code");
        return code.Builtin switch
        {
            BuiltinOperator.StableHloAdd => Combination.Add,
            BuiltinOperator.StableHloMultiply => Combination.Multiply,
            BuiltinOperator.StableHloMaximum => Combination.Maximum,
            BuiltinOperator.StableHloMinimum => Combination.Minimum,
            _ => throw context.Refusal($"its update computation is {code.Name}; nothing or STABLEHLO_ADD, _MULTIPLY, _MAXIMUM or _MINIMUM is expected"),
        };
    }
}
