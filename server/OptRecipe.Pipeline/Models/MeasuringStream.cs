using System.Security.Cryptography;

namespace OptRecipe.Pipeline.Models;

/// <summary>Hands bytes on and measures them on their way: how many, how many after gzip, their SHA-256. Leaves the target open.</summary>
public sealed class MeasuringStream(Stream target) : WriteOnlyStream
{
    private readonly GzipCountingStream _gzip = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Ends the stream: nothing may be written any more.</summary>
    public ModelMeasures End() => new(Length, _gzip.GzipBytes, Convert.ToHexStringLower(_hash.GetHashAndReset()));

    public override void Flush() => target.Flush();

    protected override void Take(ReadOnlySpan<byte> bytes)
    {
        target.Write(bytes);
        _gzip.Write(bytes);
        _hash.AppendData(bytes);
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
