using OptRecipe.Benchmarks.Quantize;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Benchmarks.Models;

/// <summary>A model that is measured.</summary>
/// <param name="IsDequantized">Whether the float graph is measured that the file was quantized from, as calibration runs it.</param>
/// <param name="IsInMean">Whether its ratio to XNNPACK counts in the mean: not where XNNPACK of 2.9 does not prepare it or gives no figure of its own.</param>
internal sealed record ModelFile(string Path, bool IsDequantized = false, bool IsInMean = true)
{
    private bool _isMade;

    /// <summary>Folder and name.</summary>
    public string Title => IsDequantized ? Path.Replace("int8", "float", StringComparison.Ordinal) : Path;
    public string Name => Title[(Title.IndexOf('/', StringComparison.Ordinal) + 1)..];
    public bool IsInteger => Name.Contains("int8", StringComparison.Ordinal);
    public byte[] Read() => File.ReadAllBytes(FullPath);

    public string FullPath
    {
        get
        {
            var path = System.IO.Path.Combine(SharedFolder.Path ?? "", "models", Path + ".tflite");
            if (!IsDequantized) return path;
            // Child processes read it too.
            var made = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"optrecipe-{Name}.tflite");
            if (!_isMade)
            {
                using var file = File.Create(made);
                ModelWriter.Write(FloatModel.Of(ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(path)))), file);
                _isMade = true;
            }
            return made;
        }
    }
}

/// <summary>The models of the speed goals.</summary>
internal static class ModelFiles
{
    public const string Missing = "The models lie in ../shared, which is not there.";

    private static readonly ModelFile[] All =
    [
        new("mlperf-tiny/resnet8_float"), new("mlperf-tiny/resnet8_int8"), new("mlperf-tiny/kws_int8"), new("mlperf-tiny/kws_dynamic_range"), new("mlperf-tiny/vww_96_float"),
        new("mlperf-tiny/vww_96_int8"), new("mlperf-tiny/ad01_fp32"), new("mlperf-tiny/ad01_int8"), new("tflite-support/mobilenet_v1_0.25_224_float"),
        new("tflite-support/mobilenet_v1_0.25_224_uint8"), new("coral/mobilenet_v2_1.0_224_ptq_int8"), new("coral/mobilenet_v2_1.0_224_ptq_int8", IsDequantized: true),
        new("tflite-support/yamnet_metadata"), new("tflite-support/deeplabv3_float"),
        new("ai-edge-quantizer/conv_fc_mnist_float"), new("tflite-micro/micro_speech_int8"), new("tflite-micro/mnist_lstm_float"), new("tflite-micro/mnist_lstm_int8"),
        new("coral/movenet_lightning_int8", IsInMean: false), new("tflite-micro/person_detect_int8", IsInMean: false),
    ];

    /// <param name="words">Of which one must be in a model's name; none for all.</param>
    public static ModelFile[] Chosen(IReadOnlyList<string> words) =>
        SharedFolder.Path is null ? [] : [.. All.Where(file => words.Count == 0 || words.Any(word => file.Title.Contains(word, StringComparison.Ordinal)))];
}
