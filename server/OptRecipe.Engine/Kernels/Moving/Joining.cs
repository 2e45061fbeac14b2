using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>Several tensors as parts of one along an axis: from the parts to the whole (CONCATENATION, PACK) or back (SPLIT, SPLIT_V, UNPACK). A part is
/// <c>outer</c> blocks of its own length.</summary>
internal sealed class Joining
{
    private readonly StridedCopy _copy = new();
    private int[] _lengths = [];
    private int _outer, _whole;

    /// <summary>Lays out parts by their elements per block.</summary>
    public void Plan(int outer, int partCount)
    {
        if (_lengths.Length != partCount) _lengths = new int[partCount];
        (_outer, _whole) = (outer, 0);
    }

    public void SetLength(int part, int elements)
    {
        _lengths[part] = elements;
        _whole = checked(_whole + elements);
    }

    /// <summary>Copies the inputs from one on into the output.</summary>
    public void Join(KernelContext context, int bits)
    {
        var target = context.Output(0).Write<byte>();
        var start = 0;
        for (var part = 0; part < _lengths.Length; part++)
        {
            Layout(part, 0, _lengths[part], start, _whole);
            _copy.Run(context.Input(part).Bytes, target, bits);
            start += _lengths[part];
        }
    }

    /// <summary>Copies pieces of a tensor into the outputs.</summary>
    public void Separate(KernelContext context, RuntimeTensor whole, int bits)
    {
        var start = 0;
        for (var part = 0; part < _lengths.Length; part++)
        {
            Layout(part, start, _whole, 0, _lengths[part]);
            _copy.Run(whole.Bytes, context.Output(part).Write<byte>(), bits);
            start += _lengths[part];
        }
    }

    private void Layout(int part, int fromStart, int from, int toStart, int to)
    {
        _copy.Start(fromStart, toStart);
        _copy.Repeat(_lengths[part], 1, 1);
        _copy.Repeat(_outer, from, to);
    }
}
