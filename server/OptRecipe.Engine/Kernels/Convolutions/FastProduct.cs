using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>A convolution or fully connected layer through a kernel set's products: the same numbers as <see cref="ProductForm"/>'s loops, integers bit for bit. Only where
/// weights and bias are known beforehand, so that they can be packed.</summary>
internal sealed class FastProduct
{
    private readonly SingleConvolution? _single;
    private readonly IntegerConvolution? _integer;
    private readonly HybridConvolution? _hybrid;
    private readonly FastInt16Product? _int16;
    private readonly DepthwiseSingle? _depthwiseSingle;
    private readonly Depthwise8? _depthwise8;
    private readonly int _scratch, _expanded, _multiplier = 1;

    private FastProduct(KernelContext context, ProductOperands operands, int multiplier, DepthwiseSingle? single, Depthwise8? integer, long scratchBytes)
    {
        (_depthwiseSingle, _depthwise8, _multiplier) = (single, integer, multiplier);
        _scratch = context.RequestScratch(scratchBytes);
        if (multiplier > 1) _expanded = context.RequestScratch(checked((long)operands.Input.ByteCount * multiplier));
    }

    private FastProduct(KernelContext context, SingleConvolution? single, IntegerConvolution? integer, HybridConvolution? hybrid = null)
    {
        (_single, _integer, _hybrid) = (single, integer, hybrid);
        _scratch = context.RequestScratch(single?.ScratchBytes ?? integer?.ScratchBytes(context.Workers.ThreadCount) ?? hybrid?.ScratchBytes ?? 0);
    }

    private FastProduct(FastInt16Product int16) => _int16 = int16;

