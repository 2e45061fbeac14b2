using System.Runtime.InteropServices;
using OptRecipe.Engine.Passes.Quantize.AiEdge;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>How a float32 constant is stored for the operators that ask for it.</summary>
/// <param name="Type"><see cref="TensorType.Int8"/>, with options <see cref="TensorType.Int4"/> and <see cref="TensorType.Int2"/>, or <see cref="TensorType.Float16"/>.</param>
/// <param name="QuantizedDimension">−1: one scale for the tensor.</param>
/// <param name="Dequantized">Read through a DEQUANTIZE operator that gives float32 back.</param>
public readonly record struct ConstantForm(TensorType Type, int QuantizedDimension, bool Dequantized)
{
    /// <summary>Width, granularity and algorithm as ai-edge-quantizer has them; null: int8 or float16 as the converter writes it.</summary>
    public WeightOptions? Options { get; init; }
}

/// <summary>One operand of one operator that shall read its constant in another form.</summary>
public readonly record struct ConstantRequest(OperatorAddress Address, int Operand, ConstantForm Form);

/// <summary>Stores constants in other forms. A tensor all of whose readers ask for the same form is changed in place and keeps its name; any other reader keeps the
/// float32 tensor. Equal requests on one buffer share the result, DEQUANTIZE operators included; these stand at the head of their subgraph in the order of their tensors,
/// as the converter writes them.</summary>
public sealed class ConstantConversion(ModelEdit edit, PassMode mode, IProgress<double>? progress, CancellationToken cancellation)
{
    private readonly Dictionary<(uint Buffer, ConstantForm Form, string Shape), (uint Buffer, Quantization? Quantization, uint? BlockScales)> converted = [];
    private long doneBytes;
    private long totalBytes;

    public void Convert(IReadOnlyCollection<ConstantRequest> requests)
    {
        totalBytes = requests.Select(request => (request.Address.Subgraph, Tensor: TensorOf(request))).Distinct()
            .Sum(entry => edit.DataOf(edit.Subgraphs[entry.Subgraph].TensorAt(entry.Tensor)).Length);
        foreach (var subgraph in requests.GroupBy(request => request.Address.Subgraph))
        {
            var readers = edit.Subgraphs[subgraph.Key].Readers();
            foreach (var tensor in subgraph.GroupBy(TensorOf).OrderBy(group => group.Key))
                Convert(edit.Subgraphs[subgraph.Key], tensor.Key, readers[tensor.Key].Count(), [.. tensor]);
        }
    }

    private int TensorOf(ConstantRequest request) => edit.Subgraphs[request.Address.Subgraph].OperatorAt(request.Address.Index).Inputs[request.Operand];

    private void Convert(SubgraphEdit subgraph, int tensorIndex, int readerCount, List<ConstantRequest> requests)
    {
        var tensor = subgraph.TensorAt(tensorIndex);
        var forms = requests.ToLookup(request => request.Form);
        var isFree = forms.Count == 1 && requests.Count == readerCount && !subgraph.Outputs.Contains(tensorIndex) && !subgraph.Inputs.Contains(tensorIndex);
        foreach (var form in forms)
        {
            var (buffer, quantization, blockScales) = Data(tensor, form.Key);
            if (blockScales is { } scales)
            {
                var rows = subgraph.AddTensor(new() { Name = $"{tensor.Name}_scales", Type = TensorType.Float16, Shape = [tensor.Shape[0], tensor.Shape[1] / BlockSize(form.Key)], HasRank = true, Buffer = scales });
                quantization = new() { Details = new BlockwiseQuantization(rows, -1, BlockSize(form.Key)) };
            }
            var constant = tensor with { Type = form.Key.Type, Buffer = buffer, Quantization = quantization };
            var renamed = constant with { Name = $"{tensor.Name}_{form.Key.Type.Name().ToLowerInvariant()}" };
            int target;
            if (form.Key.Dequantized)
            {
                var stored = subgraph.AddTensor(renamed);
                var result = tensor with { Buffer = 0, Quantization = null };
                target = isFree ? tensorIndex : subgraph.AddTensor(result with { Name = $"{tensor.Name}_dequantized" });
                if (isFree) subgraph.ReplaceTensor(tensorIndex, result);
                subgraph.InsertBefore(0, new() { OpcodeIndex = edit.Intern(BuiltinOperator.Dequantize), Inputs = [stored], Outputs = [target] });
            }
            else
            {
                target = isFree ? tensorIndex : subgraph.AddTensor(renamed);
                if (isFree) subgraph.ReplaceTensor(tensorIndex, constant);
            }
            if (target != tensorIndex)
                foreach (var request in form) subgraph.SetInput(request.Address.Index, request.Operand, target);
        }
    }

