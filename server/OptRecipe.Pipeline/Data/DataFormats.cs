using System.Text.RegularExpressions;

namespace OptRecipe.Pipeline.Data;

/// <summary>What kind of file samples come from; pictures of several formats may be mixed.</summary>
internal enum DataFormat { Npy, Npz, Picture, Sound, Table, Examples }

/// <summary>Formats by the names of files.</summary>
internal static partial class DataFormats
{
    private static readonly (string End, DataFormat Format)[] Ends =
    [
        (".npy", DataFormat.Npy), (".npz", DataFormat.Npz), (".csv", DataFormat.Table), (".png", DataFormat.Picture), (".bmp", DataFormat.Picture), (".jpg", DataFormat.Picture),
        (".jpeg", DataFormat.Picture), (".wav", DataFormat.Sound), (".tfrecord", DataFormat.Examples), (".tfrecords", DataFormat.Examples),
    ];

    /// <summary>For messages.</summary>
    public static string Names { get; } = string.Join(", ", Ends.Select(row => $"`{row.End}`").Where(end => end is not ("`.jpeg`" or "`.tfrecords`")));

    public static DataFormat? Of(string path)
    {
        foreach (var (end, format) in Ends) if (path.EndsWith(end, StringComparison.OrdinalIgnoreCase)) return format;
        return Shard().IsMatch(path) ? DataFormat.Examples : null;
    }

    /// <summary>TensorFlow Datasets numbers its files behind the ending.</summary>
    [GeneratedRegex(@"\.tfrecord-\d{5}-of-\d{5}$")]
    private static partial Regex Shard();
}
