using System.Numerics;
using System.Runtime.Intrinsics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.Engine.Threading;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>Some windows, counted as they stand in the output.</summary>
internal readonly record struct PoolPart(KernelContext Context, RuntimeTensor Input, RuntimeTensor Output, int First, int End, int Index);

/// <summary>What the poolings of [batch, height, width, channel] share: SAME or VALID padding that does not count, strides, a fused activation, the same type on both sides.
/// Threads share the windows.</summary>
internal abstract class PoolKernel : Kernel, IParallelWork
{
    private const int ParallelCount = 1 << 14;
    private int _scratch;
    private KernelContext? _context;

    protected PoolGeometry Geometry { get; private set; }
    protected (float Min, float Max) SingleRange { get; private set; }
    protected (int Min, int Max) IntegerRange { get; private set; }

    protected abstract bool Takes(TensorType type);
    protected abstract void Compute(in PoolPart part);

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
        _scratch = context.RequestScratch((long)Geometry.Channels * sizeof(int) * context.Workers.ThreadCount);
    }

    public sealed override void Run(KernelContext context)
    {
        if (context.Output(0).Count == 0) return;
        _context = context;
        if (context.Input(0).Count < ParallelCount) Run(0, 1);
        else context.Workers.Run(this);
    }

    /// <summary>One of so many parts of the windows.</summary>
    public void Run(int part, int partCount)
    {
        if (_context is not { } context) return;
        var windows = (long)context.Output(0).Count / Geometry.Channels;
        Compute(new(context, context.Input(0), context.Output(0), (int)(windows * part / partCount), (int)(windows * (part + 1) / partCount), part));
    }

    protected void Pool<T, TSum, TFunction>(in PoolPart part, TFunction function)
        where T : unmanaged where TSum : unmanaged where TFunction : struct, IPoolFunction<T, TSum>
    {
        var from = part.Input.Read<T>();
        var to = part.Output.Write<T>();
        var sums = Sums<TSum>(part);
        for (var window = part.First; window < part.End; window++)
        {
            var count = Gather(from, sums, window, function);
            var results = to.Slice(window * sums.Length, sums.Length);
            for (var channel = 0; channel < sums.Length; channel++) results[channel] = function.Finish(sums[channel], count);
        }
    }

    /// <summary>The same in vectors of channels, where there are enough of them.</summary>
    protected unsafe void PoolVectors<T, TFunction>(in PoolPart part, TFunction function) where T : unmanaged where TFunction : struct, IPoolVectors<T>
    {
        if (!part.Context.Kernels.HasProducts || Geometry.Channels < Vector256<T>.Count)
        {
            Pool<T, T, TFunction>(part, function);
            return;
        }
        fixed (T* from = part.Input.Read<T>(), to = part.Output.Write<T>())
            for (var window = part.First; window < part.End; window++) VectorPool.Run(Geometry.Window(from, window), to + (nint)window * Geometry.Channels, Geometry.Channels, function);
    }

    /// <summary>Averages of numbers of 8 and 16 bits, in vectors of channels.</summary>
    protected unsafe void Average<T>(in PoolPart part) where T : unmanaged, INumber<T>
    {
        // Quotients are taken in float32, which holds sums of so many elements.
        var mostElements = sizeof(T) == 1 ? 1 << 15 : 1 << 8;
        var channels = Geometry.Channels;
        if (!part.Context.Kernels.HasProducts || Geometry.MostElements > mostElements)
        {
            Pool<T, int, AveragePoolInteger<T>>(part, new(IntegerRange.Min, IntegerRange.Max));
            return;
        }
        var sums = Sums<int>(part);
        var results = part.Output.Write<T>();
        fixed (T* from = part.Input.Read<T>())
            for (var window = part.First; window < part.End; window++)
            {
                var rows = Geometry.Window(from, window);
                sums.Clear();
                ChannelSums.Add(rows, sums);
                SumFinishing.Run(sums, results.Slice(window * channels, channels), new RoundedQuotient(Math.Max(rows.OuterCount * rows.InnerCount, 1), IntegerRange.Min, IntegerRange.Max));
            }
    }

    private Span<T> Sums<T>(in PoolPart part) where T : unmanaged => part.Context.Scratch<T>(_scratch).Slice(part.Index * Geometry.Channels, Geometry.Channels);

    private int Gather<T, TSum, TFunction>(ReadOnlySpan<T> input, Span<TSum> sums, int window, TFunction function) where TFunction : struct, IPoolFunction<T, TSum>
    {
        sums.Fill(function.Start);
        var (x, y, batch) = Geometry.Position(window);
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
