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
    private readonly DepthwiseSingle? _depthwiseSingle;
    private readonly Depthwise8? _depthwise8;
    private readonly int _scratch;

    private FastProduct(DepthwiseSingle? single, Depthwise8? integer) => (_depthwiseSingle, _depthwise8) = (single, integer);

    private FastProduct(KernelContext context, SingleConvolution? single, IntegerConvolution? integer, HybridConvolution? hybrid = null)
    {
        (_single, _integer, _hybrid) = (single, integer, hybrid);
        _scratch = context.RequestScratch(single?.ScratchBytes ?? integer?.ScratchBytes ?? hybrid?.ScratchBytes ?? 0);
    }

    /// <summary>Null where the set, the types or the operands leave it to the plain loops.</summary>
    public static FastProduct? Prepare(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes weights, ConvolutionGeometry geometry)
    {
        var set = context.Kernels;
        if (!CanPack(context, operands, weights) || geometry.OutputChannels == 0 || geometry.Depth == 0) return null;
        var use = $"packed {set.Name} {geometry.OuterCount * geometry.InnerCount}×{geometry.Depth}";
        switch (form.Kind)
        {
            case ProductKind.Single:
                var packed = context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, use, () => SingleConvolution.Pack(set, geometry, weights.Constant<float>()));
                var single = new SingleConvolution(set, geometry, packed, form.BiasValues<float>(), form.SingleRange.Min, form.SingleRange.Max);
                // A frame of zeros times an infinite weight is no zero; the loops leave the padding out instead.
                return single.IsFramed && packed.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue) ? null : new(context, single, null);
            case ProductKind.Int8 when form.WeightZeroPoint == 0:
                return Integer(context, form, operands, geometry, isSigned: true,
                    context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, use, () => PackedWeights8.Of(set, geometry, weights.Constant<sbyte>())));
            case ProductKind.Hybrid:
                var hybrid = context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, use, () => PackedWeights8.Of(set, geometry, weights.Constant<sbyte>()));
                return new(context, null, null, new(set, geometry, hybrid, form.ChannelScales, form.BiasValues<float>(), form.SingleRange.Min, form.SingleRange.Max, form.IsAsymmetric));
            case ProductKind.UInt8:
                var zeroPoint = form.WeightZeroPoint;
                if (zeroPoint is < 0 or > 255) return null;
                return Integer(context, form, operands, geometry, isSigned: false,
                    context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, $"{use} {zeroPoint}", () => PackedWeights8.Of(set, geometry, weights.Constant<byte>(), zeroPoint)));
            default: return null;
        }
    }

    /// <summary>The same for a depthwise convolution of one output channel for each input channel.</summary>
    public static FastProduct? PrepareDepthwise(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes weights, WindowAxis height, WindowAxis width, int items, int channels)
    {
        // Vectors read past the last channels: planned memory has room behind it, a constant has not.
        if (!CanPack(context, operands, weights) || operands.Input.Memory == TensorMemory.Constant || !DepthwiseConvolution.Takes(height, width)) return null;
        var (set, taps) = (context.Kernels, height.Filter * width.Filter);
        var (subgraph, index, zeroPoint, use) = (context.Address.Subgraph, operands.Weights.Index, form.WeightZeroPoint, $"depthwise {set.Name}");
        switch (form.Kind)
        {
            case ProductKind.Single:
                var plain = context.Model.Derived(subgraph, index, use, () => weights.Constant<float>().ToArray());
                return plain.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue) ? null
                    : new(new(set, height, width, items, channels, plain, form.BiasValues<float>(), form.SingleRange.Min, form.SingleRange.Max), null);
            case ProductKind.Int8 when zeroPoint == 0 && IsStorable(operands.Input) && form.Requantizer(channels) is { } requantizer:
                var signed = context.Model.Derived(subgraph, index, use, () => Depthwise8.Pack(set, taps, channels, weights.Constant<sbyte>(), static weight => weight));
                return new(null, new(set, height, width, items, channels, signed, form.BiasValues<int>(), operands.Input.ZeroPoint, true, requantizer));
            case ProductKind.UInt8 when zeroPoint is >= 0 and <= 255 && IsStorable(operands.Input) && form.Requantizer(channels) is { } requantizer:
                var unsigned = context.Model.Derived(subgraph, index, $"{use} {zeroPoint}", () => Depthwise8.Pack(set, taps, channels, weights.Constant<byte>(), weight => weight - zeroPoint));
                return new(null, new(set, height, width, items, channels, unsigned, form.BiasValues<int>(), operands.Input.ZeroPoint, false, requantizer));
            default: return null;
        }
    }

    public void Run(KernelContext context, ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (_single is not null)
            _single.Run(context.Workers, MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(output), context.Scratch<byte>(_scratch));
        else if (_integer is not null) _integer.Run(context.Workers, input, output, context.Scratch<byte>(_scratch));
        else if (_hybrid is not null)
            _hybrid.Run(context.Workers, MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(output), context.Scratch<byte>(_scratch));
        else if (_depthwiseSingle is not null) _depthwiseSingle.Run(context.Workers, MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(output));
        else _depthwise8?.Run(context.Workers, input, output);
    }

    private static bool CanPack(KernelContext context, ProductOperands operands, WeightBytes weights) =>
        context.Kernels.HasProducts && context.InterpreterOptions.PackWeights && weights.IsConstant && operands.Bias is not { Memory: not TensorMemory.Constant };

    /// <summary>Whether the zero point is a number that the type stores, so that padding can be written as one.</summary>
    private static bool IsStorable(RuntimeTensor tensor)
    {
        var (least, most) = ActivationRange.TypeRange(tensor.Type);
        return tensor.ZeroPoint >= least && tensor.ZeroPoint <= most;
    }

    private static FastProduct? Integer(KernelContext context, ProductForm form, ProductOperands operands, ConvolutionGeometry geometry, bool isSigned, PackedWeights8 packed)
    {
        if (!IsStorable(operands.Input) || form.Requantizer(geometry.OutputChannels) is not { } requantizer) return null;
        return new(context, null, new(context.Kernels, geometry, packed, form.BiasValues<int>(), operands.Input.ZeroPoint, isSigned, requantizer));
    }
}
