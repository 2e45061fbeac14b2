using System.Runtime.InteropServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>Forms from ranges of activations and from the values of constants; without ranges, planned forms. Notes the ranges that were asked for.</summary>
/// <param name="ranges">Null: a plan.</param>
internal sealed class FormSource(Model model, int subgraph, QuantizeNumerics numerics, PassMode mode, TensorRanges? ranges)
{
    private readonly HashSet<int> needed = [];

    public IReadOnlyCollection<int> Needed => needed;

    /// <summary>The tensor whose range stands for another's, where an operator hands its input's range on.</summary>
    public IReadOnlyDictionary<int, int>? Origins { get; init; }

    /// <summary>The form of an activation from its own range.</summary>
    /// <exception cref="PassException">The ranges lack the tensor, or its range is not finite.</exception>
    public IntegerForm OfActivation(int tensor, TensorType type, bool isSymmetric = false) =>
        RangeOf(tensor) is not { } range ? IntegerForm.Planned(type, Origins?.GetValueOrDefault(tensor, tensor) ?? tensor)
        : numerics == QuantizeNumerics.AiEdgeQuantizer ? ActivationParameters.AiEdge(range, type, isSymmetric)
        : type == TensorType.Int16 ? ActivationParameters.Symmetric16(range)
        : isSymmetric ? ActivationParameters.Symmetric8(range)
        : type == TensorType.UInt8 ? Asymmetric(range).AsUnsigned()
        : Asymmetric(range);

    /// <summary>One form for tensors that have to share it: that of all their ranges together.</summary>
    public IntegerForm OfUnion(int tensor, int other)
    {
        if (RangeOf(tensor) is not { } first || RangeOf(other) is not { } second)
        {
            needed.Add(other);
            return IntegerForm.Planned(TensorType.Int8, tensor);
        }
        return Asymmetric(new(Math.Min(first.Minimum, second.Minimum), Math.Max(first.Maximum, second.Maximum)));
    }

    public IntegerForm OfCellState(int tensor) => RangeOf(tensor) is { } range ? ActivationParameters.PowerOfTwo16(range) : IntegerForm.Planned(TensorType.Int16, tensor);

    /// <summary>The form of a constant from its values: asymmetric int8 by the MLIR quantizer, symmetric by the flatbuffer quantizer.</summary>
    /// <param name="isSymmetric">Zero point 0 of ai-edge-quantizer's int8.</param>
    public IntegerForm OfConstant(int tensor, TensorType type, bool isSymmetric = false)
    {
        var row = model.Subgraphs[subgraph].Tensors[tensor];
        if (mode == PassMode.Plan) return IntegerForm.Planned(type, tensor);
        var (low, high) = (0f, 0f);
        foreach (var value in MemoryMarshal.Cast<byte, float>(model.Buffers[(int)row.Buffer].Data.ToMemory().Span))
        {
            if (!float.IsFinite(value)) throw new PassException($"`{row.Name}` holds a value that is infinite or not a number, so it has no integer form");
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        return numerics == QuantizeNumerics.AiEdgeQuantizer ? ActivationParameters.AiEdge(new(low, high), type, isSymmetric)
            : type == TensorType.Int16 ? ActivationParameters.Symmetric16(new(low, high))
            : numerics == QuantizeNumerics.Converter ? ActivationParameters.Converter8(new(low, high))
            : ConstantEncoding.FlatbufferForm(Math.Max(-low, high));
    }

    private IntegerForm Asymmetric(TensorRange range) => numerics == QuantizeNumerics.Converter ? ActivationParameters.Converter8(range) : ActivationParameters.Flatbuffer8(range);

    private TensorRange? RangeOf(int tensor)
    {
        if (Origins is not null && Origins.TryGetValue(tensor, out var origin)) tensor = origin;
        needed.Add(tensor);
        if (ranges is null) return null;
        var graph = model.Subgraphs[subgraph];
        var name = LstmIntermediates.NameOf(model, graph, tensor);
        if (ranges.Find(subgraph, tensor) is not { } range)
            return tensor < graph.Tensors.Length && graph.Tensors[tensor].ElementCount() == 0 ? new TensorRange(0, 0) : throw new PassException($"`{name}` (tensor {tensor} of subgraph {subgraph}) has no range; calibrate again, or add it to the ranges");
        if (!float.IsFinite(range.Maximum - range.Minimum) || range.Minimum > range.Maximum)
            throw new PassException($"the range of `{name}` is {range.Minimum}…{range.Maximum}, which is none; look for infinite values in the calibration data");
        return range;
    }
}
