using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Passes.Quantize.AiEdge;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>Int8 weights of a whole model, each stored once however many operators and subgraphs read it.</summary>
/// <remarks>Every user's bias may enlarge the scales before the first one asks for the bytes. The converter gives an operator that enlarges scales of shared weights its own copy; here the
/// others take the larger scales, so that the size of the file does not depend on ranges.</remarks>
internal sealed class WeightPool(ModelEdit edit, Model model, PassMode mode, CancellationToken cancellation)
{
    private readonly Dictionary<(uint Buffer, string Shape, int Dimension, QuantizeNumerics Numerics, WeightOptions? Options), StoredWeights> weights = [];

    /// <param name="dimension">The channel dimension; −1: one scale.</param>
    /// <exception cref="PassException">A weight is not finite.</exception>
    public StoredWeights Find(Tensor tensor, int dimension, QuantizeNumerics numerics, WeightOptions options)
    {
        // Width and algorithm are choices that ai-edge-quantizer alone leaves open.
        var isChosen = numerics == QuantizeNumerics.AiEdgeQuantizer;
        var key = (tensor.Buffer, string.Join(',', tensor.Shape), dimension, numerics, isChosen ? options : null);
        if (weights.TryGetValue(key, out var found)) return found;
        ByteRange? data = mode == PassMode.Plan ? null : model.Buffers[(int)tensor.Buffer].Data;
        return weights[key] = isChosen ? new(tensor, dimension, options, data) : new(tensor, dimension, numerics, data);
    }

    public (TensorType Type, uint Buffer, Quantization Quantization) Store(StoredWeights stored)
    {
        cancellation.ThrowIfCancellationRequested();
        stored.Buffer ??= edit.AddBuffer(stored.Encode());
        return (stored.Type, stored.Buffer.Value, stored.ToQuantization());
    }
}

/// <summary>One weight tensor with its scales.</summary>
internal sealed class StoredWeights
{
    private readonly Tensor tensor;
    private readonly int dimension;
    private readonly ByteRange? data;
    private readonly float[] factors = [];
    private readonly WeightOptions? options;

    /// <summary>Weights of ai-edge-quantizer.</summary>
    public StoredWeights(Tensor tensor, int dimension, WeightOptions options, ByteRange? data)
    {
        (this.tensor, this.dimension, this.options, this.data) = (tensor, dimension, options, data);
        Scales = data is null ? new float[Groups.Count] : data.Value.Look(bytes => AiEdgeWeightsEncoding.ScalesOf(tensor, Groups, options, Values(bytes)).Scales);
    }

    public StoredWeights(Tensor tensor, int dimension, QuantizeNumerics numerics, ByteRange? data)
    {
        (this.tensor, this.dimension, this.data) = (tensor, dimension, data);
        var (channels, inner) = WeightEncoding.Channels(tensor, dimension);
        Scales = new float[channels];
        factors = new float[channels];
        if (data is null) return;
        try
        {
            data.Value.Look(bytes =>
            {
                SymmetricWeights.Bounds(Values(bytes), channels, inner, Scales);
                return Scales;
            });
            for (var channel = 0; channel < channels; channel++) (Scales[channel], factors[channel]) = WeightEncoding.Of(numerics, Scales[channel], IsPerChannel);
        }
        catch (NotFiniteNumberException)
        {
            throw new PassException($"`{tensor.Name}` holds a weight that is infinite or not a number, so it has no int8 form");
        }
    }

    public TensorType Type => (options?.Bits ?? 8) switch { 4 => TensorType.Int4, 2 => TensorType.Int2, _ => TensorType.Int8 };
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
        var count = TensorSize.Bytes(Type, tensor.ElementCount());
        if (data is null) return new(new PlannedByteSource(count), 0, count);
        if (options is not null) return ByteRange.Of(data.Value.Look(bytes => HalfEvenEncoding.Weights(Values(bytes), Groups, Scales, new int[Scales.Length], options)));
        return ByteRange.Of(data.Value.Look(bytes =>
        {
            var encoded = new byte[count];
            SymmetricWeights.Multiply(Values(bytes), Scales.Length, WeightEncoding.Channels(tensor, dimension).Inner, factors, MemoryMarshal.Cast<byte, sbyte>(encoded.AsSpan()));
            return encoded;
        }));
    }

    public Quantization ToQuantization() => new()
    {
        PlannedScaleCount = data is null ? Scales.Length : 0,
        Scales = data is null ? default : [.. Scales],
        ZeroPoints = [.. new long[Scales.Length]],
        QuantizedDimension = Math.Max(dimension, 0),
    };

    private WeightGroups Groups => WeightGroups.Of(tensor, options ?? WeightOptions.Default, dimension);

    private static ReadOnlySpan<float> Values(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes);
}
