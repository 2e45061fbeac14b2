using System.Runtime.InteropServices;
using OptRecipe.Data.NumPy;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Pipeline.Tests.Data;

/// <summary>Diagnostics of data sets and their fixes. That each is raised at all the examples of their pages show.</summary>
public sealed class DataCheckTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\ndata:\n";

    private static void CheckFix(string recipe, string title, string expected)
    {
        var analysis = new Fixture().Analyze(recipe);
        var fix = analysis.Diagnostics.SelectMany(diagnostic => diagnostic.Fixes).First(fix => fix.Title.StartsWith(title, StringComparison.Ordinal));
        var text = analysis.Text.WithEdits(fix.Edits).Text;
        Assert.Equal(expected, text);
        Assert.DoesNotContain(new Fixture().Analyze(text).Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
    }

    [Theory]
    [InlineData("  calibration: {path: channels_first.npy}\n", "  calibration: {path: channels_first.npy, preprocess: [{layout: nchw-to-nhwc}]}\n")]
    [InlineData("  calibration:\n    path: channels_first.npy # mine\n", "  calibration:\n    path: channels_first.npy # mine\n    preprocess: [{layout: nchw-to-nhwc}]\n")]
    [InlineData("  calibration: {path: channels_first.npy}\n  preprocess: [{scale: {factor: 2}}]\n", "  calibration: {path: channels_first.npy}\n  preprocess: [{layout: nchw-to-nhwc}, {scale: {factor: 2}}]\n")]
    [InlineData("  calibration: {path: channels_first.npy}\n  preprocess:\n    - scale: {factor: 2}\n", "  calibration: {path: channels_first.npy}\n  preprocess:\n    - layout: nchw-to-nhwc\n    - scale: {factor: 2}\n")]
    public void Channels_are_moved_in_the_style_that_stands_there(string data, string expected) => CheckFix(Head + data, "Move the channels", Head + expected);

    [Fact]
    public void Pictures_of_another_size_are_resized() =>
        CheckFix(Head + "  calibration: {path: wide.npy}\n", "Resize the samples", Head + "  calibration: {path: wide.npy, preprocess: [{resize: [28, 28]}]}\n");

    [Fact]
    public void Bytes_are_scaled() =>
        CheckFix(Head + "  calibration: {path: bytes.npy}\n", "Scale 0…255 to −1…1", Head + "  calibration: {path: bytes.npy, preprocess: [{normalize: {mean: 127.5, std: 127.5}}]}\n");

    [Fact]
    public void A_name_is_corrected() =>
        CheckFix(Head + "  evaluation: {path: labelled.npz, inputs: x, labels: one_base}\n", "Write", Head + "  evaluation: {path: labelled.npz, inputs: x, labels: one_based}\n");

    [Fact]
    public void A_file_that_changes_is_looked_at_again_and_an_edit_elsewhere_is_not()
    {
        var fixture = new Fixture();
        const string Data = "data:\n  calibration: {path: wide.npy}\n";
        var first = fixture.Analyze("recipe: 1\nmodel: digits_cnn.tflite\n" + Data);
        var moved = fixture.Analyze("recipe: 1\n# a comment\nmodel: digits_cnn.tflite\n" + Data);
        Assert.Same(first.DataSets[0].Problems[0].Message, moved.DataSets[0].Problems[0].Message);
        Assert.Equal("wide.npy", moved.Text.Slice(moved.Diagnostics.Single(diagnostic => diagnostic.Descriptor.Code == "OR3024").Span).ToString());
        fixture.Files["/w/wide.npy"] = fixture.Files["/w/calibration.npy"];
        Assert.DoesNotContain(fixture.Analyze("recipe: 1\nmodel: digits_cnn.tflite\n" + Data).Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
    }

    [Theory]
    [InlineData(1001, 1000, 0, 999, "`background`")]
    [InlineData(1001, 0, 0, 999, "first of them `background`")]
    [InlineData(1000, 0, 1, 1000, "labels go from 1 to 1,000; the model's classes from 0 to 999")]
    [InlineData(10, 0, 0, 11, "labels go up to 11")]
    [InlineData(1000, 1000, 0, 999, null)]
    [InlineData(1000, 0, 3, 700, null)]
    public void Classes_that_are_off_by_one_are_told(int outputs, int names, int lowest, int highest, string? words)
    {
        var fixture = new Fixture();
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 1, outputs);
        fixture.Files["/w/classes.tflite"] = FactModels.Write(builder.Output(builder.Add(BuiltinOperator.Relu, "y", TensorType.Float32, [1, outputs], [x])).Build());
        fixture.Files["/w/rows.csv"] = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', new[] { lowest, highest }.Select(label => string.Join(',', Enumerable.Range(label, outputs)))));
        fixture.Files["/w/labels.txt"] = System.Text.Encoding.UTF8.GetBytes($"{lowest}\n{highest}\n");
        fixture.Files["/w/names.txt"] = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, names).Select(name => $"class {name}")));
        var recipe = $"recipe: 1\nmodel: classes.tflite\ndata:\n  evaluation: {{path: rows.csv, labels: labels.txt{(names > 0 ? ", class_names: names.txt" : "")}}}\n";
        var found = fixture.Analyze(recipe).Diagnostics.SingleOrDefault(diagnostic => diagnostic.Severity <= Severity.Warning);
        Assert.Equal(words is null ? null : "OR3032", found?.Descriptor.Code);
        Assert.Contains(words ?? "", found?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 255, "values from 0 to 255; the model's metadata declare -1 to 1 for input `input` (`normalize: {mean: 127.5, std: 127.5}` of 0 to 255)")]
    [InlineData(0, 0.0625, "values from 0 to 0.0625; the model's metadata declare -1 to 1")]
    [InlineData(-1, 1, null)]
    [InlineData(0, 1, null)]
    public void Values_that_the_metadata_of_the_model_do_not_declare_are_told(float lowest, float highest, string? words)
    {
        if (SharedFolder.Require(Path.Combine("models", "tflite-support", "mobilenet_v1_0.25_224_float_metadata.tflite"), 4) is not { } model) return;
        var fixture = new Fixture();
        fixture.Files["/w/declared.tflite"] = File.ReadAllBytes(model);
        float[] values = [.. Enumerable.Range(0, 224 * 224 * 3).Select(index => index % 2 == 0 ? lowest : highest)];
        using var file = new MemoryStream();
        NpyFile.Write(file, new(new('f', sizeof(float)), [1, 224, 224, 3], MemoryMarshal.AsBytes(values.AsSpan()).ToArray()));
        fixture.Files["/w/values.npy"] = file.ToArray();
        var recipe = "recipe: 1\nmodel: declared.tflite\ndata:\n  calibration: {path: values.npy}\n";
        var found = fixture.Analyze(recipe).Diagnostics.SingleOrDefault(diagnostic => diagnostic.Descriptor.Code == "OR3029");
        Assert.Equal(words is null, found is null);
        Assert.Contains(words ?? "", found?.Message ?? "", StringComparison.Ordinal);
        if (highest < 255) return;
        var fix = Assert.Single(found?.Fixes ?? []);
        Assert.Equal(recipe.Replace("npy}", "npy, preprocess: [{normalize: {mean: 127.5, std: 127.5}}]}", StringComparison.Ordinal), new Recipe.Text.SourceText(recipe).WithEdits(fix.Edits).Text);
    }

    [Fact]
    public void A_constant_sample_is_named() => Assert.Contains("row 0 of `constant.npy`",
        new Fixture().Analyze(Head + "  calibration: {path: constant.npy}\n").Diagnostics.Single(diagnostic => diagnostic.Descriptor.Code == "OR3030").Message, StringComparison.Ordinal);
}
