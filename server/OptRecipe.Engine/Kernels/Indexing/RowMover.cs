using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>Copies rows, so many neighbouring elements at a time, from an input to output 0: bytes, packed elements or strings. Strings are written by <see cref="Finish"/>.</summary>
internal readonly ref struct RowMover
{
    private readonly ReadOnlySpan<byte> _source;
    private readonly Span<byte> _target;
    private readonly int[]? _strings;
    private readonly StridedCopy? _packed;
    private readonly int _rowLength, _bits;

    /// <param name="layout">Used where elements are packed and a row does not end with a byte.</param>
    public RowMover(KernelContext context, RuntimeTensor input, int rowLength, StridedCopy? layout = null)
    {
        var output = context.Output(0);
        _source = input.Bytes;
        _rowLength = rowLength;
        _bits = TensorSize.BitsPerElement(input.Type);
        if (input.Type == TensorType.String) Array.Fill(_strings = new int[output.Count], -1);
        else _target = output.Write<byte>();
        if ((long)_bits * rowLength % 8 == 0) return;
        _packed = layout ?? throw context.UnsupportedType(input);
        _packed.Start();
        _packed.Repeat(rowLength, 1, 1);
    }

    /// <summary>Copies the row that begins with an element of the input.</summary>
    public void Copy(int from, int to)
    {
        if (_packed is not null) _packed.Run(_source, _target, _bits, from, to);
        else if (_strings is not null)
            for (var index = 0; index < _rowLength; index++) _strings[to + index] = from + index;
        else _source.Slice(Bytes(from), Bytes(_rowLength)).CopyTo(_target[Bytes(to)..]);
    }

    /// <summary>Makes a row zeros; empty strings where it holds strings.</summary>
    public void Clear(int to)
    {
        if (_strings is null) _target.Slice(Bytes(to), Bytes(_rowLength)).Clear();
    }

    public void Finish(KernelContext context, RuntimeTensor input)
    {
        if (_strings is not null) MovedStrings.Write(context, input, _strings);
    }

    private int Bytes(int elements) => (int)((long)elements * _bits / 8);
}
