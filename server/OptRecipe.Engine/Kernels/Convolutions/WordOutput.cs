using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Micro;

namespace OptRecipe.Engine.Kernels;

/// <summary>Sums of int16 activations to int16, through the output stage of a form: in vectors where they give the same numbers.</summary>
/// <param name="order">The channel of each column, −1 for none.</param>
internal sealed unsafe class WordOutput(KernelContext context, ProductForm form, int[] order) : IWordSink
{
    private readonly WordRequantizer? _requantizer = form.WordRequantizer(order);
    private short* _output;
    private int* _upper;

    public void* Output { set => _output = (short*)value; }
    public int* Upper { set => _upper = value; }

    public void Store(int* sums, int column, int count, nint element, RequantizedRows rows)
    {
        var upper = _upper is null ? null : _upper + element;
        if (_requantizer is not null) _requantizer.Run(upper, sums, column, count, _output + element, rows);
        else form.Run(context, new SumsLoop(upper, sums, order.AsSpan(column, count), rows), default, default, new Span<byte>(_output + element, (int)((rows.Count - 1) * rows.OutputStride + count) * sizeof(short)));
    }
}

/// <summary>Sums that are there already, to the output stage of their channel.</summary>
internal readonly unsafe ref struct SumsLoop(int* upper, int* sums, ReadOnlySpan<int> channels, RequantizedRows rows) : IProductLoop
{
    private readonly ReadOnlySpan<int> _channels = channels;

    public void Run<TInput, TWeight, TSum, TOutput, TProduct, TStage>(ReadOnlySpan<TInput> input, ReadOnlySpan<TWeight> weights, Span<TOutput> output, TProduct product, TStage stage)
        where TInput : unmanaged
        where TWeight : unmanaged
        where TSum : unmanaged
        where TOutput : unmanaged
        where TProduct : struct, IProduct<TInput, TWeight, TSum>
        where TStage : struct, IOutputStage<TSum, TOutput>, allows ref struct
    {
        for (nint row = 0; row < rows.Count; row++)
        {
            var target = output.Slice((int)(row * rows.OutputStride), _channels.Length);
            int* from = sums + row * rows.AccumulatorStride, high = upper is null ? null : upper + row * rows.OutputStride;
            for (var index = 0; index < target.Length; index++)
                target[index] = stage.Finish(typeof(TSum) == typeof(int) ? Unsafe.BitCast<int, TSum>(from[index])
                    : Unsafe.BitCast<long, TSum>(high is null ? from[index] : ((long)high[index] << 8) + from[index]), _channels[index]);
        }
    }
}
