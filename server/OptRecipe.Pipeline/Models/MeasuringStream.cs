using System.Security.Cryptography;

namespace OptRecipe.Pipeline.Models;

/// <summary>Hands bytes on and measures them on their way: how many, their SHA-256. Leaves the target open.</summary>
public sealed class MeasuringStream(Stream target) : WriteOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Ends the stream: nothing may be written any more.</summary>
    public ModelMeasures End() => new(Length, Convert.ToHexStringLower(_hash.GetHashAndReset()));

    public override void Flush() => target.Flush();

    protected override void Take(ReadOnlySpan<byte> bytes)
    {
        target.Write(bytes);
        _hash.AppendData(bytes);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}

/// <param name="Hash">SHA-256 of the bytes, in lower-case hexadecimal.</param>
public sealed record ModelMeasures(long FileBytes, string Hash);
