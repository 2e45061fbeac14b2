using OptRecipe.TFLite;

namespace OptRecipe.Recipe.Text;

public enum FileKind { Missing, File, Folder, Unreadable }

/// <summary>What a file was when it was looked at: two equal stamps mean unchanged contents.</summary>
public readonly record struct FileStamp(FileKind Kind, long Length, long ModifiedTicks);

/// <summary>The only door to files below the executables; the editor's refuses what lies outside the workspace, a test's lives in memory.</summary>
public interface IFileSource
{
    /// <summary>Kind, length and time of a file; never throws.</summary>
    FileStamp Stamp(string path);

    /// <summary>The bytes of a file, by range; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>. The caller disposes it when it is disposable.</summary>
    IByteSource Open(string path);

    /// <summary>Names in a folder, folders ending in '/', in ordinal order; empty when it cannot be read.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Why a path may not be read here ("outside the workspace"), null when it may.</summary>
    string? Refuses(string path);

    /// <summary>The path with every link followed, also when its last parts do not exist.</summary>
    string RealPath(string path) => path;

    /// <summary>Whether files may be made in an existing folder, as far as can be told without trying.</summary>
    bool CanWriteTo(string folder) => true;
}
