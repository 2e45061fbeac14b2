namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>Vectors of float32 that come from bytes and become bytes again, four vectors at a time. They are cut apart by shifts, which cost less than widening in order does:
/// lane i of vector j holds byte 4i + j.</summary>
internal unsafe interface IByteFloats<T> : IFloats<T> where T : struct, IByteFloats<T>
{
    /// <summary>Four vectors from 4 × <see cref="IFloats{T}.Count"/> bytes, each taken as unsigned after some of its bits are flipped.</summary>
    static abstract void LoadBytes(byte* from, byte flip, out T first, out T second, out T third, out T fourth);

    /// <summary>Whether a lane of the four has none of these bits.</summary>
    static abstract bool HasNone(T first, T second, T third, T fourth, int bits);

    /// <summary>The lanes that have none of these bits, lane 0 in the lowest.</summary>
    static abstract uint WithNone(T x, int bits);

    /// <summary>The other way: of each lane, taken as an integer, ⌊(bits − origin) / 2^shift⌋, saturated to sbyte or byte and cut to the bounds.</summary>
    static abstract void StoreBytes<TElement>(T first, T second, T third, T fourth, int origin, int shift, int low, int high, TElement* to) where TElement : unmanaged;

    /// <summary>One vector from as many of sbyte, byte or short, in their order.</summary>
    static abstract T LoadInOrder<TElement>(TElement* from) where TElement : unmanaged;

    /// <summary>Four vectors in their order: of each lane bits − origin, saturated to sbyte or byte.</summary>
    static abstract void StoreInOrder<TElement>(T first, T second, T third, T fourth, int origin, TElement* to) where TElement : unmanaged;
}
