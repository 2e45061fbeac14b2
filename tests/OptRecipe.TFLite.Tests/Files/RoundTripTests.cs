using System.IO.Compression;
using System.Security.Cryptography;
using OptRecipe.Disk;
using OptRecipe.TFLite.Files;
using OptRecipe.Testing;

namespace OptRecipe.TFLite.Tests.Files;

public sealed class RoundTripTests
{
    [Fact]
    public void Every_file_of_the_corpus_survives_reading_and_writing() => CheckRoundTrips(ModelFiles.Corpus, 100);

    [Theory]
    [InlineData("models", 27)]
    [InlineData("golden/kernels", 3363)]
    [InlineData("golden/aeq", 404)]
    [InlineData("golden/converter", 79)]
    [InlineData("golden/formats", 152)]
    [InlineData("golden/gpu", 394)]
    [InlineData("golden/tflm", 33)]
    [InlineData("golden/tfmot", 90)]
    [InlineData("golden/vela", 637)]
    [InlineData("golden/xnnpack", 405)]
    public void Every_shared_file_survives_reading_and_writing(string folder, int caseCount)
    {
        if (SharedFolder.Require(folder, caseCount) is { } path) CheckRoundTrips(path, caseCount);
    }

    [Fact]
    public void Reading_by_range_gives_the_same_model_as_reading_from_memory()
    {
        foreach (var path in ModelFiles.In(ModelFiles.Corpus))
        {
            using var source = new HandleByteSource(path);
            Assert.Equal(ModelFingerprint.Of(ModelFiles.Read(File.ReadAllBytes(path))), ModelFingerprint.Of(ModelReader.Read(source)));
        }
    }

    private static void CheckRoundTrips(string folder, int leastCount)
    {
        var count = 0;
        foreach (var path in ModelFiles.In(folder))
        {
            CheckRoundTrip(path);
            count++;
        }
        Assert.True(count >= leastCount, $"{count} files in {folder}, at least {leastCount} are expected");
    }

    /// <summary>Unchanged: the same bytes. Changed there and back: the same model, the same bytes each time, as many as measured.</summary>
    private static void CheckRoundTrip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var model = ModelFiles.Read(bytes);
        Assert.Equal(bytes.Length, ModelWriter.Measure(model));
        Assert.True(bytes.AsSpan().SequenceEqual(ModelFiles.Write(model)), $"{path}: an unchanged model changes its bytes");

        var changed = model with { Description = "changed" };
        var written = ModelFiles.Write(changed);
        Assert.Equal(written.Length, ModelWriter.Measure(changed));
        Assert.True(written.AsSpan().SequenceEqual(ModelFiles.Write(changed)), $"{path}: writing twice gives two files");
        var read = ModelFiles.Read(written);
        Assert.True(read.Description == "changed", path);
        var (expected, found) = (ModelFingerprint.Of(model with { Appended = default }), ModelFingerprint.Of(read with { Description = model.Description, Appended = default }));
        Assert.True(expected == found, $"{path}: {FirstDifference(expected, found)}");
        Assert.Equal(AppendedFiles(bytes, model), AppendedFiles(written, read));
        Assert.True(written.Length <= bytes.Length + bytes.Length / 4 + 512, $"{path} grows from {bytes.Length} to {written.Length} bytes");
    }

    /// <summary>What is appended is a zip whose directory counts from the file's start: compared as what an archive reader sees, in the whole file.</summary>
    private static Dictionary<string, string> AppendedFiles(byte[] file, Model model)
    {
        if (file.AsSpan().IndexOf("PK\u0005\u0006"u8) < 0) return new() { [""] = Convert.ToHexString(model.Appended.ToMemory().Span) };
        using var archive = new ZipArchive(new MemoryStream(file));
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var content = entry.Open();
            return Convert.ToHexString(SHA256.HashData(content));
        });
    }

    private static string FirstDifference(string expected, string found)
    {
        var pairs = expected.Split('\n').Zip(found.Split('\n'));
        var (left, right) = pairs.FirstOrDefault(pair => pair.First != pair.Second);
        return $"{left} became {right}";
    }
}
