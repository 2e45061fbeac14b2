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
            var (inputs, missing) = InputsOf(second, tensor, channels);
            if (missing.Length > 0) return (null, missing);
            if (inputs is { } found) return (new(second, found, between.ToImmutable()), "");
            between.Add(second);
            tensor = subgraph.Operators[second].Outputs[0];
        }
    }

    /// <returns>The channels in the weights of all operators that read a tensor, behind operators that scale with them; or the reason why not all can be scaled.</returns>
    /// <param name="except">An operator that need not be scaled; −1 for none.</param>
    public (ImmutableArray<ChannelAxis> Readers, string Reason) ReadersOf(int tensor, int channels, int except = -1)
    {
        var found = ImmutableArray.CreateBuilder<ChannelAxis>();
        var open = new Queue<int>([tensor]);
        while (open.TryDequeue(out var next))
        {
            if (subgraph.Outputs.Contains(next)) return ([], "makes an output of the model");
            foreach (var index in readers[next])
            {
                if (next == tensor && index == except) continue;
                var (inputs, missing) = InputsOf(index, next, channels);
                if (missing.Length > 0) return ([], missing);
                if (inputs is { } weights) found.Add(weights);
                else open.Enqueue(subgraph.Operators[index].Outputs[0]);
            }
        }
        return (found.ToImmutable(), "");
    }

    /// <returns>The operator whose weights scale a tensor, through operators that scale with it, with all that has to be scaled back then; or null and the reason.</returns>
    /// <param name="reader">The operator that shall find it scaled.</param>
    public (ScalableMaker? Maker, string Reason) MakerOf(int tensor, int reader)
    {
        var beside = ImmutableArray.CreateBuilder<ChannelAxis>();
        while (true)
        {
            if (!makers.TryGetValue(tensor, out var index)) return (null, "is made by no operator");
            if (subgraph.Tensors[tensor].Shape is not [.., var channels]) return (null, "has no channels");
            if (readers[tensor].Count(other => other == reader) > 1) return (null, "is read twice by one operator");
            var (others, refused) = ReadersOf(tensor, channels, reader);
            if (refused.Length > 0) return (null, refused);
            beside.AddRange(others);
            var (maker, missing) = Maker(index);
            if (maker is not null) return (maker with { Beside = beside.ToImmutable() }, "");
            var @operator = subgraph.Operators[index];
            if (@operator.Inputs is not [>= 0 and var input, ..] || subgraph.Tensors[input].Shape is not [.., var before] || !KeepsChannels(@operator, input, before))
                return (null, $"is made by {model.CodeOf(@operator).Name} #{index}, which {(missing.Length > 0 ? missing : "has no weights to scale")}");
            (tensor, reader) = (input, index);
        }
    }

    /// <returns>The channels in the weights of an operator that reads a tensor; null for one that only hands them on; or null and the reason why they cannot be scaled there.</returns>
    private (ChannelAxis? Inputs, string Reason) InputsOf(int index, int tensor, int channels)
    {
        var reader = subgraph.Operators[index];
        if (reader.Inputs.Length > 0 && ChannelAxis.OfInput(model, subgraph, reader, channels) is { } inputs && reader.Inputs[DataOperand(reader)] == tensor)
            return IsScalable(inputs.Tensor) ? (inputs, "") : (null, $"is read by {model.CodeOf(reader).Name} #{index}, whose weights are no float32 constant of its own");
        return (null, KeepsChannels(reader, tensor, channels) ? "" : $"is followed by {model.CodeOf(reader).Name} #{index}, through which channels cannot be scaled");
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
