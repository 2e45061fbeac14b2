using OptRecipe.Pipeline.Calibration;

namespace OptRecipe.Disk;

/// <summary>The user's folder of what can be computed again: <c>OPTRECIPE_CACHE</c>, else the system's place for caches. A folder that cannot be used only costs time. Thread-safe.</summary>
/// <param name="folder">Null for that folder.</param>
public sealed class UserCache(string? folder = null) : ICacheStore
{
    private const int MostEntries = 500;
    private const long MostBytes = 64 << 20;
    private readonly string? _folder = folder ?? DefaultFolder();

    public byte[]? Read(string name)
    {
        if (_folder is null) return null;
        try
        {
            var file = new FileInfo(Path.Combine(_folder, name));
            return file is { Exists: true, Length: < MostBytes } ? File.ReadAllBytes(file.FullName) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(string name, byte[] bytes)
    {
        if (_folder is null || bytes.LongLength >= MostBytes) return;
        try
        {
            AtomicFile.Write(Path.Combine(_folder, name), stream => stream.Write(bytes), isLasting: false);
            Thin(_folder, Path.GetExtension(name));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Computed again next time.
        }
    }

    /// <summary>Puts a file there for others to open; one with these bytes stays as it is.</summary>
    /// <returns>Its absolute path; null when that did not work.</returns>
    public string? Place(string name, byte[] bytes)
    {
        if (_folder is null) return null;
        if (Read(name) is not { } known || !known.AsSpan().SequenceEqual(bytes)) Write(name, bytes);
        var path = Path.Combine(_folder, name);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Removes the oldest entries of a kind beyond the limit.</summary>
    private static void Thin(string folder, string extension)
    {
        var entries = new DirectoryInfo(folder).GetFiles("*" + extension);
        if (entries.Length <= MostEntries) return;
        foreach (var old in entries.OrderBy(file => file.LastWriteTimeUtc).Take(entries.Length - MostEntries)) old.Delete();
    }

    internal static string? DefaultFolder()
    {
        if (Environment.GetEnvironmentVariable("OPTRECIPE_CACHE") is { Length: > 0 } named) return Path.IsPathRooted(named) ? named : null;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var caches = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache) ? cache
            : home.Length > 0 ? Path.Combine(home, ".cache") : "";
        return caches.Length > 0 ? Path.Combine(caches, "optrecipe") : null;
    }
}
