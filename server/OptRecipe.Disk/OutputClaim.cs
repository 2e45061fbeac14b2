using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OptRecipe.Disk;

/// <summary>Files that one run writes and no other may write meanwhile: for each a file in the user's cache that is locked as long as the run lives, so that a dead process holds nothing,
/// and beside it the number of the process that holds it.</summary>
internal sealed class OutputClaim : IDisposable
{
    private readonly List<FileStream> _locks = [];

    /// <summary>Null without a folder to note claims in.</summary>
    /// <exception cref="IOException">Another run writes one of the files.</exception>
    public static OutputClaim? Of(IReadOnlyCollection<string> paths)
    {
        if (UserCache.DefaultFolder() is not { } cache) return null;
        var folder = Path.Combine(cache, "claims");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        var claim = new OutputClaim();
        foreach (var path in paths)
        {
            if (claim.Add(folder, path)) continue;
            claim.Dispose();
            throw new IOException($"`{path}` is being written by another run{Holder(folder, path)}; wait for it to end or cancel it");
        }
        return claim;
    }

    public void Dispose()
    {
        foreach (var held in _locks) held.Dispose();
    }

    private bool Add(string folder, string path)
    {
        var name = NameOf(folder, path);
        try
        {
            _locks.Add(new(name + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            // A cache that cannot be written to claims nothing.
            return true;
        }
        try
        {
            AtomicFile.Write(name + ".process", stream => stream.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture))), isLasting: false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Then the holder has no name.
        }
        return true;
    }

    private static string Holder(string folder, string path)
    {
        try
        {
            return $" (process {File.ReadAllText(NameOf(folder, path) + ".process")})";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string NameOf(string folder, string path) => Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RealPath.Of(path))))[..32]);
}
