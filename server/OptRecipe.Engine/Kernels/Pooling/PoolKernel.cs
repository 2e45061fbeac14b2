using System.Numerics;
using System.Runtime.Intrinsics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>What the poolings of [batch, height, width, channel] share: SAME or VALID padding that does not count, strides, a fused activation, the same type on both sides.</summary>
internal abstract class PoolKernel : Kernel
{
    private int _scratch;

    protected PoolGeometry Geometry { get; private set; }
    protected (float Min, float Max) SingleRange { get; private set; }
    protected (int Min, int Max) IntegerRange { get; private set; }

    protected abstract bool Takes(TensorType type);
    protected abstract void Compute(KernelContext context, RuntimeTensor input, RuntimeTensor output);

    public override void Prepare(KernelContext context)
    {
        var (input, output, options) = (context.Input(0), context.Output(0), PoolOptions.Of(context));
        if (!Takes(input.Type)) throw context.UnsupportedType(input);
        if (output.Type != input.Type) throw context.Refusal($"the output is {output.Type.Name()}, expected the input's {input.Type.Name()}");
        Geometry = PoolGeometry.Of(context, input, options);
        SingleRange = ActivationRange.Single(options.Activation);
        if (input.Type != TensorType.Float32)
        {
            if (options.Activation != ActivationFunctionType.None && !(output.Scale > 0)) throw context.Refusal($"the output's scale {output.Scale} is not positive");
            IntegerRange = ActivationRange.Quantized(options.Activation, output);
        }
        context.Resize(output, Geometry.OutputShape);
        _scratch = context.RequestScratch((long)Geometry.Channels * sizeof(int));
    }

    public override void Run(KernelContext context) => Compute(context, context.Input(0), context.Output(0));

    protected void Pool<T, TSum, TFunction>(KernelContext context, RuntimeTensor input, RuntimeTensor output, TFunction function)
        where T : unmanaged where TSum : unmanaged where TFunction : struct, IPoolFunction<T, TSum>
    {
        if (output.Count == 0) return;
        var from = input.Read<T>();
        var to = output.Write<T>();
        var sums = context.Scratch<TSum>(_scratch)[..Geometry.Channels];
        var shape = Geometry.OutputShape;
        var target = 0;
        for (var batch = 0; batch < shape[0]; batch++)
            for (var y = 0; y < shape[1]; y++)
                for (var x = 0; x < shape[2]; x++)
                {
                    var count = Gather(from, sums, batch, y, x, function);
                    var results = to.Slice(target, sums.Length);
                    for (var channel = 0; channel < sums.Length; channel++) results[channel] = function.Finish(sums[channel], count);
                    target += sums.Length;
                }
    }

    /// <summary>The same in vectors of channels, where there are enough of them.</summary>
    protected unsafe void PoolVectors<T, TFunction>(KernelContext context, RuntimeTensor input, RuntimeTensor output, TFunction function)
        where T : unmanaged where TFunction : struct, IPoolVectors<T>
    {
        if (!context.Kernels.HasProducts || Geometry.Channels < Vector256<T>.Count)
        {
            Pool<T, T, TFunction>(context, input, output, function);
            return;
        }
        fixed (T* from = input.Read<T>(), to = output.Write<T>())
        {
            var target = to;
            for (int window = 0, count = output.Count / Geometry.Channels; window < count; window++, target += Geometry.Channels)
                VectorPool.Run(Geometry.Window(from, window), target, Geometry.Channels, function);
        }
    }

    /// <summary>Averages of numbers of 8 and 16 bits, in vectors of channels.</summary>
    protected unsafe void Average<T>(KernelContext context, RuntimeTensor input, RuntimeTensor output) where T : unmanaged, INumber<T>
    {
        // Quotients are taken in float32, which holds sums of so many elements.
        var mostElements = sizeof(T) == 1 ? 1 << 15 : 1 << 8;
        var channels = Geometry.Channels;
        if (!context.Kernels.HasProducts || Geometry.MostElements > mostElements)
        {
            Pool<T, int, AveragePoolInteger<T>>(context, input, output, new(IntegerRange.Min, IntegerRange.Max));
            return;
        }
        var sums = context.Scratch<int>(_scratch)[..channels];
        var results = output.Write<T>();
        fixed (T* from = input.Read<T>())
            for (int window = 0, count = channels == 0 ? 0 : output.Count / channels; window < count; window++)
            {
                var rows = Geometry.Window(from, window);
                sums.Clear();
                ChannelSums.Add(rows, sums);
                SumFinishing.Run(sums, results.Slice(window * channels, channels), new RoundedQuotient(Math.Max(rows.OuterCount * rows.InnerCount, 1), IntegerRange.Min, IntegerRange.Max));
            }
    }

    private int Gather<T, TSum, TFunction>(ReadOnlySpan<T> input, Span<TSum> sums, int batch, int y, int x, TFunction function) where TFunction : struct, IPoolFunction<T, TSum>
    {
        sums.Fill(function.Start);
        var (rows, columns) = (Geometry.Rows(y), Geometry.Columns(x));
        for (var row = rows.Start; row < rows.End; row++)
            for (var column = columns.Start; column < columns.End; column++)
            {
                var element = input.Slice(Geometry.Offset(batch, row, column), sums.Length);
                for (var channel = 0; channel < element.Length; channel++) sums[channel] = function.Next(sums[channel], element[channel]);
            }
        return Math.Max((rows.End - rows.Start) * (columns.End - columns.Start), 1);
    }
}
