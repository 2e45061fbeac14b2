namespace OptRecipe.Pipeline.Running;

/// <summary>The only door through which a run writes.</summary>
public interface IOutputStore
{
    /// <summary>Writes a whole file or nothing: to a temporary name in the same folder, flushed to the disk, then renamed. Makes missing folders.
    /// Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
    void Write(string path, Action<Stream> content);

    /// <summary>Why a path may not be written here, null when it may.</summary>
    string? Refuses(string path);

    /// <summary>Keeps other runs on this computer from writing these files until the answer is disposed; null where that cannot be done. What a process that has ended had claimed is free.
    /// Throws <see cref="IOException"/> that names the process which has claimed one of them.</summary>
    IDisposable? Claim(IReadOnlyCollection<string> paths) => null;
}
