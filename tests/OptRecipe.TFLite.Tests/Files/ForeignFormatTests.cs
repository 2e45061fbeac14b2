using System.Text;
using OptRecipe.TFLite.Files;

namespace OptRecipe.TFLite.Tests.Files;

public sealed class ForeignFormatTests
{
    [Theory]
    [InlineData("", "model.tflite", "an empty file")]
    [InlineData("\u0089HDF\r\n\u001a\n", "model.tflite", "a Keras model (HDF5)")]
    [InlineData("PK\u0003\u0004....model.weights.h5", "model.zip", "a Keras model (.keras)")]
    [InlineData("PK\u0003\u0004....", "m.keras", "a Keras model (.keras)")]
    [InlineData("PK\u0003\u0004....", "m.pt2", "an exported PyTorch program (.pt2)")]
    [InlineData("PK\u0003\u0004....archive/data.pkl", "m.bin", "a PyTorch archive")]
    [InlineData("PK\u0003\u0004....", "m.tflite", "a zip archive")]
    [InlineData("PK\u0003\u0004....x.npy", "m.tflite", "NumPy arrays (.npz)")]
    [InlineData("\u001f\u008b\u0008", "m.tflite", "a gzip archive")]
    [InlineData("UF2\nWQ]\u009e", "m.tflite", "a UF2 firmware image")]
    [InlineData("\u0008\u0001\u0012\u00ff\u0001", "m.tflite", "a SavedModel (saved_model.pb)")]
    [InlineData("\u0008\u0007\u0012\u0007pytorch", "m.tflite", "an ONNX model")]
    [InlineData("\u0008\u0004\u0012\u0007....", "some/folder/m.mlmodel", "a Core ML model")]
    [InlineData("\n\u00ff\u0001\u0000", "frozen.pb", "a TensorFlow graph (.pb)")]
    [InlineData("{\"format\": \"layers-model\", \"modelTopology\": {}}", "m.tflite", "a TensorFlow.js model (model.json)")]
    [InlineData("{\"a\": 1}", "m.tflite", "a JSON document")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "m.tflite", "a git-lfs pointer, not the file it stands for (run `git lfs pull`)")]
    [InlineData("\u00ef\u00bb\u00bf\n<!DOCTYPE HTML><html>404", "m.tflite", "an HTML page, perhaps an error page of a download")]
    [InlineData("<?xml version=\"1.0\"?><net name=\"x\">", "m.tflite", "an OpenVINO model (.xml)")]
    [InlineData("const unsigned char g_model[] = {0x1c, 0x00};", "m.tflite", "a model as C source")]
    [InlineData("Not Found", "m.tflite", "a text file")]
    [InlineData("\u0010\0\0\0TFL3", "m.onnx", null)]
    [InlineData("\u0010\0\0\0\u0001\u0002\u0003\u0004\u0005", "m.tflite", null)]
    public void A_file_is_named_by_its_bytes(string head, string name, string? expected) =>
        Assert.Equal(expected, ForeignFormat.Recognize(Encoding.Latin1.GetBytes(head), name));

    [Fact]
    public void Any_bytes_are_borne()
    {
        var random = new Random(3);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            Assert.NotEqual("", ForeignFormat.Recognize(bytes, "x"));
        }
    }

    [Fact]
    public void Models_are_never_foreign()
    {
        foreach (var path in ModelFiles.In(ModelFiles.Corpus)) Assert.Null(ForeignFormat.Recognize(File.ReadAllBytes(path).AsSpan(0, 256), path));
    }
}
