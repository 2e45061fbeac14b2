using System.Security.Cryptography;

namespace OptRecipe.Pipeline.Models;

/// <summary>Hands bytes on and measures them on their way: how many, how many after gzip, their SHA-256. Leaves the target open.</summary>
public sealed class MeasuringStream(Stream target) : Stream
{
    private readonly GzipCountingStream _gzip = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long FileBytes => _gzip.FileBytes;

    /// <summary>Ends the stream: nothing may be written any more.</summary>
    public ModelMeasures End() => new(_gzip.FileBytes, _gzip.GzipBytes, Convert.ToHexStringLower(_hash.GetHashAndReset()));

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => FileBytes;
    public override long Position { get => FileBytes; set => throw new NotSupportedException("bytes are measured in one direction"); }
    public override void Flush() => target.Flush();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("measured bytes are gone");
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("bytes are measured in one direction");
    public override void SetLength(long value) => throw new NotSupportedException("bytes are measured in one direction");
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        target.Write(buffer);
        _gzip.Write(buffer);
        _hash.AppendData(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
            _hash.Dispose();
        }
        base.Dispose(disposing);
    }
}

/// <param name="Hash">SHA-256 of the bytes, in lower-case hexadecimal.</param>
public sealed record ModelMeasures(long FileBytes, long GzipBytes, string Hash);
