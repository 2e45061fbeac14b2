using System.Text;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Tests;

/// <summary>Rows X07–X09 of what the server must survive: models that change or are broken, data that are not what they say.</summary>
public sealed class ModelRowTests
{
    private const string Recipe = "recipe: 1\nmodel: m.tflite\nsteps: [quantize: dynamic]\n";

    private static string[] Codes(RecipeAnalysis analysis) => [.. analysis.Diagnostics.Where(found => found.Severity == OptRecipe.Recipe.Diagnostics.Severity.Error).Select(found => found.Descriptor.Code)];

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void X07_a_model_that_changes_while_it_is_read_is_read_once_more_and_then_given_up(int changes, bool isRead)
    {
        var fixture = new Fixture();
        var files = new ChangingFiles(fixture.Files, "/w/digits_cnn.tflite", changes);
        var analysis = new RecipeAnalyzer(files).Analyze(Fixture.RecipePath, Recipe.Replace("m.tflite", "digits_cnn.tflite"), default);
        if (isRead) Assert.Empty(Codes(analysis));
        else Assert.Contains("changes while it is read", Assert.Single(analysis.Diagnostics, found => found.Descriptor.Code == "OR3003").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void X08_a_model_cut_at_any_byte_or_with_any_bit_flipped_is_a_diagnostic_or_a_model()
    {
        var fixture = new Fixture();
        var whole = fixture.Files["/w/cos.tflite"];
        for (var length = 0; length < whole.Length; length++) Check(whole[..length]);
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var flipped = whole.ToArray();
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            Check(flipped);
        }
        Check([.. "XXXX"u8, .. "TFL9"u8, .. new byte[100]]);
        Check(new byte[1000]);

        void Check(byte[] bytes)
        {
            fixture.Files["/w/m.tflite"] = bytes;
            var analysis = fixture.Analyze(Recipe);
            // Whatever is wrong with it is said on `model`, in the codes of model files; a flipped bit may leave a model.
            if (analysis.Model?.Model is null) Assert.StartsWith("OR3", Assert.Single(Codes(analysis)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("huge.npy")]
    [InlineData("type.npy")]
    [InlineData("away.npz")]
    [InlineData("empty/*")]
    public void X09_data_that_are_not_what_they_say_are_one_diagnostic_on_their_path(string path)
    {
        var fixture = new Fixture();
        fixture.Files["/w/huge.npy"] = Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 28, 28, 1), }", 64);
        fixture.Files["/w/type.npy"] = Npy("{'descr': '<U7', 'fortran_order': False, 'shape': (4, 28, 28, 1), }", 64);
        fixture.Files["/w/away.npz"] = Zip("../../etc/x.npy");
        fixture.Files["/w/empty/sub/readme"] = [1];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var analysis = fixture.Analyze($"recipe: 1\nmodel: digits_cnn.tflite\ndata: {{calibration: {{path: \"{path}\"}}}}\nsteps: [quantize: int8]\n");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
        Assert.NotEmpty(Codes(analysis));
        Assert.Equal(0, fixture.Files.Writes);
    }

    private static byte[] Npy(string header, int dataBytes)
    {
        var text = Encoding.ASCII.GetBytes(header.PadRight(117) + "\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. text, .. new byte[dataBytes]];
    }

    private static byte[] Zip(string name)
    {
        using var stream = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry(name).Open()) entry.Write(new byte[16]);
        return stream.ToArray();
    }

    /// <summary>One file gets another time with each of its first openings.</summary>
    private sealed class ChangingFiles(MemoryFiles files, string path, int changes) : IFileSource
    {
        private int _left = changes;

        public FileStamp Stamp(string name) => files.Stamp(name);

        public IByteSource Open(string name)
        {
            if (name == path && _left-- > 0) files[path] = [.. files[path]];
            return files.Open(name);
        }

        public IReadOnlyList<string> List(string folder) => files.List(folder);
        public string? Refuses(string name) => files.Refuses(name);
    }
}
