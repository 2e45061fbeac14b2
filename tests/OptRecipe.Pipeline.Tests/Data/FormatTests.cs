using System.Runtime.InteropServices;
using System.Text;
using OptRecipe.Pipeline.Data;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Pipeline.Tests.Data;

/// <summary>Data sets of tables, pictures, sounds and examples, with their labels.</summary>
public sealed class FormatTests
{
    private readonly DataFixture _data = new();

    public FormatTests()
    {
        _data.Files["/w/row.tflite"] = Takes(TensorType.Float32, 1, 3);
        _data.Files["/w/ids.tflite"] = Takes(TensorType.Int32, 1, 3);
        _data.Files["/w/picture.tflite"] = Takes(TensorType.Float32, 1, 4, 6, 3);
        _data.Files["/w/sound.tflite"] = Takes(TensorType.Float32, 1, 4000, 1);
        Text("t.csv", "a,b,c,kind\n1,2,3,dog\n4,5,6.5,cat\n7,8,9,dog\n");
        Text("names.txt", "dog\ncat\n");
    }

    private static byte[] Takes(TensorType type, params int[] shape)
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", type, shape);
        return FactModels.Write(builder.Output(builder.Add(BuiltinOperator.Relu, "y", type, shape, [x])).Build());
    }

    private void Text(string name, string text) => _data.Files["/w/" + name] = Encoding.UTF8.GetBytes(text);

    private static float[] Floats(SampleSet set, int index) => MemoryMarshal.Cast<byte, float>(set.Read(index)[0].Span).ToArray();

    private static int[] Classes(SampleSet set) => [.. Enumerable.Range(0, set.Count).Select(index => BitConverter.ToInt32(set.ReadLabel(index).Span))];

    [Fact]
    public void Columns_of_a_table_are_a_row_of_numbers_and_names_of_classes_are_numbered()
    {
        using var set = _data.Open("evaluation: {path: t.csv, labels: kind}", "row.tflite");
        Assert.Equal([4, 5, 6.5f], Floats(set, 1));
        Assert.Equal([1, 0, 1], Classes(set));
        Assert.Equal("cat dog", string.Join(' ', set.ClassNames));
        using var named = _data.Open("evaluation: {path: t.csv, labels: kind, class_names: names.txt, inputs: '[abc]'}", "row.tflite");
        Assert.Equal([0, 1, 0], Classes(named));
        Assert.Equal("3 samples, FLOAT32 3", named.Summary.ToString());
    }

    [Fact]
    public void Whole_numbers_go_into_an_input_of_indices_and_fractions_do_not()
    {
        using var set = _data.Open("evaluation: {path: t.csv, labels: kind}", "ids.tflite");
        Assert.Equal([1, 2, 3], MemoryMarshal.Cast<byte, int>(set.Read(0)[0].Span).ToArray());
        Assert.Contains("6.5", Assert.Throws<OptRecipe.Data.DataFormatException>(() => set.Read(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_cropped_resized_and_their_folders_are_the_labels()
    {
        if (SharedFolder.Require(Path.Combine("golden", "images", "files"), 1) is not { } folder) return;
        foreach (var (name, file) in new[] { ("b/1.jpg", "q95_420.jpg"), ("a/2.png", "rgba.png"), ("a/1.png", "gray.png"), ("a/Thumbs.db", "gray.bmp") }) _data.Files["/w/p/" + name] = File.ReadAllBytes(Path.Combine(folder, file));
        using var set = _data.Open("evaluation: {path: p, preprocess: [{channels: rgb}, {crop: 90 %}, {resize: [4, 6]}, {normalize: {mean: [1, 2, 3], std: 2}}]}", "picture.tflite");
        Assert.Equal(["`a/1.png`", "`a/2.png`", "`b/1.jpg`"], Enumerable.Range(0, 3).Select(set.NameOf));
        Assert.Equal([0, 0, 1], Classes(set));
        Assert.All(Enumerable.Range(0, 3), index => Assert.Equal(4 * 6 * 3, Floats(set, index).Length));
    }

    [Theory]
    [InlineData("l.csv", "file,class\n1.png,dog\n2.png,cat\n")]
    [InlineData("l.csv", "1.png;dog\n./2.png;cat\n")]
    [InlineData("l.txt", "dog\ncat\n")]
    [InlineData("l.txt", "0\n1\n")]
    public void Labels_come_from_a_file_beside_the_samples(string file, string text)
    {
        Picture();
        Text(file, text);
        var names = text.Contains("dog", StringComparison.Ordinal) ? ", class_names: names.txt" : "";
        using var set = _data.Open($"evaluation: {{path: 'q/*.png', labels: {file}{names}, preprocess: [{{channels: rgb}}, {{resize: [4, 6]}}]}}", "picture.tflite");
        Assert.Equal([0, 1], Classes(set));
    }

    [Theory]
    [InlineData("l.txt", "dog\n", "has 1 lines; there are 2 samples")]
    [InlineData("l.csv", "1.png,dog\n3.png,cat\n", "no row for `2.png`")]
    [InlineData("l.txt", "dog\nbird\n", "the class `bird`")]
    [InlineData("none.txt", "", "`none.txt` does not exist")]
    public void Labels_that_do_not_fit_are_one_problem_on_their_word(string file, string text, string words)
    {
        Picture();
        if (text.Length > 0) Text(file, text);
        var problem = Assert.Single(_data.Result($"evaluation: {{path: 'q/*.png', labels: {file}, class_names: names.txt, preprocess: [{{channels: rgb}}, {{resize: [4, 6]}}]}}", "picture.tflite").Problems);
        Assert.Equal(DataProblemKind.NoLabels, problem.Kind);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sounds_are_one_sample_each()
    {
        if (SharedFolder.Require(Path.Combine("golden", "images", "files"), 1) is not { } folder) return;
        _data.Files["/w/s/a.wav"] = File.ReadAllBytes(Path.Combine(folder, "pcm16.wav"));
        using var set = _data.Open("calibration: {path: 's/*.wav'}", "sound.tflite");
        Assert.Equal(4000, Floats(set, 0).Length);
    }

    [Fact]
    public void Features_of_examples_are_decoded_and_take_the_shape_of_the_input()
    {
        _data.Files["/w/e.tfrecord-00000-of-00001"] = ExampleWriter.File(("v", ExampleWriter.Floats(1, 2, 3)), ("label", ExampleWriter.Ints(7)), ("name", ExampleWriter.Bytes("cat"u8.ToArray())));
        using var set = _data.Open("evaluation: {path: e.tfrecord-00000-of-00001, inputs: v, labels: label}", "row.tflite");
        Assert.Equal([1, 2, 3], Floats(set, 0));
        Assert.Equal(7, BitConverter.ToInt64(set.ReadLabel(0).Span));
        using var named = _data.Open("evaluation: {path: e.tfrecord-00000-of-00001, inputs: v, labels: name, class_names: names.txt}", "row.tflite");
        Assert.Equal([1], Classes(named));
        var damaged = _data.Files["/w/e.tfrecord-00000-of-00001"].ToArray();
        damaged[20] ^= 1;
        _data.Files["/w/d.tfrecord"] = damaged;
        Assert.Contains("checksum", _data.Result("evaluation: {path: d.tfrecord, inputs: v}", "row.tflite").Problem?.Message, StringComparison.Ordinal);
    }

    private void Picture()
    {
        var png = File.ReadAllBytes(SharedFolder.InRepository("tests", "corpus", "images", "gray.png"));
        (_data.Files["/w/q/1.png"], _data.Files["/w/q/2.png"]) = (png, png);
    }
}
