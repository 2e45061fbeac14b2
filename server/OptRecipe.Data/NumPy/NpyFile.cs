namespace OptRecipe.Data.NumPy;

/// <summary>A <c>.npy</c> file: one array.</summary>
public static class NpyFile
{
    /// <summary>Reads an array that takes the whole stream.</summary>
    /// <param name="byteCount">Bytes of the stream from where it stands. Nothing larger is ever allocated.</param>
    /// <exception cref="NumPyFormatException">The bytes are no such file, or hold what is not read.</exception>
    public static NumPyArray Read(Stream stream, long byteCount)
    {
        var header = NpyHeader.Read(stream);
        header.RequireFileOf(byteCount);
        if (header.DataBytes > Array.MaxLength) throw new NumPyFormatException($"the array would be {header.Type.Name}[{string.Join(',', header.Shape)}], more than an array can hold");
        var bytes = new byte[header.DataBytes];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw new NumPyFormatException("it ends before the array does");
        return new(header.Type, header.Shape, header.IsFortranOrder ? FortranOrder.ToC(bytes, header.Shape, header.Type.ElementBytes) : bytes);
    }

    /// <exception cref="NumPyFormatException">The bytes are no such file, or hold what is not read.</exception>
    public static NumPyArray Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return Read(stream, bytes.Length);
    }

    public static void Write(Stream stream, NumPyArray array)
    {
        stream.Write(NpyHeader.Write(array.Type, array.Shape));
        stream.Write(array.Bytes);
    }
}
