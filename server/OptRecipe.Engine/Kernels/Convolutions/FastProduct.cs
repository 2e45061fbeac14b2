using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>A convolution or fully connected layer through a kernel set's products: the same numbers as <see cref="ProductForm"/>'s loops, integers bit for bit. Only where
/// weights and bias are known beforehand, so that they can be packed.</summary>
internal sealed class FastProduct
{
    private readonly IFastKernel _kernel;
    private readonly int _scratch, _expanded, _multiplier, _elementBytes;

    /// <param name="multiplier">Output channels of an input channel that are made of its copies.</param>
    private FastProduct(KernelContext context, ProductOperands operands, IFastKernel kernel, int multiplier)
    {
        (_kernel, _multiplier, _elementBytes) = (kernel, multiplier, TensorSize.BitsPerElement(operands.Input.Type) / 8);
        _scratch = context.RequestScratch(kernel.ScratchBytes(context.Workers.ThreadCount));
        if (multiplier > 1) _expanded = context.RequestScratch(checked((long)operands.Input.ByteCount * multiplier));
    }

    /// <summary>Null where the set, the types or the operands leave it to the plain loops.</summary>
    /// <param name="order">How the filter is made of the weights, where they do not stand as it.</param>
    public static FastProduct? Prepare(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes weights, ConvolutionGeometry geometry, IFilterOrder? order = null) =>
        Kernel(context, form, operands, weights, geometry, order) is { } kernel ? new(context, operands, kernel, 1) : null;

    /// <summary>The same without memory to run in.</summary>
    public static IFastKernel? Kernel(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes weights, ConvolutionGeometry geometry, IFilterOrder? order = null)
    {
        var set = context.Kernels;
        if (!CanPack(context, operands, weights) || geometry.OutputChannels == 0 || geometry.Depth == 0) return null;
        // Planned memory has room behind it, a constant has not.
        var hasSlack = operands.Input.Memory != TensorMemory.Constant;
        var use = $"packed {order?.Name} {set.Name} {geometry.OuterCount * geometry.InnerCount}×{geometry.Depth} {geometry.Groups}";
        switch (form.Kind)
        {
            case ProductKind.Single:
                var packed = Derived(use, () => Packed<float, AlignedArray<float>>(filter => SingleConvolution.Pack(set, geometry, filter)));
                var single = new SingleConvolution(set, geometry, packed, form.BiasValues<float>(), form.SingleRange.Min, form.SingleRange.Max);
                // A frame of zeros times an infinite weight is no zero; the loops leave the padding out instead.
                return single.IsFramed && packed.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue) ? null : single;
            case ProductKind.Int8 when form.WeightZeroPoint == 0: return Integer(isSigned: true, Derived(use, () => Packed<sbyte, PackedWeights8>(filter => PackedWeights8.Of(set, geometry, filter))));
            case ProductKind.Hybrid:
                return new HybridConvolution(set, geometry, Derived(use, () => Packed<sbyte, PackedWeights8>(filter => PackedWeights8.Of(set, geometry, filter))), form.ChannelScales, form.BiasValues<float>(), form.SingleRange.Min, form.SingleRange.Max, form.IsAsymmetric);
            case ProductKind.UInt8 when form.WeightZeroPoint is >= 0 and <= 255 and var zeroPoint:
                return Integer(isSigned: false, Derived($"{use} {zeroPoint}", () => Packed<byte, PackedWeights8>(filter => PackedWeights8.Of(set, geometry, filter, zeroPoint))));
            case ProductKind.Int16 or ProductKind.Int16WithInt32Sums:
                var (wraps, offset) = (form.Kind == ProductKind.Int16WithInt32Sums, form.WeightZeroPoint);
                if (geometry.OuterCount * geometry.InnerCount * geometry.Depth > Int16Weights.MostWeights || offset is < sbyte.MinValue or > sbyte.MaxValue) return null;
                return new Int16Convolution(set, geometry, Derived($"{use} {offset} {wraps}", () => Packed<sbyte, Int16Weights>(filter => Int16Weights.Of(set, geometry, filter, offset, wraps))), new WordOutput(context, form, geometry.ColumnOrder(set.Columns)), hasSlack);
            default: return null;
        }

