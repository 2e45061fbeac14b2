using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels;

/// <summary>A convolution or fully connected layer of int16 activations by 8-bit weights: exact sums through a set's products, then the output stage of <see cref="ProductForm"/>.
/// Where 32 bits are too few for a sum it comes in two parts.</summary>
internal sealed class FastInt16Product : IParallelWork
{
    private const int ParallelCount = 1 << 12;
    private readonly ProductForm _form;
    private readonly Int16Convolution _product;
    private readonly int _channels, _frame, _upper, _lower;
    private KernelContext? _context;

    public FastInt16Product(KernelContext context, ProductForm form, Int16Convolution product, int channels)
    {
        (_form, _product, _channels) = (form, product, channels);
        _frame = context.RequestScratch(product.ScratchBytes);
        _upper = context.RequestScratch(checked(product.SumCount * sizeof(int)));
        _lower = context.RequestScratch(product.IsSplit ? checked(product.SumCount * sizeof(int)) : 0);
    }

    public void Run(KernelContext context, ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (output.IsEmpty) return;
        var count = (int)_product.SumCount;
        _product.Run(context.Workers, MemoryMarshal.Cast<byte, short>(input), context.Scratch<int>(_upper)[..count], _product.IsSplit ? context.Scratch<int>(_lower)[..count] : default, context.Scratch<byte>(_frame));
        _context = context;
        if (count < ParallelCount) Finish(context, output, 0, 1);
        else context.Workers.Run(this);
        _context = null;
    }

    void IParallelWork.Run(int part, int partCount)
    {
        if (_context is { } context) Finish(context, context.Output(0).Write<byte>(), part, partCount);
    }

    private void Finish(KernelContext context, Span<byte> output, int part, int partCount)
    {
        var rows = (int)_product.SumCount / _channels;
        var (first, end) = ((int)((long)rows * part / partCount) * _channels, (int)((long)rows * (part + 1) / partCount) * _channels);
        var loop = new SumsLoop(context.Scratch<int>(_upper)[first..end], _product.IsSplit ? context.Scratch<int>(_lower)[first..end] : default, _channels);
        _form.Run(context, loop, default, default, output[(first * sizeof(short))..(end * sizeof(short))]);
    }
}

/// <summary>Sums that are there already, to the output stage of their channel.</summary>
internal readonly ref struct SumsLoop(ReadOnlySpan<int> upper, ReadOnlySpan<int> lower, int channels) : IProductLoop
{
    private readonly ReadOnlySpan<int> _upper = upper, _lower = lower;

    public void Run<TInput, TWeight, TSum, TOutput, TProduct, TStage>(ReadOnlySpan<TInput> input, ReadOnlySpan<TWeight> weights, Span<TOutput> output, TProduct product, TStage stage)
        where TInput : unmanaged
        where TWeight : unmanaged
        where TSum : unmanaged
        where TOutput : unmanaged
        where TProduct : struct, IProduct<TInput, TWeight, TSum>
        where TStage : struct, IOutputStage<TSum, TOutput>, allows ref struct
    {
        for (var row = 0; row < output.Length; row += channels)
        {
            var target = output.Slice(row, channels);
            var sums = _upper.Slice(row, channels);
            if (typeof(TSum) == typeof(long))
                for (var channel = 0; channel < target.Length; channel++)
                {
                    var sum = _lower.IsEmpty ? sums[channel] : ((long)sums[channel] << 8) + _lower[row + channel];
                    target[channel] = stage.Finish(Unsafe.BitCast<long, TSum>(sum), channel);
                }
            else
                for (var channel = 0; channel < target.Length; channel++) target[channel] = stage.Finish(Unsafe.BitCast<int, TSum>(sums[channel]), channel);
        }
    }
}
