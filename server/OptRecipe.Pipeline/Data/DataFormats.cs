namespace OptRecipe.Pipeline.Data;

/// <summary>What kind of file samples come from; pictures of several formats may be mixed.</summary>
internal enum DataFormat { Npy, Npz, Picture, Sound, Table, Examples }

/// <summary>Formats by the names of files.</summary>
internal static class DataFormats
{
    private static readonly (string End, DataFormat Format)[] Ends =
    [
        (".npy", DataFormat.Npy), (".npz", DataFormat.Npz),
    ];

    /// <summary>For messages.</summary>
    public static string Names { get; } = string.Join(", ", Ends.Select(row => $"`{row.End}`"));

    public static DataFormat? Of(string path)
    {
        foreach (var (end, format) in Ends) if (path.EndsWith(end, StringComparison.OrdinalIgnoreCase)) return format;
        return null;
    }
}
