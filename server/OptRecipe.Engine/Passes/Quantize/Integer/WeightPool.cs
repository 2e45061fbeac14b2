using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>Int8 weights of a whole model, each stored once however many operators and subgraphs read it.</summary>
/// <remarks>Every user's bias may enlarge the scales before the first one asks for the bytes. The converter gives an operator that enlarges scales of shared weights its own copy; here the
/// others take the larger scales, so that the size of the file does not depend on ranges.</remarks>
internal sealed class WeightPool(ModelEdit edit, Model model, PassMode mode, CancellationToken cancellation)
{
    private readonly Dictionary<(uint Buffer, string Shape, int Dimension, bool IsConverter), StoredWeights> weights = [];

    /// <param name="dimension">The channel dimension; −1: one scale.</param>
    /// <exception cref="PassException">A weight is not finite.</exception>
    public StoredWeights Find(Tensor tensor, int dimension, QuantizeNumerics numerics)
    {
        var key = (tensor.Buffer, string.Join(',', tensor.Shape), dimension, numerics == QuantizeNumerics.Converter);
        if (!weights.TryGetValue(key, out var found)) weights[key] = found = new(tensor, dimension, numerics, mode == PassMode.Plan ? null : model.Buffers[(int)tensor.Buffer].Data);
        return found;
    }

    public (TensorType Type, uint Buffer, Quantization Quantization) Store(StoredWeights stored)
    {
        cancellation.ThrowIfCancellationRequested();
        stored.Buffer ??= edit.AddBuffer(stored.Encode());
        return (TensorType.Int8, stored.Buffer.Value, stored.ToQuantization());
    }
}

/// <summary>One weight tensor with its scales.</summary>
internal sealed class StoredWeights
{
    private readonly Tensor tensor;
    private readonly int dimension;
    private readonly ByteRange? data;
    private readonly float[] factors;

    public StoredWeights(Tensor tensor, int dimension, QuantizeNumerics numerics, ByteRange? data)
    {
        (this.tensor, this.dimension, this.data) = (tensor, dimension, data);
        var (channels, inner) = WeightEncoding.Channels(tensor, dimension);
        Scales = new float[channels];
        factors = new float[channels];
        if (data is null) return;
        try
        {
            SymmetricWeights.Bounds(Values(data.Value), channels, inner, Scales);
            for (var channel = 0; channel < channels; channel++) (Scales[channel], factors[channel]) = WeightEncoding.Of(numerics, Scales[channel], IsPerChannel);
        }
        catch (NotFiniteNumberException)
        {
            throw new PassException($"`{tensor.Name}` holds a weight that is infinite or not a number, so it has no int8 form");
        }
    }

    public bool IsPerChannel => dimension >= 0;
    public float[] Scales { get; }
    public uint? Buffer { get; set; }

    /// <summary>Takes a larger scale for one channel.</summary>
    public void Enlarge(int channel, float scale)
    {
        if (scale <= Scales[channel]) return;
        (Scales[channel], factors[channel]) = (scale, WeightEncoding.FactorOf(scale));
    }

    public ByteRange Encode()
    {
        var count = tensor.ElementCount();
        if (data is null) return new(new PlannedByteSource(count), 0, count);
        var bytes = new byte[count];
        SymmetricWeights.Multiply(Values(data.Value), Scales.Length, WeightEncoding.Channels(tensor, dimension).Inner, factors, MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan()));
        return ByteRange.Of(bytes);
    }

    public Quantization ToQuantization() => new()
    {
        PlannedScaleCount = data is null ? Scales.Length : 0,
        Scales = data is null ? default : [.. Scales],
        ZeroPoints = [.. new long[Scales.Length]],
        QuantizedDimension = Math.Max(dimension, 0),
    };

    private static ReadOnlySpan<float> Values(ByteRange data) => MemoryMarshal.Cast<byte, float>(data.ToMemory().Span);
}
