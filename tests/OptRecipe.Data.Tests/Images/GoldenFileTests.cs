using System.Text.Json;
using OptRecipe.Data.Images;
using OptRecipe.Data.NumPy;
using OptRecipe.Data.Sounds;
using OptRecipe.Testing;

namespace OptRecipe.Data.Tests.Images;

/// <summary>Pictures and sounds of <c>golden/images</c> against the values that Pillow, libjpeg-turbo and TensorFlow read from them.</summary>
public sealed class GoldenFileTests
{
    private static readonly string? Folder = SharedFolder.Require(Path.Combine("golden", "images"), 41);

    public static TheoryData<string> Whole => Files(isRefused: false);
    public static TheoryData<string> Broken => Files(isRefused: true);

    [Theory, MemberData(nameof(Whole))]
    public void Values_are_those_of_the_reference(string file)
    {
        if (Folder is null) return;
        var expected = NpyFile.Read(File.ReadAllBytes(Path.Combine(Folder, file + ".npy")));
        var read = Read(File.ReadAllBytes(Path.Combine(Folder, file)), file);
        Assert.Equal(expected.Shape, read.Shape);
        Assert.Equal(expected.Type, read.Type);
        Assert.Equal(expected.ToSingles(), read.ToSingles());
    }

    [Theory, MemberData(nameof(Broken))]
    public void What_must_be_refused_is_refused_in_one_sentence(string file)
    {
        if (Folder is null) return;
        var message = Assert.Throws<DataFormatException>(() => Read(File.ReadAllBytes(Path.Combine(Folder, file)), file)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.False(message.EndsWith('.'), message);
        if (file.Contains("cmyk", StringComparison.Ordinal)) Assert.Contains("convert it to RGB", message, StringComparison.Ordinal);
        if (file.Contains("bad_crc", StringComparison.Ordinal)) Assert.Contains("checksum", message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_files_of_the_folder_are_in_one_of_the_lists() => Assert.True(Folder is null || Whole.Count + Broken.Count == 41, $"{Whole.Count} + {Broken.Count}");

    internal static NumPyArray Read(byte[] bytes, string file) => file.EndsWith(".wav", StringComparison.Ordinal) ? WavFile.Read(bytes) : ImageFile.Read(bytes);

    private static TheoryData<string> Files(bool isRefused)
    {
        // A theory without data fails; without the folder its one case does nothing.
        if (Folder is null) return ["none"];
        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "index.json")));
        return [.. index.RootElement.EnumerateArray().Where(row => row.TryGetProperty("refused", out _) == isRefused).Select(row => row.GetProperty("file").GetString() ?? "")];
    }
}
