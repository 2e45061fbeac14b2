using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Passes.Quantize.AiEdge;
using OptRecipe.Engine.Passes.Quantize.Integer;
using OptRecipe.Engine.Rewriting;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Repair.Rounding;

/// <summary>The symmetric integer weights of an operator beside the float32 ones they stand for: each element has a step, and an integer within the type's narrow range to choose.</summary>
internal sealed class WeightGrid
{
    private readonly Tensor tensor;
    private readonly float[] scales;
    private readonly int channels;
    private readonly int inner;
    private readonly int bits;

    private WeightGrid(Tensor tensor, float[] scales, int channels, int inner, float[] wanted, int[] values, int bits) =>
        (this.tensor, this.scales, this.channels, this.inner, Wanted, Values, this.bits) = (tensor, scales, channels, inner, wanted, values, bits);

    public float[] Wanted { get; }
    public int[] Values { get; }
    public int Highest => WeightScales.Largest(bits);
    /// <summary>As ai-edge-quantizer has it: narrow types are used to their end.</summary>
    public int Lowest => HalfEvenEncoding.Smallest(bits, isSymmetric: true);

    /// <returns>Null, and the reason, where the weights are not stored so or belong to several operators.</returns>
    public static (WeightGrid? Grid, string Reason) Of(Model reference, Model quantized, WeightedLayer layer)
    {
        var tensor = quantized.Subgraphs[0].Tensors[layer.Quantized.Weights];
        var bits = tensor.Type switch { TensorType.Int8 => 8, TensorType.Int4 => 4, TensorType.Int2 => 2, _ => 0 };
        if (bits == 0) return (null, $"has weights of type {tensor.Type.Name()}");
        if (quantized.Subgraphs.Sum(graph => graph.Tensors.Count(other => other.Buffer == tensor.Buffer)) > 1) return (null, "shares its weights with another operator");
        var source = reference.Subgraphs[0].Tensors[layer.Float.Weights];
        if (!reference.HasFittingData(source)) return (null, "has no float32 weights to compare with");
        var wanted = MemoryMarshal.Cast<byte, float>(reference.Buffers[(int)source.Buffer].Data.ToMemory().Span).ToArray();
        var bytes = quantized.Buffers[(int)tensor.Buffer].Data.ToMemory().Span;
        if (bytes.Length != (wanted.LongLength * bits + 7) / 8) return (null, "has weights whose data do not fit their shape");
        var values = new int[wanted.Length];
        for (var index = 0; index < values.Length; index++) values[index] = bits == 8 ? (sbyte)bytes[index] : PackedLoops.Read(bytes, index, bits, isUnsigned: false);
        if (tensor.Quantization?.Details is BlockwiseQuantization blocks) return Blocks(quantized, tensor, blocks, wanted, values, bits);
        var quantization = TensorQuantization.Of(tensor.Quantization);
        if (quantization.IsNone || Array.Exists(quantization.ZeroPoints, zero => zero != 0)) return (null, "has weights with a zero point");
        var (channels, inner) = WeightEncoding.Channels(tensor, quantization.IsPerChannel ? quantization.QuantizedDimension : -1);
        return channels == quantization.Scales.Length ? (new(tensor, quantization.Scales, channels, inner, wanted, values, bits), "") : (null, "has another number of scales than channels");
    }

    /// <summary>The step of an element: real = step × integer.</summary>
    public float StepOf(int element) => scales[element / inner % channels];

    /// <summary>The model with these integers.</summary>
    public Model Stored(Model model)
    {
        var bytes = new byte[(Values.LongLength * bits + 7) / 8];
        var (perByte, mask) = (8 / bits, (1 << bits) - 1);
        for (var index = 0; index < Values.Length; index++) bytes[index / perByte] |= (byte)((Values[index] & mask) << (index % perByte * bits));
        return model with { Buffers = model.Buffers.SetItem((int)tensor.Buffer, model.Buffers[(int)tensor.Buffer] with { Data = ByteRange.Of(bytes) }) };
    }

    private static (WeightGrid? Grid, string Reason) Blocks(Model model, Tensor tensor, BlockwiseQuantization blocks, float[] wanted, int[] values, int bits)
    {
        var graph = model.Subgraphs[0];
        if (blocks.BlockSize <= 0 || (uint)blocks.Scales >= (uint)graph.Tensors.Length || graph.Tensors[blocks.Scales] is not { Type: TensorType.Float16 } stored || !model.HasFittingData(stored))
            return (null, "has scales of blocks that are not stored as float16");
        var halves = MemoryMarshal.Cast<byte, Half>(model.Buffers[(int)stored.Buffer].Data.ToMemory().Span);
        if ((long)halves.Length * blocks.BlockSize != values.Length) return (null, "has another number of scales than blocks");
        var scales = new float[halves.Length];
        for (var index = 0; index < scales.Length; index++) scales[index] = (float)halves[index];
        return (new(tensor, scales, scales.Length, blocks.BlockSize, wanted, values, bits), "");
    }
}
