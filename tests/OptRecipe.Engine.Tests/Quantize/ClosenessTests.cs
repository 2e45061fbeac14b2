using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Testing;

namespace OptRecipe.Engine.Tests.Quantize;

/// <summary>What is written loads in native TensorFlow Lite 2.9 and stays close to the float model: float16 cosine ≥ 0.9999; dynamic no further than 1.1 × the reference's
/// squared error where there is a reference's file, elsewhere cosine ≥ 0.98 (<see cref="Closeness.IsClose"/>).</summary>
public sealed class ClosenessTests
{
    private static readonly string[] ConverterTasks = ["digits_cnn", "digits_lstm", "machine_ae", "shapes_mnv3", "shapes_unet", "tones_dscnn", "tones_uneven"];
    private static readonly string[] OtherTasks = ["digits_uneven", "shapes_detect", "tones_transformer"];
    private static readonly (string File, string Folder)[] Published =
    [
        ("mlperf-tiny/ad01_fp32", "ad01"), ("mlperf-tiny/resnet8_float", "resnet8"), ("mlperf-tiny/vww_96_float", "vww_96"), ("tflite-support/deeplabv3_float", "deeplabv3"),
        ("tflite-support/mobilenet_v1_0.25_224_float", "mobilenet_v1"), ("ai-edge-quantizer/conv_fc_mnist_float", "mnist_conv_fc"), ("tflite-micro/mnist_lstm_float", "mnist_lstm"),
        ("tflite-micro/hello_world_float", "hello_world"), ("tflite-support/mobilenet_v1_0.25_224_float_metadata", "mobilenet_v1"),
    ];

    [Fact]
    public void Models_of_the_corpus_stay_close() => Check(((string[])["digits_cnn", "digits_lstm"]).Select(task =>
    {
        var folder = SharedFolder.InRepository("tests", "corpus", "converter", task);
        return ClosenessCase.OfConverter(task, Path.Combine(folder, $"{task}.tflite"), folder);
    }));

    [Fact]
    public void Shared_models_stay_close()
    {
        if (SharedFolder.Require("", ConverterTasks.Length + OtherTasks.Length + Published.Length + 2) is not { } shared) return;
        var golden = Path.Combine(shared, "golden");
        var table = Check(
        [
            .. ConverterTasks.Select(task => ClosenessCase.OfConverter(task, Path.Combine(shared, "seed", task, $"{task}.tflite"), Path.Combine(golden, "converter", task))),
            .. OtherTasks.Select(task => ClosenessCase.OfQuantizer(task, Path.Combine(shared, "seed", task, $"{task}.tflite"), Path.Combine(golden, "aeq", task))),
            .. Published.Select(model => ClosenessCase.OfQuantizer(model.File, Path.Combine(shared, "models", $"{model.File}.tflite"), Path.Combine(golden, "aeq", model.Folder))),
            ClosenessCase.OfFiles("tflite-support/yamnet_metadata", Path.Combine(shared, "models/tflite-support/yamnet_metadata.tflite"), Path.Combine(golden, "converter/files/yamnet_metadata")),
            ClosenessCase.OfNoise("tflite-support/nl_classifier_regex_tokenizer", Path.Combine(shared, "models/tflite-support/nl_classifier_regex_tokenizer.tflite")),
        ]);
        Directory.CreateDirectory(SharedFolder.InRepository("artifacts"));
        File.WriteAllText(SharedFolder.InRepository("artifacts", "closeness.txt"), table);
    }

    private static string Check(IEnumerable<ClosenessCase> cases)
    {
        var rows = cases.SelectMany(closenessCase => new[] { closenessCase.Measure(QuantizeScheme.Float16), closenessCase.Measure(QuantizeScheme.Dynamic) }).ToArray();
        var table = $"| model | scheme | bytes | cosine | squared error | reference's | ratio | reference's with one scale |\n{string.Concat(Enumerable.Repeat("| --- ", 8))}|\n{string.Join('\n', rows.AsEnumerable())}\n";
        Assert.True(rows.All(row => row.IsClose), $"too far:\n{string.Join('\n', rows.Where(row => !row.IsClose))}\nof\n{table}");
        return table;
    }
}
