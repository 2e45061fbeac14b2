using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>The channels of a per-channel quantized tensor.</summary>
/// <param name="Count">Number of channels.</param>
/// <param name="Inner">Neighbouring elements of one channel.</param>
internal readonly record struct Channels(int Count, int Inner)
{
    public static Channels Of(KernelContext context, RuntimeTensor tensor, ReadOnlySpan<int> shape)
    {
        var (dimension, count) = (tensor.Quantization.QuantizedDimension, tensor.Quantization.Scales.Length);
        if (dimension < 0 || dimension >= shape.Length || shape[dimension] != count)
            throw context.Refusal($"tensor {tensor.Index} has {count} scales along dimension {dimension} of the shape {TensorShape.Text(shape)}");
        return new(count, TensorShape.Count(shape, dimension + 1, shape.Length));
    }
}

/// <summary>A function for each channel.</summary>
internal sealed class ChannelLoop<TIn, TOut, TFunction>(Channels channels, TFunction[] functions) : ElementLoop
    where TIn : unmanaged where TOut : unmanaged where TFunction : struct, IUnaryFunction<TIn, TOut>
{
    public override void Run(RuntimeTensor input, RuntimeTensor output, int start, int count)
    {
        var from = input.Read<TIn>().Slice(start, count);
        var to = output.Write<TOut>().Slice(start, count);
        int channel = start / Math.Max(channels.Inner, 1) % channels.Count, left = channels.Inner - start % Math.Max(channels.Inner, 1);
        for (var index = 0; index < from.Length; index++, left--)
        {
            if (left == 0)
            {
                left = channels.Inner;
                if (++channel == channels.Count) channel = 0;
            }
            to[index] = functions[channel].Apply(from[index]);
        }
    }
}
