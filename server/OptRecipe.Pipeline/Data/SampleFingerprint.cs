using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using OptRecipe.Data.Preprocessing;

namespace OptRecipe.Pipeline.Data;

/// <summary>Equal for equal samples: contents of the files in their order, and everything that is done to them. Names and folders do not count.</summary>
internal static class SampleFingerprint
{
    /// <summary>Goes up when the same files give other samples than before.</summary>
    private const string Version = "samples-2";

    public static string Of(FileHashes hashes, DataFiles found, IEnumerable<string> labelFiles, IEnumerable<InputFeed> feeds, int[]? order, int count)
    {
        var hash = new XxHash128();
        Text(Version);
        Text(count.ToString(CultureInfo.InvariantCulture));
        foreach (var file in found.Files.Concat(labelFiles)) hash.Append(hashes.Of(file));
        foreach (var name in found.Classes) Text(name);
        foreach (var feed in feeds)
        {
            Text($"{feed.Array}\0{feed.Input.Type}\0{string.Join(',', feed.Input.Sample)}\0{feed.Input.Quantization.Scale:R}\0{feed.Input.Quantization.ZeroPoint}");
            foreach (var step in feed.Steps) Text(Words(step));
        }
        if (order is not null) hash.Append(MemoryMarshal.AsBytes(order.AsSpan()));
        return Convert.ToHexStringLower(hash.GetCurrentHash());

        void Text(string text) => hash.Append(Encoding.UTF8.GetBytes(text + "\n"));
    }

    private static string Words(PreprocessingStep step) => step switch
    {
        NormalizeStep normalize => $"normalize {Numbers(normalize.Means)} {Numbers(normalize.Deviations)}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{step}"),
    };

    private static string Numbers(IEnumerable<float> numbers) => string.Join(',', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
}
