using System.Runtime.InteropServices;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Repair;

/// <summary>A bias of a quantized model, to be changed: int32 and int64 in steps of its scale, float32 as it is.</summary>
internal sealed class BiasValues
{
    private readonly Tensor tensor;
    private readonly byte[] bytes;

    private BiasValues(Tensor tensor, byte[] bytes) => (this.tensor, this.bytes) = (tensor, bytes);

    public int Count => bytes.Length / (tensor.Type == TensorType.Int64 ? 8 : 4);

    public static bool Takes(Model model, Tensor tensor) => model.IsConstant(tensor) && tensor.Type switch
    {
        TensorType.Float32 => !(tensor.Quantization?.IsQuantized ?? false),
        TensorType.Int32 or TensorType.Int64 => tensor.Quantization is { Scales.IsDefaultOrEmpty: false } quantization && quantization.Scales.All(scale => scale > 0),
        _ => false,
    };

    public static BiasValues Of(Model model, int tensor)
    {
        var row = model.Subgraphs[0].Tensors[tensor];
        return new(row, model.Buffers[(int)row.Buffer].Data.ToMemory().ToArray());
    }

    /// <summary>Takes a real number from each channel's value; false when no stored value changes.</summary>
    public bool Subtract(double[] shifts)
    {
        var isChanged = false;
        for (var channel = 0; channel < shifts.Length; channel++)
        {
            if (!double.IsFinite(shifts[channel])) continue;
            switch (tensor.Type)
            {
                case TensorType.Int32:
                    ref var narrow = ref MemoryMarshal.Cast<byte, int>(bytes.AsSpan())[channel];
                    var moved = (int)Math.Clamp(narrow - Steps(channel, shifts[channel]), -int.MaxValue, int.MaxValue);
                    (isChanged, narrow) = (isChanged || moved != narrow, moved);
                    break;
                case TensorType.Int64:
                    ref var wide = ref MemoryMarshal.Cast<byte, long>(bytes.AsSpan())[channel];
                    // The kernels add within 40 bits and more; a correction is far smaller.
                    var next = wide - (long)Math.Clamp(Steps(channel, shifts[channel]), -1e12, 1e12);
                    (isChanged, wide) = (isChanged || next != wide, next);
                    break;
                default:
                    ref var real = ref MemoryMarshal.Cast<byte, float>(bytes.AsSpan())[channel];
                    var value = (float)(real - shifts[channel]);
                    (isChanged, real) = (isChanged || value != real, value);
                    break;
            }
        }
        return isChanged;
    }

    /// <summary>The model with these values.</summary>
    public Model Stored(Model model) => model with { Buffers = model.Buffers.SetItem((int)tensor.Buffer, model.Buffers[(int)tensor.Buffer] with { Data = ByteRange.Of(bytes) }) };

    private double Steps(int channel, double shift)
    {
        var scales = tensor.Quantization?.Scales ?? [];
        return Math.Round(shift / scales[scales.Length == 1 ? 0 : channel], MidpointRounding.AwayFromZero);
    }
}
