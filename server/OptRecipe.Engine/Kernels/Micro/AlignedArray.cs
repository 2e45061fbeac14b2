namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Elements that start at a multiple of 64 bytes and never move, so that no vector of them lies across two lines of the cache.</summary>
internal sealed unsafe class AlignedArray<T> where T : unmanaged
{
    private const int Alignment = 64;
    private readonly T[] _elements;

    public AlignedArray(int length)
    {
        _elements = GC.AllocateArray<T>(checked(length + Alignment / sizeof(T)), pinned: true);
        Length = length;
        fixed (T* first = _elements) Pointer = (T*)(((nuint)first + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    public int Length { get; }

    /// <summary>The first element; valid while this object is reachable.</summary>
    public T* Pointer { get; }

    public Span<T> Span => new(Pointer, Length);
}
