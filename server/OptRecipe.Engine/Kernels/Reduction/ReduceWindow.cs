using System.Collections.Immutable;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>REDUCE_WINDOW and STABLEHLO_REDUCE_WINDOW: the function folds the initial value (input 1) with the elements of each window, which do not stand closer than the window
/// dilation. The builtin takes window, strides and dilations as constants (inputs 2 to 4, int64) and has no padding; StableHLO has them as options, with padding and base dilation,
/// and names its function by a subgraph of one operator.</summary>
internal sealed class ReduceWindow(bool isStablehlo) : Kernel
{
    private WindowFold? _fold;
    private ReduceFunction _function;

    public override void Prepare(KernelContext context)
    {
        var (input, initial, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (!WindowFold.Takes(input.Type)) throw context.UnsupportedType(input);
        if (output.Type != input.Type || initial.Type != input.Type)
            throw context.Refusal($"the output is {output.Type.Name()} and the initial value {initial.Type.Name()}, expected the input's {input.Type.Name()}");
        if (initial.Count < 1) throw context.Refusal("the initial value has no element");
        _fold = isStablehlo ? OfOptions(context, input) : OfOperands(context, input);
        _function = isStablehlo ? BodyFunction(context) : OptionFunction(context);
        context.Resize(output, _fold.OutputShape);
    }

    public override void Run(KernelContext context) => _fold?.Run(_function, context.Input(0), context.Input(1), context.Output(0));

    private static WindowFold OfOperands(KernelContext context, RuntimeTensor input)
    {
        for (var index = 2; index < 5; index++)
            if (context.Input(index) is not { Type: TensorType.Int64, IsKnown: true }) throw context.Refusal($"input {index} is {context.Input(index)}, expected a constant of INT64");
        var (ones, zeros) = (new long[input.Rank], new long[2 * input.Rank]);
        Array.Fill(ones, 1);
        return WindowFold.Of(context, input.Shape, context.Input(2).Read<long>(), context.Input(3).Read<long>(), context.Input(4).Read<long>(), ones, zeros);
    }

    private static WindowFold OfOptions(KernelContext context, RuntimeTensor input)
    {
        var options = context.OptionsOf("StablehloReduceWindowOptions");
        return WindowFold.Of(context, input.Shape, Values("window_dimensions", 1, 1), Values("window_strides", 1, 1), Values("window_dilations", 1, 1), Values("base_dilations", 1, 1), Values("padding", 2, 0));

        ReadOnlySpan<long> Values(string field, int perDimension, long value)
        {
            if (options[field] is ImmutableArray<long> { IsDefaultOrEmpty: false } values) return values.AsSpan();
            var defaults = new long[perDimension * input.Rank];
            Array.Fill(defaults, value);
            return defaults;
        }
    }

    private static ReduceFunction OptionFunction(KernelContext context) => (ReduceWindowFunction)context.Int32("ReduceWindowOptions", "reduce_function") switch
    {
        ReduceWindowFunction.Add => ReduceFunction.Sum,
        ReduceWindowFunction.Mul => ReduceFunction.Product,
        ReduceWindowFunction.Minimum => ReduceFunction.Minimum,
        ReduceWindowFunction.Maximum => ReduceFunction.Maximum,
        ReduceWindowFunction.All => ReduceFunction.All,
        ReduceWindowFunction.Any => ReduceFunction.Any,
        var other => throw context.Refusal($"the function {(int)other} is unknown"),
    };

    private static ReduceFunction BodyFunction(KernelContext context)
    {
        var model = context.Model.Model;
        var index = context.Int32("StablehloReduceWindowOptions", "body_subgraph_index");
        if (index < 0 || index >= model.Subgraphs.Length) throw context.Refusal($"its body is subgraph {index}, the model has {model.Subgraphs.Length}");
        var operators = model.Subgraphs[index].Operators;
        if (operators.Length != 1) throw context.Refusal($"its body has {operators.Length} operators, expected 1");
        if (operators[0].OpcodeIndex >= model.OperatorCodes.Length) throw context.Refusal($"its body has the operator code {operators[0].OpcodeIndex}, the model has {model.OperatorCodes.Length}");
        var code = model.OperatorCodes[(int)operators[0].OpcodeIndex];
        return code.Builtin switch
        {
            BuiltinOperator.Add or BuiltinOperator.StableHloAdd => ReduceFunction.Sum,
            BuiltinOperator.Mul or BuiltinOperator.StableHloMultiply => ReduceFunction.Product,
            BuiltinOperator.Maximum or BuiltinOperator.StableHloMaximum => ReduceFunction.Maximum,
            BuiltinOperator.Minimum or BuiltinOperator.StableHloMinimum => ReduceFunction.Minimum,
            BuiltinOperator.LogicalAnd or BuiltinOperator.StableHloAnd => ReduceFunction.All,
            BuiltinOperator.LogicalOr or BuiltinOperator.StableHloOr => ReduceFunction.Any,
            _ => throw context.Refusal($"its body is {code.Name}, expected an addition, product, minimum, maximum, AND or OR"),
        };
    }
}
