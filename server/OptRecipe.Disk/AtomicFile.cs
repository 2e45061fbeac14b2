namespace OptRecipe.Disk;

/// <summary>Whole files or nothing.</summary>
public static class AtomicFile
{
    /// <summary>Writes to a temporary name in the same folder, flushes to the disk and renames. What stood there stays until the last moment; a failure leaves no half file.</summary>
    /// <param name="isLasting">Whether it has to be there after the power fails; what can be computed again need not be waited for.</param>
    public static void Write(string path, Action<Stream> content, bool isLasting = true)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? throw new IOException($"`{path}` is not a file's name");
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                content(stream);
                stream.Flush(flushToDisk: isLasting);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
