using System.IO.Compression;

namespace OptRecipe.Pipeline.Models;

/// <summary>Takes bytes, keeps none, and says how many there were and how many gzip at its usual level makes of them (the best one takes five times as long for less than 1 %).</summary>
public sealed class GzipCountingStream : WriteOnlyStream
{
    private readonly Counter _compressed = new();
    private readonly GZipStream _gzip;

    public GzipCountingStream() => _gzip = new(_compressed, CompressionLevel.Optimal);

    public long FileBytes => Length;

    /// <summary>Ends the stream: nothing may be written any more.</summary>
    public long GzipBytes
    {
        get
        {
            _gzip.Dispose();
            return _compressed.Length;
        }
    }

    protected override void Take(ReadOnlySpan<byte> bytes) => _gzip.Write(bytes);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Counter : WriteOnlyStream
    {
        protected override void Take(ReadOnlySpan<byte> bytes) { }
    }
}
