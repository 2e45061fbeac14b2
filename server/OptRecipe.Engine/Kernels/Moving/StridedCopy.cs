using System.Runtime.InteropServices;

namespace OptRecipe.Engine.Kernels;

/// <summary>A box of elements that is copied from one tensor to another: element (i, j, …) stands at start + i × stride + j × stride + … on either side, strides in elements, of
/// either sign or 0. Dimensions that both sides walk without a gap are joined, so that what is contiguous is copied in blocks. Laid out again and again without allocating.</summary>
internal sealed class StridedCopy
{
    private const int Capacity = 2 * Tensors.TensorShape.MaxRank + 1;
    private readonly int[] _sizes = new int[Capacity], _from = new int[Capacity], _to = new int[Capacity];
    private int _count, _fromStart, _toStart;
    private bool _isEmpty;

    /// <summary>Begins a layout: one element, at these places.</summary>
    public void Start(int from = 0, int to = 0)
    {
        (_count, _fromStart, _toStart, _isEmpty) = (1, from, to, false);
        (_sizes[0], _from[0], _to[0]) = (1, 0, 0);
    }

    /// <summary>Moves the box.</summary>
    public void Shift(int from, int to)
    {
        _fromStart += from;
        _toStart += to;
    }

    /// <summary>Repeats what is laid out so far: one more dimension around it.</summary>
    public void Repeat(int size, int from, int to)
    {
        if (size <= 0) _isEmpty = true;
        if (size <= 1) return;
        var last = _count - 1;
        if (_sizes[last] == 1) (_sizes[last], _from[last], _to[last]) = (size, from, to);
        else if (from == (long)_from[last] * _sizes[last] && to == (long)_to[last] * _sizes[last]) _sizes[last] *= size;
        else
        {
            (_sizes[_count], _from[_count], _to[_count]) = (size, from, to);
            _count++;
        }
    }

    /// <summary>Copies the box.</summary>
    /// <param name="bits">Of an element. Elements below 8 bits are packed, low bits first.</param>
    public void Run(ReadOnlySpan<byte> source, Span<byte> target, int bits, int fromOffset = 0, int toOffset = 0)
    {
        if (_isEmpty) return;
        var (from, to) = (_fromStart + fromOffset, _toStart + toOffset);
        switch (bits)
        {
            case 8: Walk(new Elements<byte>(source, target), from, to); break;
            case 16: Walk(new Elements<ushort>(MemoryMarshal.Cast<byte, ushort>(source), MemoryMarshal.Cast<byte, ushort>(target)), from, to); break;
            case 32: Walk(new Elements<uint>(MemoryMarshal.Cast<byte, uint>(source), MemoryMarshal.Cast<byte, uint>(target)), from, to); break;
            case 64: Walk(new Elements<ulong>(MemoryMarshal.Cast<byte, ulong>(source), MemoryMarshal.Cast<byte, ulong>(target)), from, to); break;
            case 128: Walk(new Elements<UInt128>(MemoryMarshal.Cast<byte, UInt128>(source), MemoryMarshal.Cast<byte, UInt128>(target)), from, to); break;
            default: Walk(new PackedElements(source, target, bits), from, to); break;
        }
    }

    /// <summary>Writes, instead of elements, where each comes from.</summary>
    public void Sources(Span<int> target)
    {
        if (!_isEmpty) Walk(new ElementSources(target), _fromStart, _toStart);
    }

    private void Walk<TRow>(TRow row, int from, int to) where TRow : struct, IRow, allows ref struct
    {
        Span<int> position = stackalloc int[_count];
        position.Clear();
        while (true)
        {
            row.Copy(from, _from[0], to, _to[0], _sizes[0]);
            var dimension = 1;
            for (; dimension < _count; dimension++)
            {
                from += _from[dimension];
                to += _to[dimension];
                if (++position[dimension] < _sizes[dimension]) break;
                from -= _from[dimension] * _sizes[dimension];
                to -= _to[dimension] * _sizes[dimension];
                position[dimension] = 0;
            }
            if (dimension >= _count) return;
        }
    }

    /// <summary>The innermost dimension.</summary>
    private interface IRow
    {
        void Copy(int from, int fromStep, int to, int toStep, int count);
    }

    private readonly ref struct Elements<T>(ReadOnlySpan<T> source, Span<T> target) : IRow where T : unmanaged
    {
        private readonly ReadOnlySpan<T> _source = source;
        private readonly Span<T> _target = target;

        public void Copy(int from, int fromStep, int to, int toStep, int count)
        {
            if (toStep == 1 && fromStep == 1) _source.Slice(from, count).CopyTo(_target[to..]);
            else if (toStep == 1 && fromStep == 0) _target.Slice(to, count).Fill(_source[from]);
            else
                for (var index = 0; index < count; index++) _target[to + index * toStep] = _source[from + index * fromStep];
        }
    }

    private readonly ref struct PackedElements(ReadOnlySpan<byte> source, Span<byte> target, int bits) : IRow
    {
        private readonly ReadOnlySpan<byte> _source = source;
        private readonly Span<byte> _target = target;

        public void Copy(int from, int fromStep, int to, int toStep, int count)
        {
            var (perByte, mask) = (8 / bits, (1 << bits) - 1);
            for (; count > 0; count--, from += fromStep, to += toStep)
            {
                var value = _source[from / perByte] >> (from % perByte * bits) & mask;
                ref var place = ref _target[to / perByte];
                var shift = to % perByte * bits;
                place = (byte)(place & ~(mask << shift) | value << shift);
            }
        }
    }

    private readonly ref struct ElementSources(Span<int> target) : IRow
    {
        private readonly Span<int> _target = target;

        public void Copy(int from, int fromStep, int to, int toStep, int count)
        {
            for (var index = 0; index < count; index++) _target[to + index * toStep] = from + index * fromStep;
        }
    }
}
