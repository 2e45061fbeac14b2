using System.Diagnostics.CodeAnalysis;
using OptRecipe.Disk;

namespace OptRecipe.TFLite.Tests;

/// <summary>A temporary file of any length on the disk, which holds no blocks where only zeros are written.</summary>
internal sealed class SparseFile : Stream
{
    private readonly string _path = Path.GetTempFileName();
    private readonly FileStream _file;

    public SparseFile() => _file = new(_path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 0);

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => _file.Position;
    public override long Position { get => _file.Position; set => throw new NotSupportedException(); }

    /// <summary>The file as the server reads it.</summary>
    public HandleByteSource Open()
    {
        _file.SetLength(_file.Position);
        return new(_path);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.IndexOfAnyExcept((byte)0) < 0) _file.Seek(buffer.Length, SeekOrigin.Current);
        else _file.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void Flush() => _file.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            File.Delete(_path);
        }
        base.Dispose(disposing);
    }

    [ExcludeFromCodeCoverage] public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    [ExcludeFromCodeCoverage] public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    [ExcludeFromCodeCoverage] public override void SetLength(long value) => throw new NotSupportedException();
}
