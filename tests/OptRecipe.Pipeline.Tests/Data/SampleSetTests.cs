using System.Runtime.InteropServices;
using OptRecipe.Data;
using OptRecipe.Data.NumPy;
using OptRecipe.Pipeline.Data;
using OptRecipe.Testing;

namespace OptRecipe.Pipeline.Tests.Data;

public sealed class SampleSetTests
{
    private readonly DataFixture _data = new();

    [Fact]
    public void Rows_of_an_archive_are_samples_normalized_in_float32()
    {
        _data.Npz("/w/d.npz", ("x", DataFixture.Bytes([5, 28, 28, 1])), ("y", DataFixture.Ints([5])));
        using var set = _data.Open("calibration: {path: d.npz}\n  preprocess: [{normalize: {mean: 127.5, std: 127.5}}]");
        Assert.Equal(5, set.Count);
        var values = MemoryMarshal.Cast<byte, float>(set.Read(3).Single().Span);
        Assert.Equal(28 * 28, values.Length);
        for (var index = 0; index < values.Length; index++) Assert.Equal(((byte)(3 * 28 * 28 + index) - 127.5f) / 127.5f, values[index]);
    }

    [Theory]
    [InlineData("samples: 3", 3)]
    [InlineData("samples: 300", 20)]
    [InlineData("shuffle: true", 20)]
    public void Samples_are_the_first_ones_or_a_fixed_random_choice(string option, int count)
    {
        _data.Npz("/w/d.npz", ("x", DataFixture.Bytes([20, 28, 28, 1])));
        using var set = _data.Open($"calibration: {{path: d.npz, {option}}}");
        using var again = _data.Open($"calibration: {{path: d.npz, {option}}}");
        using var other = _data.Open($"calibration: {{path: d.npz, {option}}}", seed: 8);
        var names = Enumerable.Range(0, set.Count).Select(set.NameOf).ToArray();
        Assert.Equal(count, set.Count);
        Assert.Equal(count, names.Distinct().Count());
        Assert.Equal(names, Enumerable.Range(0, set.Count).Select(again.NameOf));
        Assert.Equal(set.Fingerprint, again.Fingerprint);
        var isShuffled = option.StartsWith("shuffle", StringComparison.Ordinal);
        Assert.Equal(isShuffled, names[0] != "row 0 of `d.npz`" || names[1] != "row 1 of `d.npz`");
        Assert.Equal(isShuffled, set.Fingerprint != other.Fingerprint);
    }

    [Fact]
    public void A_glob_joins_files_in_ordinal_order_and_a_file_may_be_one_sample_or_many()
    {
        _data.Npy("/w/c/b.npy", DataFixture.Bytes([2, 28, 28, 1], first: 100));
        _data.Npy("/w/c/a.npy", DataFixture.Bytes([28, 28, 1]));
        _data.Npy("/w/c/deep/c.npy", DataFixture.Bytes([28, 28]));
        _data.Npy("/w/c/.hidden.npy", DataFixture.Bytes([28, 28]));
        using var set = _data.Open("calibration: {path: 'c/**/*.npy'}");
        Assert.Equal(["`a.npy`", "row 0 of `b.npy`", "row 1 of `b.npy`", "`deep/c.npy`"], Enumerable.Range(0, set.Count).Select(set.NameOf));
        Assert.Equal(100f, MemoryMarshal.Cast<byte, float>(set.Read(1)[0].Span)[0]);
    }

