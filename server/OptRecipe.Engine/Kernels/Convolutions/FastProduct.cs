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
    private readonly int _scratch;

    private FastProduct(KernelContext context, SingleConvolution? single, IntegerConvolution? integer)
    {
        (_single, _integer) = (single, integer);
        _scratch = context.RequestScratch(single?.ScratchBytes ?? integer?.ScratchBytes ?? 0);
    }

    /// <summary>Null where the set, the types or the operands leave it to the plain loops.</summary>
    public static FastProduct? Prepare(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes weights, ConvolutionGeometry geometry)
    {
        var set = context.Kernels;
        if (!set.HasProducts || !context.InterpreterOptions.PackWeights || !weights.IsConstant || operands.Bias is { Memory: not TensorMemory.Constant }
            || geometry.OutputChannels == 0 || geometry.Depth == 0) return null;
        var use = $"packed {set.Name} {geometry.OuterCount * geometry.InnerCount}×{geometry.Depth}";
        switch (form.Kind)
        {
            case ProductKind.Single:
                var packed = context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, use, () => SingleConvolution.Pack(set, geometry, weights.Constant<float>()));
                // A frame of zeros times an infinite weight is no zero; the loops leave the padding out instead.
                if (geometry.NeedsFrame && packed.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue)) return null;
                return new(context, new(set, geometry, packed, form.BiasValues<float>(), form.SingleRange.Min, form.SingleRange.Max), null);
            case ProductKind.Int8 when form.WeightZeroPoint == 0:
                return Integer(context, form, operands, geometry, isSigned: true,
                    context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, use, () => PackedWeights8.Of(set, geometry, weights.Constant<sbyte>())));
            case ProductKind.UInt8:
                var zeroPoint = form.WeightZeroPoint;
                if (zeroPoint is < 0 or > 255) return null;
                return Integer(context, form, operands, geometry, isSigned: false,
                    context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, $"{use} {zeroPoint}", () => PackedWeights8.Of(set, geometry, weights.Constant<byte>(), zeroPoint)));
            default: return null;
        }
    }

    public void Run(KernelContext context, ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (_single is not null)
            _single.Run(context.Workers, MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(output), context.Scratch<byte>(_scratch));
        else _integer?.Run(context.Workers, input, output, context.Scratch<byte>(_scratch));
    }

    private static FastProduct? Integer(KernelContext context, ProductForm form, ProductOperands operands, ConvolutionGeometry geometry, bool isSigned, PackedWeights8 packed)
    {
        var zeroPoint = operands.Input.ZeroPoint;
        var (least, most) = ActivationRange.TypeRange(operands.Input.Type);
        if (zeroPoint < least || zeroPoint > most || form.Requantizer(geometry.OutputChannels) is not { } requantizer) return null;
        return new(context, null, new(context.Kernels, geometry, packed, form.BiasValues<int>(), zeroPoint, isSigned, requantizer));
    }
}
