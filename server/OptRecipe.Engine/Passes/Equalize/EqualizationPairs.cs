using System.Collections.Immutable;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Passes.Equalize;

/// <summary>Finds the pairs of a graph, and says why an operator has none.</summary>
/// <remarks>facts: calibration.md §3. Between the two stand only operators that are positively homogeneous and keep channels apart, each read by nobody else.</remarks>
internal sealed class EqualizationPairs
{
    private readonly Model model;
    private readonly Subgraph subgraph;
    private readonly ILookup<int, int> readers;
    private readonly ILookup<uint, int> holders;
    private readonly Dictionary<int, int> makers = [];

    public EqualizationPairs(Model model, Subgraph subgraph)
    {
        (this.model, this.subgraph) = (model, subgraph);
        readers = subgraph.Operators.SelectMany((@operator, index) => @operator.Inputs.Where(input => input >= 0).Select(input => (input, index))).ToLookup(use => use.input, use => use.index);
        foreach (var (index, @operator) in subgraph.Operators.Index())
            foreach (var output in @operator.Outputs) makers.TryAdd(output, index);
        // A buffer that two tensors share is not scaled for one of them.
        holders = model.Subgraphs.SelectMany(graph => graph.Tensors).Select((tensor, index) => (tensor.Buffer, index)).ToLookup(use => use.Buffer, use => use.index);
    }

    /// <returns>The pair that begins with an operator, or null and the reason, empty for operators that have no weights.</returns>
    public (EqualizationPair? Pair, string Reason) From(int first)
    {
        var (maker, missing) = Maker(first);
        if (maker is null) return (null, missing);
        var channels = maker.Outputs.Size;
        var (reader, reason) = ReaderOf(subgraph.Operators[first].Outputs[0], channels);
        return reader is null ? (null, reason) : (new(first, reader.Operator, channels, maker.Outputs, reader.Inputs, maker.Bias, reader.Between), "");
    }

    /// <returns>The weighted operator that reads a tensor's channels, behind operators that scale with them; or null and the reason.</returns>
    public (ScalableReader? Reader, string Reason) ReaderOf(int tensor, int channels)
    {
        var between = ImmutableArray.CreateBuilder<int>();
        while (true)
        {
            if (subgraph.Outputs.Contains(tensor)) return (null, "makes an output of the model");
            if (readers[tensor].Count() != 1) return (null, $"is read by {readers[tensor].Count()} operators");
            var second = readers[tensor].First();
            var reader = subgraph.Operators[second];
            if (reader.Inputs.Length > 0 && ChannelAxis.OfInput(model, subgraph, reader, channels) is { } inputs && reader.Inputs[DataOperand(reader)] == tensor)
                return IsScalable(inputs.Tensor) ? (new(second, inputs, between.ToImmutable()), "") : (null, $"is read by {model.CodeOf(reader).Name} #{second}, whose weights are no float32 constant of its own");
            if (!KeepsChannels(reader, tensor, channels)) return (null, $"is followed by {model.CodeOf(reader).Name} #{second}, through which channels cannot be scaled");
            between.Add(second);
            tensor = reader.Outputs[0];
        }
    }

    /// <returns>The operator whose weights scale a tensor that nobody else reads, through operators that scale with it; null without.</returns>
    public ScalableMaker? MakerOf(int tensor)
    {
        while (!subgraph.Outputs.Contains(tensor) && readers[tensor].Count() == 1 && makers.TryGetValue(tensor, out var index))
        {
            if (Maker(index) is ({ } maker, _)) return maker;
            var @operator = subgraph.Operators[index];
            if (@operator.Inputs is not [>= 0 and var input, ..] || subgraph.Tensors[input].Shape is not [.., var channels] || !KeepsChannels(@operator, input, channels)) return null;
            tensor = input;
        }
        return null;
    }

    private (ScalableMaker? Maker, string Reason) Maker(int index)
    {
        var @operator = subgraph.Operators[index];
        if (ChannelAxis.OfOutput(model, subgraph, @operator) is not { } outputs) return (null, "");
        if (!IsScalable(outputs.Tensor)) return (null, "has weights that are no float32 constant of its own");
        var bias = BiasOf(@operator);
        if (bias >= 0 && !IsScalable(bias)) return (null, "has a bias that is no float32 constant of its own");
        return IsHomogeneous(@operator) ? (new(outputs, bias), "") : (null, $"has the fused activation {OptionEnumNames.Name(nameof(ActivationFunctionType), (int)Activation(@operator))}, which does not scale with its input");
    }

    /// <summary>Tensor of a weighted operator's bias; −1 without.</summary>
    public int BiasOf(Operator @operator)
    {
        var bias = model.CodeOf(@operator).Builtin == BuiltinOperator.TransposeConv ? 3 : 2;
        return bias < @operator.Inputs.Length ? @operator.Inputs[bias] : -1;
    }

    private int DataOperand(Operator reader) => model.CodeOf(reader).Builtin == BuiltinOperator.TransposeConv ? Math.Min(2, reader.Inputs.Length - 1) : 0;

    /// <summary>Whether a constant may be changed for its one reader.</summary>
    public bool IsScalable(int index) => subgraph.Tensors[index] is { Type: TensorType.Float32, Sparsity: null } tensor && model.HasFittingData(tensor)
        && readers[index].Count() == 1 && holders[tensor.Buffer].Count() == 1 && !subgraph.Outputs.Contains(index);

    private bool KeepsChannels(Operator @operator, int input, int channels)
    {
        if (@operator.Outputs.Length != 1 || @operator.Inputs.Length == 0 || @operator.Inputs[0] != input) return false;
        var (before, after) = (subgraph.Tensors[input].Shape, subgraph.Tensors[@operator.Outputs[0]].Shape);
        if (before is not [.., var last] || last != channels) return false;
        return model.CodeOf(@operator).Builtin switch
        {
            BuiltinOperator.MaxPool2D or BuiltinOperator.AveragePool2D => IsHomogeneous(@operator),
            BuiltinOperator.Relu or BuiltinOperator.LeakyRelu => true,
            BuiltinOperator.Pad or BuiltinOperator.Squeeze => after is [.., var kept] && kept == channels,
            BuiltinOperator.Mean => after is [.., var kept] && kept == channels && !Averages(@operator, before.Length - 1),
            // Flattening keeps the channel the fastest index; only a reader that counts so may follow, and it checks that.
            BuiltinOperator.Reshape => after is [.., var kept] && (kept == channels || after.Length == 2 && kept % channels == 0),
            _ => false,
        };
    }

    private bool Averages(Operator @operator, int axis)
    {
        if (subgraph.Input(@operator, 1) is not { Type: TensorType.Int32 } axes || !model.IsConstant(axes)) return true;
        var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(model.Buffers[(int)axes.Buffer].Data.ToMemory().Span);
        return values.Contains(axis) || values.Contains(-1);
    }

    private static bool IsHomogeneous(Operator @operator) => Activation(@operator) is ActivationFunctionType.None or ActivationFunctionType.Relu;

    public static ActivationFunctionType Activation(Operator @operator) =>
        @operator.Options is { } options && options.Schema.IndexOf("fused_activation_function") >= 0 ? (ActivationFunctionType)options.Int32("fused_activation_function") : ActivationFunctionType.None;
}
