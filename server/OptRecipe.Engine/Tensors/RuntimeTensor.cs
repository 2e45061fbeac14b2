using System.Runtime.InteropServices;
using OptRecipe.Engine.Arena;
using OptRecipe.Engine.Interpretation;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Tensors;

/// <summary>Where a tensor's bytes live. Constant: borrowed from the file. Arena: planned, shared with others over time. Persistent: its own, kept between invocations.
/// Dynamic: its own, sized while the graph runs.</summary>
public enum TensorMemory { Constant, Arena, Persistent, Dynamic }

/// <summary>A tensor of a graph that is being run: type, shape and quantization, and bytes that are borrowed from the file or planned by the interpreter. Elements stand
/// without gaps, the last dimension fastest; elements narrower than a byte are packed, low bits first. Not thread-safe.</summary>
public sealed unsafe class RuntimeTensor : IDisposable
{
    private ReadOnlyMemory<byte> _constant;
    private byte* _pointer;
    // Bytes that the pointer is good for: a shape that has grown since reads as no bytes at all, never as somebody else's.
    private long _capacity;
    private NativeBlock? _own;

    internal RuntimeTensor(int index, Tensor tensor, TensorQuantization quantization)
    {
        Index = index;
        Name = tensor.Name ?? "";
        Type = tensor.Type;
        Quantization = quantization;
        IsVariable = tensor.IsVariable;
    }

    public int Index { get; }
    public string Name { get; }
    public TensorType Type { get; }
    public TensorQuantization Quantization { get; }
    public bool IsVariable { get; }
    public TensorMemory Memory { get; internal set; } = TensorMemory.Arena;
    public int[] Shape { get; private set; } = [];
    public int Rank => Shape.Length;
    /// <summary>Elements of the shape.</summary>
    public int Count { get; private set; } = 1;
    /// <summary>Bytes of the elements; of a string tensor those of its serialized form.</summary>
    public int ByteCount { get; private set; }
    /// <summary>Whether the values are known before the graph runs: constants, and what an operator's preparation has computed.</summary>
    public bool IsKnown => Memory == TensorMemory.Constant || IsComputedOnce;
    internal bool IsComputedOnce { get; set; }
    /// <summary>Bytes that the elements would take if no dimension were 0: a bound of every loop over the shape and of every table made for a dimension.</summary>
    internal long ExtentBytes { get; private set; }
    /// <summary>Raised with every change of the shape.</summary>
    internal int ShapeVersion { get; private set; }

    public int Dim(int index) => Shape[index];
    public float Scale => Quantization.Scale;
    public int ZeroPoint => Quantization.ZeroPoint;

    /// <summary>The bytes, to read; none where the graph has not come so far that the tensor has memory.</summary>
    public ReadOnlySpan<byte> Bytes => Memory == TensorMemory.Constant ? _constant.Span : new(_pointer, ByteCount > _capacity ? 0 : ByteCount);

    /// <summary>The elements, to read; <typeparamref name="T"/> has to have the size of the type.</summary>
    public ReadOnlySpan<T> Read<T>() where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes);

    /// <summary>Lets somebody look at the elements and no longer: for another form of a constant, which is not kept in memory in its first one for it.</summary>
    internal TResult Look<T, TResult>(Func<ReadOnlySpan<T>, TResult> use) where T : unmanaged =>
        Memory == TensorMemory.Constant && MemoryMarshal.TryGetMemoryManager<byte, ConstantBytes>(_constant, out var stored) ? stored.Look(bytes => use(MemoryMarshal.Cast<byte, T>(bytes))) : use(Read<T>());

    /// <summary>The elements, to write.</summary>
    public Span<T> Write<T>() where T : unmanaged => Memory == TensorMemory.Constant
        ? throw new InvalidOperationException($"tensor {Index} is a constant")
        : MemoryMarshal.Cast<byte, T>(new Span<byte>(_pointer, ByteCount > _capacity ? 0 : ByteCount));

    public override string ToString() => $"{Type.Name()}{TensorShape.Text(Shape)}";

    internal void SetConstant(ReadOnlyMemory<byte> bytes)
    {
        _constant = bytes;
        Memory = TensorMemory.Constant;
        ByteCount = bytes.Length;
    }

    /// <summary>A constant that the file holds in another form.</summary>
    internal void SetExpandedConstant(byte[] bytes)
    {
        SetConstant(bytes);
        ExpandedByteCount = bytes.Length;
    }

    /// <summary>Bytes that the constant takes beside the file.</summary>
    internal int ExpandedByteCount { get; private set; }

    /// <summary>Sets the shape and with it the size; the memory is given separately.</summary>
    /// <exception cref="OverflowException">The size leaves 31 bits.</exception>
    internal void SetShape(ReadOnlySpan<int> shape)
    {
        if (shape.Length > TensorShape.MaxRank) throw new OverflowException("more dimensions than any operator takes");
        if (!shape.SequenceEqual(Shape))
        {
            Shape = shape.ToArray();
            ShapeVersion++;
        }
        foreach (var dimension in shape)
            if (dimension < 0) throw new OverflowException("a dimension is negative");
        var extent = 1L;
        foreach (var dimension in shape) extent = checked((int)(extent * Math.Max(dimension, 1)));
        ExtentBytes = Math.Max(TensorSize.Bytes(Type, extent), extent);
        Count = checked((int)TensorShape.Count(shape));
        // A resource is the number of something that the interpreter keeps.
        if (Memory != TensorMemory.Constant) ByteCount = checked((int)Math.Max(Type == TensorType.Resource ? 4L * Count : TensorSize.Bytes(Type, Count), 0));
    }

    /// <summary>Gives it a place in planned memory, which outlives it or is taken back with null.</summary>
    internal void SetPointer(byte* pointer)
    {
        _own?.Dispose();
        _own = null;
        _pointer = pointer;
        _capacity = pointer is null ? 0 : ByteCount;
    }

    /// <summary>Memory of its own for the bytes it has, or for <paramref name="byteCount"/>; zeroed when it is new. What the tensor held is lost only when it has to grow.</summary>
    internal void Own(int byteCount)
    {
        ByteCount = byteCount;
        if (_own is null || _own.ByteCount < byteCount)
        {
            _own?.Dispose();
            _own = new(Math.Max(byteCount, 1));
        }
        _pointer = _own.Pointer;
        _capacity = _own.ByteCount;
    }

    internal long OwnByteCount => _own?.ByteCount ?? 0;

    public void Dispose()
    {
        _own?.Dispose();
        _own = null;
        _pointer = null;
        _capacity = 0;
        if (Memory == TensorMemory.Constant) _constant = default;
    }
}