    [Theory]
    [InlineData("a1.npy", "a?.npy", true)]
    [InlineData("a1.npy", "a[0-9].npy", true)]
    [InlineData("a1.npy", "a[!0-9].npy", false)]
    [InlineData("a1.npy", "*1*y", true)]
    [InlineData(".npy", "*", false)]
    [InlineData(".npy", ".*", true)]
    [InlineData("]", "[]]", true)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaab", "*a*a*a*a*a*a*a*c", false)]
    public void A_pattern_is_one_as_in_gitignore(string name, string pattern, bool fits) => Assert.Equal(fits, PathPattern.Fits(name, pattern));

    [Theory]
    [InlineData("c/*.npy", 2)]
    [InlineData("c/**", 3)]
    [InlineData("**/*.npy", 3)]
    [InlineData("./c/../c/deep/*", 1)]
    [InlineData("*/deep/?.npy", 1)]
    public void Patterns_start_at_the_folder_of_the_recipe(string pattern, int count)
    {
        foreach (var name in new[] { "c/a.npy", "c/b.npy", "c/deep/d.npy" }) _data.Npy("/w/" + name, DataFixture.Bytes([28, 28, 1]));
        foreach (var (name, _) in DataFiles.All) if (pattern.StartsWith("**", StringComparison.Ordinal)) _data.Files.Remove("/w/" + name);
        using var set = _data.Open($"calibration: {{path: '{pattern}'}}");
        Assert.Equal(count, set.Count);
    }

    [Fact]
    public void Equal_samples_have_equal_fingerprints_wherever_they_lie_and_other_preprocessing_another_one()
    {
        _data.Npz("/w/d.npz", ("x", DataFixture.Bytes([5, 28, 28, 1])));
        _data.Npz("/w/e.npz", ("x", DataFixture.Bytes([5, 28, 28, 1])));
        _data.Npz("/w/f.npz", ("x", DataFixture.Bytes([5, 28, 28, 1], first: 1)));
        string Of(string yaml) { using var set = _data.Open(yaml); return set.Fingerprint; }
        var first = Of("calibration: {path: d.npz}");
        Assert.Equal(first, Of("calibration: {path: e.npz}"));
        Assert.NotEqual(first, Of("calibration: {path: f.npz}"));
        Assert.NotEqual(first, Of("calibration: {path: d.npz, samples: 4}"));
        Assert.NotEqual(first, Of("calibration: {path: d.npz, preprocess: [{scale: {factor: 2}}]}"));
        Assert.NotEqual(Of("calibration: {path: d.npz, preprocess: [{scale: {factor: 3}}]}"), Of("calibration: {path: d.npz, preprocess: [{scale: {factor: 2}}]}"));
    }

    [Fact]
    public void Labels_are_read_as_they_are_stored()
    {
        _data.Npz("/w/d.npz", ("x", DataFixture.Bytes([5, 28, 28, 1])), ("y", DataFixture.Ints([5])));
        using var set = _data.Open("evaluation: {path: d.npz, labels: y, inputs: x}");
        Assert.Equal((new NumPyType('i', 4), 0), (set.Labels?.Type, set.Labels?.Shape.Length));
        Assert.Equal(4, MemoryMarshal.Cast<byte, int>(set.ReadLabel(4).Span)[0]);
    }

    [Fact]
    public void A_quantized_input_takes_real_numbers_by_its_scale_and_stored_integers_as_they_are()
    {
        _data.Files["/w/dscnn_int8_io.tflite"] = File.ReadAllBytes(SharedFolder.InRepository("tests", "corpus", "tflite", "converter", "tones_dscnn__int8_io.tflite"));
        _data.Npz("/w/r.npz", ("x", DataFixture.Floats([2, 49, 10, 1], index => index - 5)));
        using var real = _data.Open("calibration: {path: r.npz}", "dscnn_int8_io.tflite");
        var input = ModelInput.Of(_data.Model("dscnn_int8_io.tflite")).Single();
        var bytes = MemoryMarshal.Cast<byte, sbyte>(real.Read(0)[0].Span);
        for (var index = 0; index < bytes.Length; index++)
            Assert.Equal(Math.Clamp((int)MathF.Round((index - 5) / input.Quantization.Scale, MidpointRounding.AwayFromZero) + input.Quantization.ZeroPoint, -128, 127), bytes[index]);
        _data.Npz("/w/s.npz", ("x", new(new('i', 1), [2, 49, 10, 1], [.. Enumerable.Range(0, 980).Select(index => (byte)index)])));
        using var stored = _data.Open("calibration: {path: s.npz}", "dscnn_int8_io.tflite");
        Assert.Equal(unchecked((byte)(490 + 7)), stored.Read(1)[0].Span[7]);
    }

    [Fact]
    public void A_sample_that_does_not_fit_is_named_when_it_is_read()
    {
        _data.Npy("/w/c/a.npy", DataFixture.Bytes([28, 28, 1]));
        _data.Npy("/w/c/b.npy", DataFixture.Bytes([28, 27, 1]));
        using var set = _data.Open("calibration: {path: c/*.npy}");
        set.Read(0);
        Assert.Equal("`b.npy`: the sample is 28×27×1; input `image` takes 28×28×1".Replace("image", set.Summary.Inputs[0].Input, StringComparison.Ordinal), Assert.Throws<DataFormatException>(() => set.Read(1)).Message);
    }

    [Theory]
    [InlineData("calibration: {path: none.npz}", DataProblemKind.Missing, "`none.npz` does not exist")]
    [InlineData("calibration: {path: 'c/*.npy'}", DataProblemKind.Empty, "0 files match `c/*.npy`")]
    [InlineData("calibration: {path: ../d.npz}", DataProblemKind.Refused, "outside the workspace")]
    [InlineData("calibration: {path: empty.tflite}", DataProblemKind.UnknownFormat, "`.npy`")]
    [InlineData("calibration: {path: cut.npz}", DataProblemKind.Broken, "`cut.npz` cannot be read: the zip archive is broken")]
    [InlineData("calibration: {path: d.npz, inputs: {nope: x}}", DataProblemKind.UnknownInput, "no input `nope`")]
    [InlineData("calibration: {path: d.npz, inputs: xx}", DataProblemKind.UnknownArray, "no array `xx`; it holds `x`, `y`")]
    [InlineData("calibration: {path: wide.npy}", DataProblemKind.WrongShape, "FLOAT32 28×27×1")]
    [InlineData("calibration: {path: text.npy}", DataProblemKind.WrongType, "STRING")]
    [InlineData("calibration: {path: flat.npy}", DataProblemKind.AxisAdded, "last axis of 1")]
    [InlineData("evaluation: {path: d.npz, labels: z}", DataProblemKind.NoLabels, "no array `z`")]
    [InlineData("calibration: {path: d.npz, preprocess: [{normalize: {mean: [1, 2, 3]}}]}", DataProblemKind.WrongShape, "3 numbers for `mean`, the sample 1 channels")]
    public void What_does_not_fit_is_one_problem(string yaml, DataProblemKind kind, string words)
    {
        _data.Npz("/w/d.npz", ("x", DataFixture.Bytes([5, 28, 28, 1])), ("y", DataFixture.Ints([5])));
        _data.Files["/w/cut.npz"] = _data.Files["/w/d.npz"][..2000];
        _data.Npy("/w/wide.npy", DataFixture.Floats([4, 28, 27, 1], index => index));
        _data.Npy("/w/flat.npy", DataFixture.Bytes([4, 28, 28]));
        _data.Npy("/w/text.npy", NumPyArray.OfStrings([.. Enumerable.Repeat("a", 784)], [28, 28]));
        var problem = Assert.Single(_data.Result(yaml).Problems);
        Assert.Equal(kind, problem.Kind);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_seed_task_opens_and_gives_the_first_samples_of_its_archive()
    {
        if (SharedFolder.Require("seed", 10) is not { } seed) return;
        foreach (var folder in Directory.GetDirectories(seed))
        {
            var task = Path.GetFileName(folder);
            _data.Files[$"/w/{task}.tflite"] = File.ReadAllBytes(Path.Combine(folder, task + ".tflite"));
            _data.Files[$"/w/{task}.npz"] = File.ReadAllBytes(Path.Combine(folder, "calibration.npz"));
            using var set = _data.Open($"calibration: {{path: {task}.npz}}", task + ".tflite");
            using var archive = new NpzArchive(File.OpenRead(Path.Combine(folder, "calibration.npz")));
            var x = archive.Read("x");
            Assert.Equal(x.Shape[0], set.Count);
            var rowCount = x.Count / set.Count;
            for (var index = 0; index < set.Count; index += 13)
                Assert.Equal(x.ToSingles().AsSpan(index * rowCount, rowCount).ToArray(), MemoryMarshal.Cast<byte, float>(set.Read(index)[0].Span).ToArray());
        }
    }

    [Fact]
    public void Any_number_of_threads_reads_the_same_samples()
    {
        _data.Npz("/w/d.npz", ("x", DataFixture.Bytes([64, 28, 28, 1])));
        using var set = _data.Open("calibration: {path: d.npz, shuffle: true}");
        var alone = Enumerable.Range(0, set.Count).Select(index => set.Read(index)[0].ToArray()).ToArray();
        Parallel.For(0, set.Count * 4, new() { MaxDegreeOfParallelism = 4 }, index => Assert.Equal(alone[index % set.Count], set.Read(index % set.Count)[0].ToArray()));
    }
}
