using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>CONV_3D, float32: input [batch, depth, height, width, channels], filter [depth, height, width, channels, output channels], bias [output channels] →
/// [batch, z, y, x, output channels]. output = activation(bias + Σ input × filter); taps outside the input count nothing.</summary>
internal sealed class Conv3D : Kernel
{
    private const string Options = "Conv3DOptions";
    private ProductForm? _form;
    private ConvolutionLoop _loop;
    private byte[]? _derived;
    private int _scratch;

    public override void Prepare(KernelContext context)
    {
        var (input, filter, bias, output) = (context.Input(0), context.Input(1), context.OptionalInput(2), context.Output(0));
        if (input.Rank != 5 || filter.Rank != 5) throw context.Refusal($"the input is {input} and the filter {filter}; five dimensions are expected");
        var (inputChannels, channels) = (input.Dim(4), filter.Dim(4));
        if (inputChannels <= 0 || filter.Dim(3) != inputChannels || channels <= 0)
            throw context.Refusal($"the filter {filter} does not fit the {inputChannels} channels of the input");
        var padding = (Padding)context.Int32(Options, "padding");
        var depth = WindowAxis.Of(context, "depth", padding, input.Dim(1), filter.Dim(0), context.Int32(Options, "stride_d"), context.Int32(Options, "dilation_d_factor"));
        var height = WindowAxis.Of(context, "height", padding, input.Dim(2), filter.Dim(1), context.Int32(Options, "stride_h"), context.Int32(Options, "dilation_h_factor"));
        var width = WindowAxis.Of(context, "width", padding, input.Dim(3), filter.Dim(2), context.Int32(Options, "stride_w"), context.Int32(Options, "dilation_w_factor"));
        var operands = new ProductOperands(input, filter, bias, output);
        if (ProductForm.KindOf(context, operands) != ProductKind.Single) throw context.UnsupportedType(input.Type != TensorType.Float32 ? input : filter);
        _form = new(context, ProductKind.Single, operands, channels, 4, FusedActivation.Of(context, Options), default, 0, false);
        _loop = new(depth, height, width, inputChannels, channels, 1);
        (_derived, _scratch) = (null, -1);
        if (filter.Memory != TensorMemory.Constant) _scratch = context.RequestScratch(filter.ByteCount);
        else
            _derived = WeightBytes.Derived(context, filter, "output channels first", () =>
            {
                var rearranged = new byte[filter.ByteCount];
                Rearrange(filter, rearranged);
                return rearranged;
            });
        context.Resize(output, input.Dim(0), depth.Output, height.Output, width.Output, channels);
    }

    public override void Run(KernelContext context)
    {
        var filter = context.Input(1);
        if (_scratch >= 0) Rearrange(filter, context.Scratch<byte>(_scratch));
        _form?.Run(context, _loop, context.Input(0).Bytes, _scratch >= 0 ? context.Scratch<byte>(_scratch) : _derived, context.Output(0).Write<byte>());
    }

    /// <summary>From output channels last, as the file has them, to output channels first.</summary>
    private static void Rearrange(RuntimeTensor filter, Span<byte> rearranged)
    {
        var from = filter.Read<float>();
        var to = MemoryMarshal.Cast<byte, float>(rearranged);
        var channels = filter.Dim(4);
        var taps = from.Length / channels;
        for (var channel = 0; channel < channels; channel++)
            for (var tap = 0; tap < taps; tap++) to[channel * taps + tap] = from[tap * channels + channel];
    }
}
