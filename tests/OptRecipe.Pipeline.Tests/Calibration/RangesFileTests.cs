using System.Text;
using OptRecipe.Engine.Calibration;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Pipeline.Tests.Calibration;

public sealed class RangesFileTests
{
    private static readonly Model Small = Build();

    [Fact]
    public void What_is_written_is_read_back_to_the_last_bit()
    {
        var ranges = new TensorRanges(new Dictionary<(int, int), TensorRange> { [(0, 0)] = new(-1 / 3f, 0.1f), [(0, 1)] = new(0, float.MaxValue), [(0, 2)] = new(-float.Epsilon, MathF.PI) });
        using var stream = new MemoryStream();
        RangesWriter.Write(stream, ranges, Small);
        Assert.Equal(ranges.All, RangesFile.Read(stream.ToArray(), null, Small).All);
        Assert.StartsWith("[\n  {\n    \"subgraph\": 0,\n    \"tensor\": 0,\n    \"name\": \"x\",\n", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mapping_names_tensors_and_a_key_chooses_among_mappings()
    {
        CheckRanges("""{"x": [-1, 2], "y": [0, 1.5]}""", null, (0, new(-1, 2)), (2, new(0, 1.5f)));
        CheckRanges("""{"first": {"x": [-1, 2]}, "second": {"x": [-3, 4]}}""", "second", (0, new(-3, 4)));
        CheckRanges("""{"only": {"x": [-1, 2]}}""", null, (0, new(-1, 2)));
    }

    [Fact]
    public void Constants_and_integers_are_passed_over() => CheckRanges("""[{"tensor": 3, "min": 1, "max": 2}, {"tensor": 0, "name": "x", "min": 1, "max": 2}]""", null, (0, new(1, 2)));

    [Theory]
    [InlineData("""[{"tensor": 1, "name": "x", "min": 0, "max": 1}]""", null, "entry 0 calls tensor 1 `x`", "`middle`", "another model's")]
    [InlineData("""[{"tensor": 9, "min": 0, "max": 1}]""", null, "entry 0 names tensor 9", "has 4")]
    [InlineData("""[{"subgraph": 1, "tensor": 0, "min": 0, "max": 1}]""", null, "names subgraph 1", "has 1")]
    [InlineData("""[{"tensor": 0, "max": 1}]""", null, "entry 0 has no `min`")]
    [InlineData("""[{"min": 0, "max": 1}]""", null, "entry 0 has no whole number `tensor`")]
    [InlineData("""[{"tensor": 0, "min": 2, "max": 1}]""", null, "entry 0", "minimum 2 above its maximum 1")]
    [InlineData("""[{"tensor": 0, "min": 0, "max": 1e99}]""", null, "entry 0 is not two finite numbers")]
    [InlineData("""[{"tensor": 0, "min": 0, "max": 1}, {"tensor": 0, "min": 0, "max": 2}]""", null, "entry 1 gives tensor 0 `x` a second range")]
    [InlineData("""{"midle": [0, 1]}""", null, "`midle`", "did you mean `middle`?")]
    [InlineData("""{"x": [0, 1, 2]}""", null, "`x` is no [min, max]")]
    [InlineData("""{"a": {"x": [0, 1]}, "b": {}}""", null, "2 entries", "`a`, `b`", "`key`")]
    [InlineData("""{"static": {"x": [0, 1]}}""", "statik", "no entry `statik`", "did you mean `static`?")]
    [InlineData("""{"x": [0, 1]}""", "static", "no entries", "leave out")]
    [InlineData("""[]""", "static", "is a list")]
    [InlineData("""7""", null, "neither a list")]
    [InlineData("""[{"tensor": 0,""", null, "not JSON", "line 1")]
    public void A_mistake_is_one_sentence(string json, string? key, params string[] words)
    {
        var mistake = Assert.Throws<RangesException>(() => RangesFile.Read(Encoding.UTF8.GetBytes(json), key, Small));
        Assert.All(words, word => Assert.Contains(word, mistake.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', mistake.Message);
    }

    [Fact]
    public void Damaged_files_are_refused_or_read_and_nothing_else()
    {
        var whole = """[{"subgraph": 0, "tensor": 0, "name": "x", "min": -1.25, "max": 2e3}, {"tensor": 2, "min": 0, "max": 1}]"""u8.ToArray();
        var random = new Random(6);
        for (var round = 0; round < 3000; round++)
        {
            var damaged = round < whole.Length ? whole[..round] : whole.ToArray();
            if (round >= whole.Length) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                RangesFile.Read(damaged, null, Small);
            }
            catch (RangesException)
            {
                // Said in a sentence.
            }
        }
    }

    [Theory]
    [InlineData("converter/digits_cnn/calibrated.json", null, 8), InlineData("converter/shapes_mnv3/calibrated.json", null, 55)]
    [InlineData("aeq/tones_transformer/calibration.json", "static_wi8_ai8", 127), InlineData("aeq/digits_cnn/calibration.json", "static_wi8_ai8_profiler", 8)]
    public void Files_of_the_reference_tools_are_read(string file, string? key, int count)
    {
        if (SharedFolder.Require(Path.Combine("golden", file), 1) is not { } path || SharedFolder.Path is not { } shared) return;
        var task = file.Split('/')[1];
        var model = ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(Path.Combine(shared, "seed", task, $"{task}.tflite"))));
        Assert.Equal(count, RangesFile.Read(File.ReadAllBytes(path), key, model).Count);
    }

    private static void CheckRanges(string json, string? key, params (int Tensor, TensorRange Range)[] expected) =>
        Assert.Equal(expected, RangesFile.Read(Encoding.UTF8.GetBytes(json), key, Small).All.Select(row => (row.Tensor, row.Range)));

    /// <summary>x 0 → middle 1 → y 2, and the constant c 3.</summary>
    private static Model Build()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 4);
        var middle = builder.Add(BuiltinOperator.Neg, "middle", TensorType.Float32, [4], [x]);
        var y = builder.Add(BuiltinOperator.Abs, "y", TensorType.Float32, [4], [middle]);
        builder.Constant<float>("c", TensorType.Float32, [1], [1f]);
        return builder.Output(y).Build();
    }
}
