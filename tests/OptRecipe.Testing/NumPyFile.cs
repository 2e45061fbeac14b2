using OptRecipe.Data.NumPy;

namespace OptRecipe.Testing;

/// <summary>Arrays from files of the checkout and of the shared folder.</summary>
public static class NumPyFile
{
    /// <summary>All arrays of an .npz file by name.</summary>
    public static Dictionary<string, NumPyArray> ReadArchive(string path)
    {
        using var archive = new NpzArchive(File.OpenRead(path));
        return archive.Names.ToDictionary(name => name, archive.Read, StringComparer.Ordinal);
    }
}
