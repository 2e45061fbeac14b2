using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>DEQUANTIZE to float32: scale × (q − zero point), multiplied in float64 for one scale and in float32 per channel; FLOAT16 as it is.</summary>
internal sealed class Dequantize : UnaryKernel
{
    protected override bool KeepsType => false;

    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        context.RequireType(output, TensorType.Float32);
        if (input.Quantization.Blockwise is not null) throw context.Refusal("the input is quantized blockwise, which no runtime dequantizes with this operator");
        context.RequireSymmetricInt16(input);
        return input.Type switch
        {
            TensorType.Float16 => ElementLoop.Of<ushort, float, Widening>(default),
            TensorType.Int8 => Integers<sbyte>(context, input),
            TensorType.UInt8 => Integers<byte>(context, input),
            TensorType.Int16 when !input.Quantization.IsPerChannel => Integers<short>(context, input),
            TensorType.Int4 or TensorType.UInt4 or TensorType.Int2 => Packed(context, input),
            _ => null,
        };
    }

    private static ElementLoop Integers<T>(KernelContext context, RuntimeTensor input) where T : unmanaged, IBinaryInteger<T> => input.Quantization.IsPerChannel
        ? new ChannelLoop<T, float, ChannelScaling<T>>(Channels.Of(context, input, input.Shape), Array.ConvertAll(Scalings(context, input), scaling => new ChannelScaling<T>(scaling)))
        : DequantizeLoop.Of<T, Scaling<T>>(context.Kernels, context.ScaleOf(input), input.ZeroPoint, new(new(context.ScaleOf(input), input.ZeroPoint)));

    private static ElementLoop Packed(KernelContext context, RuntimeTensor input) => input.Quantization.IsPerChannel
        ? new PackedChannelLoop(input.Type, Channels.Of(context, input, input.Shape), Scalings(context, input))
        : PackedLoops.From<float, Scaling>(input.Type, new(context.ScaleOf(input), input.ZeroPoint));

    private static ChannelScaling[] Scalings(KernelContext context, RuntimeTensor input)
    {
        var quantization = input.Quantization;
        var scalings = new ChannelScaling[quantization.Scales.Length];
        for (var channel = 0; channel < scalings.Length; channel++) scalings[channel] = new(context.RequireScale(input, quantization.Scales[channel]), quantization.ZeroPoints[channel]);
        return scalings;
    }

    private readonly struct Widening : IUnaryFunction<ushort, float>
    {
        public float Apply(ushort x) => IeeeHalf.Decode(x);
    }

    private readonly struct Scaling(double scale, int zeroPoint) : IUnaryFunction<int, float>
    {
        public float Apply(int q) => (float)(scale * unchecked(q - zeroPoint));
    }

    private readonly struct Scaling<T>(Scaling scaling) : IUnaryFunction<T, float> where T : IBinaryInteger<T>
    {
        public float Apply(T q) => scaling.Apply(int.CreateTruncating(q));
    }

    private readonly struct ChannelScaling(float scale, int zeroPoint) : IUnaryFunction<int, float>
    {
        public float Apply(int q) => scale * unchecked(q - zeroPoint);
    }

    private readonly struct ChannelScaling<T>(ChannelScaling scaling) : IUnaryFunction<T, float> where T : IBinaryInteger<T>
    {
        public float Apply(T q) => scaling.Apply(int.CreateTruncating(q));
    }

    private sealed class PackedChannelLoop(TensorType type, Channels channels, ChannelScaling[] scalings) : ElementLoop
    {
        public override void Run(RuntimeTensor input, RuntimeTensor output, int start, int count)
        {
            var (bits, isUnsigned) = (TensorSize.BitsPerElement(type), type == TensorType.UInt4);
            var from = input.Bytes;
            var to = output.Write<float>();
            for (var index = start; index < start + count; index++)
                to[index] = scalings[index / channels.Inner % channels.Count].Apply(PackedLoops.Read(from, index, bits, isUnsigned));
        }
    }
}
