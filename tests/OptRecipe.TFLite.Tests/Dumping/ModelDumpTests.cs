using OptRecipe.TFLite.Dumping;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Tests.Files;
using OptRecipe.TFLite.Tests.Graphs;

namespace OptRecipe.TFLite.Tests.Dumping;

public sealed class ModelDumpTests
{
    [Fact]
    public void A_dump_shows_the_model_line_by_line() => Assert.StartsWith(
        """
        model version=3 description="small"
          operator_code builtin=CONV_2D version=1
          operator_code builtin=MEAN version=1
          operator_code builtin=CUSTOM version=1 custom="Mystery"
          subgraph name="main" inputs=[0] outputs=[6]
            tensor index=0 name="x" type=FLOAT32 shape=[1,8,8,1] signature=[-1,8,8,1] rank=true
            tensor index=1 name="filter" type=FLOAT32 shape=[2,3,3,1] rank=true buffer=1
            tensor index=2 name="bias" type=FLOAT32 shape=[2] rank=true buffer=2
        """, Dump(ModelBuilderTests.Small()), StringComparison.Ordinal);

    [Fact]
    public void Assembling_is_the_inverse_of_dumping()
    {
        foreach (var path in ModelFiles.In(ModelFiles.Corpus)) CheckInverse(ModelFiles.Read(File.ReadAllBytes(path)), path);
        CheckInverse(ModelFiles.Read(ModelFiles.Write(ModelBuilderTests.Small() with { Appended = ByteRange.Of([1, 2, 3]), Description = "a \"quoted\" \\ text\n\uDC80 ü 😀" })), "texts");
    }

    [Fact]
    public void Parts_that_no_schema_knows_come_back_from_the_text()
    {
        var model = ModelFiles.Read(UnknownPartsTests.NewerFile());
        CheckInverse(model, "newer");
        UnknownPartsTests.CheckNewerParts(ModelFiles.Write(Assemble(Dump(model))));
    }

    [Fact]
    public void Floats_keep_their_bits()
    {
        var model = new Model { Subgraphs = [new() { Tensors = [new() { Quantization = new() { Scales = [float.NaN, -0f, float.PositiveInfinity, 1e-45f, 0.1f, BitConverter.UInt32BitsToSingle(0x7fc12345)] } }] }] };
        var read = Assemble(Dump(model)).Subgraphs[0].Tensors[0].Quantization;
        Assert.Equal(model.Subgraphs[0].Tensors[0].Quantization?.Scales.Select(BitConverter.SingleToUInt32Bits), read?.Scales.Select(BitConverter.SingleToUInt32Bits));
    }

    [Theory]
    [InlineData("", "line 1: the text is empty")]
    [InlineData("subgraph", "line 1: the text begins with `subgraph`")]
    [InlineData("model version=3\n  buffer index=0 colour=red", "line 2: `buffer` has keys that nobody knows: index, colour")]
    [InlineData("model version=3\n      buffer index=0", "line 2: the line is indented by 6, at most 2 are expected")]
    [InlineData("model version=three", "line 1: `version` is three, a whole number is expected")]
    [InlineData("model version=3\n  buffer bytes=3\n    | AAA", "line 3: the data are not base64")]
    [InlineData("model version=3\n  buffer bytes=4\n    | AAAA", "line 2: 3 bytes of data stand below, `bytes` says otherwise")]
    [InlineData("model version=3\n  wheel", "line 2: `wheel` cannot stand below `model`")]
    [InlineData("model version=3\n  subgraph\n    operator code=0\n      options kind=None", "line 4: there are no options `None`")]
    [InlineData("model description=\"endless", "line 1: a text does not end")]
    [InlineData("model version=3 version=4", "line 1: `version` stands twice")]
    public void Texts_that_are_no_dump_are_refused_with_the_line(string text, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<FormatException>(() => Assemble(text)).Message, StringComparison.Ordinal);

    /// <summary>Lines dropped, doubled and moved, letters changed: a model that can be written, or a sentence with the line.</summary>
    [Fact]
    public void A_damaged_text_gives_a_model_or_says_where_it_is_damaged()
    {
        string[] texts = [Dump(ModelBuilderTests.Small()), Dump(ModelFiles.Read(UnknownPartsTests.NewerFile())), Dump(ModelFiles.Read(File.ReadAllBytes(Path.Combine(ModelFiles.Corpus, "kernels", "while__d_grow_from9.float32.tflite"))))];
        var random = new Random(9);
        int models = 0, refusals = 0;
        for (var round = 0; round < 3000; round++)
        {
            var lines = texts[round % texts.Length].Split('\n').ToList();
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                var at = random.Next(lines.Count);
                switch (random.Next(5))
                {
                    case 0: lines.RemoveAt(at); break;
                    case 1: lines.Insert(at, lines[random.Next(lines.Count)]); break;
                    case 2: lines[at] = "  " + lines[at]; break;
                    case 3 when lines[at].Length > 0: lines[at] = lines[at].Remove(random.Next(lines[at].Length), 1); break;
                    default: lines[at] = lines[at].Insert(random.Next(lines[at].Length + 1), $"{"0123456789=[]\"\\-., x|"[random.Next(21)]}"); break;
                }
                if (lines.Count == 0) break;
            }
            if (CheckDamaged(string.Join('\n', lines))) models++;
            else refusals++;
        }
        Assert.True(models > 200 && refusals > 200, $"{models} models and {refusals} refusals judge too little");
    }

    private static bool CheckDamaged(string text)
    {
        try
        {
            var model = Assemble(text);
            var bytes = ModelFiles.Write(model);
            Assert.Equal(bytes.Length, ModelWriter.Measure(model));
            return true;
        }
        catch (FormatException wrong)
        {
            Assert.StartsWith("line ", wrong.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private static void CheckInverse(Model model, string name)
    {
        var text = Dump(model);
        var read = Assemble(text);
        Assert.True(ModelFingerprint.Of(model) == ModelFingerprint.Of(read), name);
        Assert.True(text == Dump(read), name);
    }

    private static string Dump(Model model)
    {
        using var writer = new StringWriter();
        ModelDump.Write(model, writer);
        return writer.ToString();
    }

    private static Model Assemble(string text)
    {
        using var reader = new StringReader(text);
        return ModelDump.Read(reader);
    }
}
