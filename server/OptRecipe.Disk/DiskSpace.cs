using OptRecipe.Pipeline.Models;

namespace OptRecipe.Disk;

/// <summary>What to say when a disk is full.</summary>
internal static class DiskSpace
{
    // ENOSPC, EFBIG, EDQUOT of Linux and macOS; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private static readonly int[] Codes = [28, 27, 122, 69, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    public static bool IsExhausted(IOException error) => Array.IndexOf(Codes, error.HResult) >= 0;

    /// <summary>The error with the bytes that the file takes and those that are free.</summary>
    public static IOException Missing(string path, string folder, Action<Stream> content, IOException error)
    {
        using var counting = new CountingStream();
        content(counting);
        return new($"`{path}` takes {counting.Length:#,0} bytes and the disk has {Free(folder)} left; make room or write elsewhere", error);
    }

    private static string Free(string folder)
    {
        try
        {
            return $"{new DriveInfo(folder).AvailableFreeSpace:#,0}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "too few";
        }
    }

    /// <summary>Keeps nothing but the count.</summary>
    private sealed class CountingStream : WriteOnlyStream
    {
        protected override void Take(ReadOnlySpan<byte> bytes) { }
    }
}
