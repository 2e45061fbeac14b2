using System.Buffers.Binary;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>MediaPipe's custom operator Convolution2DTransposeBias, float32: input [batch, height, width, channels], weights [output channels, height, width, channels],
/// bias [output channels]. The transposed convolution whose output is stride × (input − 1) + filter, for SAME less by filter − stride where that is positive. Options are three
/// int32: padding (1 SAME, 2 VALID), stride of the width, stride of the height.</summary>
internal sealed class Convolution2DTransposeBias : Kernel
{
    private ProductForm? _form;
    private TransposedConvolutionLoop _loop;

    public override void Prepare(KernelContext context)
    {
        var (input, weights, bias, output) = (context.Input(0), context.Input(1), context.Input(2), context.Output(0));
        if (input.Rank != 4 || weights.Rank != 4) throw context.Refusal($"the input is {input} and the weights are {weights}; four dimensions are expected");
        var (channels, outputChannels) = (input.Dim(3), weights.Dim(0));
        if (channels <= 0 || weights.Dim(3) != channels || outputChannels <= 0)
            throw context.Refusal($"the weights {weights} do not fit the {channels} channels of the input");
        var options = context.CustomOptions.Span;
        if (options.Length < 12) throw context.Refusal($"its options have {options.Length} bytes; 12 are expected");
        var padding = BinaryPrimitives.ReadInt32LittleEndian(options) switch
        {
            1 => Padding.Same,
            2 => Padding.Valid,
            var other => throw context.Refusal($"the padding is {other}; 1 (SAME) or 2 (VALID) is expected"),
        };
        var (strideWidth, strideHeight) = (BinaryPrimitives.ReadInt32LittleEndian(options[4..]), BinaryPrimitives.ReadInt32LittleEndian(options[8..]));
        var operands = new ProductOperands(input, weights, bias, output);
        if (ProductForm.KindOf(context, operands) != ProductKind.Single) throw context.UnsupportedType(input.Type != TensorType.Float32 ? input : weights);
        _form = new(context, ProductKind.Single, operands, outputChannels, 0, ActivationFunctionType.None, default, 0, false);
        var height = Axis(context, "height", padding, input.Dim(1), weights.Dim(1), strideHeight);
        var width = Axis(context, "width", padding, input.Dim(2), weights.Dim(2), strideWidth);
        _loop = new(WindowAxis.One, height, width, channels, outputChannels, checked(weights.Dim(1) * weights.Dim(2) * channels), channels);
        context.Resize(output, input.Dim(0), height.Output, width.Output, outputChannels);
    }

    public override void Run(KernelContext context) =>
        _form?.Run(context, _loop, context.Input(0).Bytes, context.Input(1).Bytes, context.Output(0).Write<byte>());

    private static WindowAxis Axis(KernelContext context, string name, Padding padding, int input, int filter, int stride)
    {
        if (input <= 0 || filter <= 0 || stride <= 0)
            throw context.Refusal($"the {name} of the input is {input}, that of the weights {filter} and the stride {stride}; positive numbers are expected");
        var cut = padding == Padding.Same ? Math.Max(0, filter - stride) : 0;
        return new(input, checked(stride * (input - 1) + filter - cut), filter, stride, 1, cut / 2);
    }
}
