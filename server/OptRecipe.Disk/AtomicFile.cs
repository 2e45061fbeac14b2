namespace OptRecipe.Disk;

/// <summary>Whole files or nothing.</summary>
public static class AtomicFile
{
    private const string Ending = ".tmp";

    /// <summary>Writes to a temporary name in the same folder, flushes to the disk and renames. What stood there stays until the last moment; a failure leaves no half file, and what a
    /// killed process left of its attempt at this file is removed.</summary>
    /// <param name="isLasting">Whether it has to be there after the power fails; what can be computed again need not be waited for.</param>
    /// <exception cref="IOException">It cannot be written; when the disk is full the message says what it takes and what is left.</exception>
    public static void Write(string path, Action<Stream> content, bool isLasting = true)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? throw new IOException($"`{path}` is not a file's name");
        Directory.CreateDirectory(folder);
        var name = Path.GetFileName(path);
        var temporary = Path.Combine(folder, $".{name}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}{Ending}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                content(stream);
                stream.Flush(flushToDisk: isLasting);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error)
        {
            File.Delete(temporary);
            if (error is IOException full && DiskSpace.IsExhausted(full)) throw DiskSpace.Missing(path, folder, content, full);
            throw;
        }
        Leftovers.Remove(folder, name, Ending);
    }
}