    /// <summary>Null where the set, the types or the operands leave it to the plain loops.</summary>
    public static FastProduct? Prepare(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes weights, ConvolutionGeometry geometry, bool isDepthwise = false)
    {
        var set = context.Kernels;
        if (!CanPack(context, operands, weights) || geometry.OutputChannels == 0 || geometry.Depth == 0) return null;
        var use = $"packed {(isDepthwise ? "depthwise " : "")}{set.Name} {geometry.OuterCount * geometry.InnerCount}×{geometry.Depth}";
        switch (form.Kind)
        {
            case ProductKind.Single:
                var packed = context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, use, () => Packed<float, AlignedArray<float>>(filter => SingleConvolution.Pack(set, geometry, filter)));
                var single = new SingleConvolution(set, geometry, packed, form.BiasValues<float>(), form.SingleRange.Min, form.SingleRange.Max);
                // A frame of zeros times an infinite weight is no zero; the loops leave the padding out instead.
                return single.IsFramed && packed.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue) ? null : new(context, single, null);
            case ProductKind.Int8 when form.WeightZeroPoint == 0:
                return Integer(context, form, operands, geometry, isSigned: true,
                    context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, use, () => Packed<sbyte, PackedWeights8>(filter => PackedWeights8.Of(set, geometry, filter))));
            case ProductKind.Hybrid:
                var hybrid = context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, use, () => Packed<sbyte, PackedWeights8>(filter => PackedWeights8.Of(set, geometry, filter)));
                return new(context, null, null, new(set, geometry, hybrid, form.ChannelScales, form.BiasValues<float>(), form.SingleRange.Min, form.SingleRange.Max, form.IsAsymmetric));
            case ProductKind.UInt8:
                var zeroPoint = form.WeightZeroPoint;
                if (zeroPoint is < 0 or > 255) return null;
                return Integer(context, form, operands, geometry, isSigned: false,
                    context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, $"{use} {zeroPoint}", () => Packed<byte, PackedWeights8>(filter => PackedWeights8.Of(set, geometry, filter, zeroPoint))));
            case ProductKind.Int16 or ProductKind.Int16WithInt32Sums:
                var (wraps, offset) = (form.Kind == ProductKind.Int16WithInt32Sums, form.WeightZeroPoint);
                if (geometry.OuterCount * geometry.InnerCount * geometry.Depth > Int16Weights.MostWeights || offset is < sbyte.MinValue or > sbyte.MaxValue) return null;
                var words = context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, $"{use} {offset} {wraps}",
                    () => Packed<sbyte, Int16Weights>(filter => Int16Weights.Of(set, geometry, filter, offset, wraps)));
                return new(new FastInt16Product(context, form, new(set, geometry, words), geometry.OutputChannels));
            default: return null;
        }

        TResult Packed<T, TResult>(Func<ReadOnlySpan<T>, TResult> pack) where T : unmanaged => weights.Look<T, TResult>(values => pack(isDepthwise ? Turned(values, geometry.OutputChannels) : values));
    }

    /// <summary>The same for a depthwise convolution. Of one input channel it is a convolution; otherwise several output channels of an input channel are convolutions of its copies.</summary>
    public static FastProduct? PrepareDepthwise(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes weights, WindowAxis height, WindowAxis width, int items, int inputChannels, int multiplier)
    {
        if (inputChannels == 1 && multiplier > 1)
            return Prepare(context, form, operands, weights, new(
                items, height.Input, width.Input, 1, height.Output, width.Output, multiplier, height.Filter, width.Filter, height.Stride, width.Stride, height.Dilation, width.Dilation, height.Before, width.Before), isDepthwise: true);
        if (!CanPack(context, operands, weights)) return null;
        var (set, channels) = (context.Kernels, inputChannels * multiplier);
        var (subgraph, index, zeroPoint) = (context.Address.Subgraph, operands.Weights.Index, form.WeightZeroPoint);
        switch (form.Kind)
        {
            case ProductKind.Single:
                var plain = context.Model.Derived(subgraph, index, "depthwise", () => weights.Look<float, float[]>(values => values.ToArray()));
                return new(context, operands, multiplier, new(set, height, width, items, channels, plain, form.BiasValues<float>(), form.SingleRange.Min, form.SingleRange.Max), null, 0);
            case ProductKind.Int8 when zeroPoint == 0: return Depthwise<sbyte>(isSigned: true, set.HasUInt8 ? 4 : 2, static weight => weight);
            case ProductKind.UInt8 when zeroPoint is >= 0 and <= 255: return Depthwise<byte>(isSigned: false, 2, weight => weight - zeroPoint);
            default: return null;
        }

        FastProduct? Depthwise<TW>(bool isSigned, int rowsPerLane, Func<TW, int> toNumber) where TW : unmanaged
        {
            if (!IsStorable(operands.Input) || !Depthwise8.Takes(height, width)) return null;
            var layout = new DepthwiseLayout(height, width, channels, rowsPerLane);
            if (form.Requantizer(channels, layout.Fold) is not { } requantizer) return null;
            var packed = context.Model.Derived(subgraph, index, $"depthwise {rowsPerLane} {layout.Fold} {layout.Shared} {zeroPoint}", () => weights.Look<TW, DepthwiseWeights8>(values => DepthwiseWeights8.Pack(layout, height, width, values, toNumber)));
            return new(context, operands, multiplier, null, new(set, height, width, items, layout, packed, form.BiasValues<int>(), operands.Input.ZeroPoint, isSigned, requantizer), Depthwise8.ScratchBytes(layout, context.Workers));
        }
    }

    public void Run(KernelContext context, ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (_multiplier > 1)
        {
            var expanded = context.Scratch<byte>(_expanded);
            if (_depthwiseSingle is not null) Repeat(MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(expanded), _multiplier);
            else Repeat(input, expanded, _multiplier);
            input = expanded;
        }
        if (_single is not null)
            _single.Run(context.Workers, MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(output), context.Scratch<byte>(_scratch));
        else if (_integer is not null) _integer.Run(context.Workers, input, output, context.Scratch<byte>(_scratch));
        else if (_hybrid is not null)
            _hybrid.Run(context.Workers, MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(output), context.Scratch<byte>(_scratch));
        else if (_int16 is not null) _int16.Run(context, input, output);
        else if (_depthwiseSingle is not null) _depthwiseSingle.Run(context.Workers, MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(output));
        else _depthwise8?.Run(context.Workers, input, output, context.Scratch<byte>(_scratch));
    }

    /// <summary>Each element as many times as an input channel has output channels.</summary>
    private static void Repeat<T>(ReadOnlySpan<T> from, Span<T> to, int count)
    {
        for (var index = 0; index < from.Length; index++)
            for (var copy = 0; copy < count; copy++) to[index * count + copy] = from[index];
    }

    /// <summary>The filter of a depthwise convolution of one input channel, [height × width][output channels], as that of a convolution, [output channels][height × width].</summary>
    private static ReadOnlySpan<T> Turned<T>(ReadOnlySpan<T> values, int channels) where T : unmanaged
    {
        var (turned, taps) = (new T[values.Length], values.Length / channels);
        for (var tap = 0; tap < taps; tap++)
            for (var channel = 0; channel < channels; channel++) turned[channel * taps + tap] = values[tap * channels + channel];
        return turned;
    }

    /// <summary>Whether weights and bias are known beforehand, and are to be packed.</summary>
    internal static bool CanPack(KernelContext context, ProductOperands operands, WeightBytes weights) =>
        context.Kernels.HasProducts && context.InterpreterOptions.PackWeights && weights.IsConstant && operands.Bias is not { Memory: not TensorMemory.Constant };

    /// <summary>Whether the zero point is a number that the type stores, so that padding can be written as one.</summary>
    internal static bool IsStorable(RuntimeTensor tensor)
    {
        var (least, most) = ActivationRange.TypeRange(tensor.Type);
        return tensor.ZeroPoint >= least && tensor.ZeroPoint <= most;
    }

    private static FastProduct? Integer(KernelContext context, ProductForm form, ProductOperands operands, ConvolutionGeometry geometry, bool isSigned, PackedWeights8 packed)
    {
        if (!IsStorable(operands.Input) || form.Requantizer(geometry.OutputChannels) is not { } requantizer) return null;
        return new(context, null, new(context.Kernels, geometry, packed, form.BiasValues<int>(), operands.Input.ZeroPoint, isSigned, requantizer,
            // Planned memory has room behind it, a constant has not.
            hasSlack: operands.Input.Memory != TensorMemory.Constant));
    }
}