    private (uint Buffer, Quantization? Quantization, uint? BlockScales) Data(Tensor tensor, ConstantForm form)
    {
        cancellation.ThrowIfCancellationRequested();
        var key = (tensor.Buffer, form, string.Join(',', tensor.Shape));
        if (!converted.TryGetValue(key, out var result))
        {
            var data = edit.DataOf(tensor);
            var (bytes, quantization) = form.Options is { } options ? Weights(tensor, form, options, data) : mode == PassMode.Plan ? Planned(tensor, form) : Computed(tensor, form, data);
            converted[key] = result = (edit.AddBuffer(bytes), quantization, BlockSize(form) > 0 ? edit.AddBuffer(Halves(tensor, form, quantization)) : null);
            doneBytes += data.Length;
            progress?.Report(totalBytes == 0 ? 1 : Math.Min(1, (double)doneBytes / totalBytes));
        }
        return result;
    }

    private static int BlockSize(ConstantForm form) => form.Options is { Granularity: WeightGranularity.Block, BlockSize: var size } ? size : 0;

    private (ByteRange, Quantization) Weights(Tensor tensor, ConstantForm form, WeightOptions options, ByteRange data)
    {
        var groups = WeightGroups.Of(tensor, options, form.QuantizedDimension);
        var quantization = new Quantization { ZeroPoints = [.. new long[groups.Count]], QuantizedDimension = Math.Max(groups.Dimension, 0) };
        var length = TensorSize.Bytes(form.Type, tensor.ElementCount());
        if (mode == PassMode.Plan) return (new(new PlannedByteSource(length), 0, length), quantization with { PlannedScaleCount = groups.Count, ZeroPoints = options.IsSymmetric ? quantization.ZeroPoints : default });
        var values = MemoryMarshal.Cast<byte, float>(data.ToMemory().Span);
        var (scales, zeroPoints) = AiEdgeWeightsEncoding.ScalesOf(tensor, groups, options, values);
        return (ByteRange.Of(HalfEvenEncoding.Weights(values, groups, scales, zeroPoints, options)), quantization with { Scales = [.. scales], ZeroPoints = [.. zeroPoints.Select(point => (long)point)] });
    }

    /// <summary>Block scales as the file stores them.</summary>
    private static ByteRange Halves(Tensor tensor, ConstantForm form, Quantization? quantization)
    {
        var length = 2 * tensor.ElementCount() / BlockSize(form);
        if (quantization is not { Scales: { IsDefaultOrEmpty: false } scales }) return new(new PlannedByteSource(length), 0, length);
        return ByteRange.Of(MemoryMarshal.AsBytes(scales.Select(scale => (Half)scale).ToArray().AsSpan()).ToArray());
    }

    private static (ByteRange, Quantization?) Planned(Tensor tensor, ConstantForm form)
    {
        var count = tensor.ElementCount();
        if (form.Type == TensorType.Float16) return (new(new PlannedByteSource(2 * count), 0, 2 * count), null);
        var scales = form.QuantizedDimension < 0 ? 1 : tensor.Shape[form.QuantizedDimension];
        return (new(new PlannedByteSource(count), 0, count), Quantized(form, scales) with { PlannedScaleCount = scales });
    }

    private static (ByteRange, Quantization?) Computed(Tensor tensor, ConstantForm form, ByteRange data)
    {
        var values = MemoryMarshal.Cast<byte, float>(data.ToMemory().Span);
        if (form.Type == TensorType.Float16)
        {
            var halves = new byte[2 * values.Length];
            HalfPrecision.Convert(values, MemoryMarshal.Cast<byte, Half>(halves.AsSpan()));
            return (ByteRange.Of(halves), null);
        }
        var quantized = new byte[values.Length];
        var target = MemoryMarshal.Cast<byte, sbyte>(quantized.AsSpan());
        try
        {
            if (form.QuantizedDimension < 0) return Result([SymmetricWeights.PerTensor(values, target)]);
            var channels = tensor.Shape[form.QuantizedDimension];
            var inner = tensor.Shape.AsSpan()[(form.QuantizedDimension + 1)..].ToArray().Aggregate(1, (product, size) => product * size);
            var scales = new float[channels];
            SymmetricWeights.PerChannel(values, values.Length / (channels * inner), channels, inner, scales, target);
            return Result(scales);
        }
        catch (NotFiniteNumberException)
        {
            throw new PassException($"`{tensor.Name}` holds a weight that is infinite or not a number, so it has no int8 form");
        }

        (ByteRange, Quantization?) Result(float[] scales) => (ByteRange.Of(quantized), Quantized(form, scales.Length) with { Scales = [.. scales] });
    }

    private static Quantization Quantized(ConstantForm form, int scaleCount) =>
        new() { ZeroPoints = [.. new long[scaleCount]], QuantizedDimension = Math.Max(form.QuantizedDimension, 0) };
}