        T Derived<T>(string use, Func<T> make) where T : class => context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, use, make);

        TResult Packed<T, TResult>(Func<ReadOnlySpan<T>, TResult> pack) where T : unmanaged => weights.Look<T, TResult>(values => pack(order is null ? values : order.Of(values)));

        IFastKernel? Integer(bool isSigned, PackedWeights8 packed) =>
            !IsStorable(operands.Input) || form.Requantizer(geometry.ColumnOrder(packed.Columns)) is not { } requantizer ? null
            : new IntegerConvolution(set, geometry, packed, form.BiasValues<int>(), operands.Input.ZeroPoint, isSigned, requantizer, hasSlack);
    }

    /// <summary>The same for a depthwise convolution. Of one input channel it is a convolution; otherwise several output channels of an input channel are convolutions of its copies.</summary>
    public static FastProduct? PrepareDepthwise(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes weights, WindowAxis height, WindowAxis width, int items, int inputChannels, int multiplier)
    {
        if (inputChannels == 1 && multiplier > 1)
            return Prepare(context, form, operands, weights, new(
                items, height.Input, width.Input, 1, height.Output, width.Output, multiplier, height.Filter, width.Filter, height.Stride, width.Stride, height.Dilation, width.Dilation, height.Before, width.Before),
                new TurnedFilter(height.Filter * width.Filter, multiplier));
        if (!CanPack(context, operands, weights)) return null;
        var (set, channels) = (context.Kernels, inputChannels * multiplier);
        var (subgraph, index, zeroPoint) = (context.Address.Subgraph, operands.Weights.Index, form.WeightZeroPoint);
        var kernel = form.Kind switch
        {
            ProductKind.Single => new DepthwiseSingle(set, height, width, items, channels, context.Model.Derived(subgraph, index, "depthwise", () => weights.Look<float, float[]>(values => values.ToArray())),
                form.BiasValues<float>(), form.SingleRange.Min, form.SingleRange.Max),
            ProductKind.Int8 when zeroPoint == 0 => Integer<sbyte>(DepthwiseInput.Int8, set.HasUInt8 ? 4 : 2, static weight => weight),
            ProductKind.UInt8 when zeroPoint is >= 0 and <= 255 => Integer<byte>(DepthwiseInput.UInt8, 2, weight => weight - zeroPoint),
            ProductKind.Int16 or ProductKind.Int16WithInt32Sums when zeroPoint is >= sbyte.MinValue and <= sbyte.MaxValue => Integer<sbyte>(DepthwiseInput.Int16, 2, weight => weight - zeroPoint),
            ProductKind.Hybrid => Integer<sbyte>(DepthwiseInput.Int16, 2, static weight => weight),
            _ => (IFastKernel?)null,
        };
        return kernel is null ? null : new(context, operands, kernel, multiplier);

        IFastKernel? Integer<TW>(DepthwiseInput type, int rowsPerLane, Func<TW, int> toNumber) where TW : unmanaged
        {
            if (form.Kind != ProductKind.Hybrid && !IsStorable(operands.Input) || !IntegerDepthwise.Takes(height, width)) return null;
            var layout = new DepthwiseLayout(height, width, channels, rowsPerLane);
            var order = layout.ColumnOrder;
            var hybrid = form.Kind != ProductKind.Hybrid ? null
                : new HybridOutput(items, (long)height.Output * width.Output * channels, order, [], form.ChannelScales, form.BiasValues<float>(), form.SingleRange.Min, form.SingleRange.Max);
            IAccumulatorSink? sink = hybrid is not null ? hybrid : type == DepthwiseInput.Int16 ? new WordOutput(context, form, order) : form.Requantizer(order) is { } requantizer ? new RequantizedOutput(requantizer) : null;
            if (sink is null) return null;
            var packed = context.Model.Derived(subgraph, index, $"depthwise {rowsPerLane} {layout.Fold} {layout.Shared} {zeroPoint}", () => weights.Look<TW, DepthwiseWeights8>(values => DepthwiseWeights8.Pack(layout, height, width, values, toNumber)));
            var bias = type == DepthwiseInput.Int16 ? default : form.BiasValues<int>();
            var product = new IntegerDepthwise(set, height, width, items, layout, packed, bias, type == DepthwiseInput.Int16 ? 0 : operands.Input.ZeroPoint, type, sink);
            return hybrid is null ? product : new HybridDepthwise(product, hybrid, items, (long)height.Input * width.Input * channels);
        }
    }

    public void Run(KernelContext context, ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (_multiplier > 1)
        {
            var expanded = context.Scratch<byte>(_expanded);
            switch (_elementBytes)
            {
                case sizeof(float): Repeat(MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(expanded), _multiplier); break;
                case sizeof(short): Repeat(MemoryMarshal.Cast<byte, short>(input), MemoryMarshal.Cast<byte, short>(expanded), _multiplier); break;
                default: Repeat(input, expanded, _multiplier); break;
            }
            input = expanded;
        }
        _kernel.Run(context.Workers, input, output, context.Scratch<byte>(_scratch));
    }

    /// <summary>Each element as many times as an input channel has output channels.</summary>
    private static void Repeat<T>(ReadOnlySpan<T> from, Span<T> to, int count)
    {
        for (var index = 0; index < from.Length; index++)
            for (var copy = 0; copy < count; copy++) to[index * count + copy] = from[index];
    }

    /// <summary>Whether weights and bias are known beforehand, and are to be packed.</summary>
    private static bool CanPack(KernelContext context, ProductOperands operands, WeightBytes weights) =>
        context.Kernels.HasProducts && context.InterpreterOptions.PackWeights && weights.IsConstant && operands.Bias is not { Memory: not TensorMemory.Constant };

    /// <summary>Whether the zero point is a number that the type stores, so that padding can be written as one.</summary>
    private static bool IsStorable(RuntimeTensor tensor)
    {
        var (least, most) = ActivationRange.TypeRange(tensor.Type);
        return tensor.ZeroPoint >= least && tensor.ZeroPoint <= most;
    }
}
