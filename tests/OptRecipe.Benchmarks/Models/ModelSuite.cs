using System.Collections.Immutable;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Benchmarks.Models;

/// <summary>Inference of whole models on one thread: ours beside native TensorFlow Lite 2.9 with its own kernels and with XNNPACK, in turn in one run, on the same random input.</summary>
internal static class ModelSuite
{
    private static readonly string[] Files =
    [
        "mlperf-tiny/resnet8_float", "mlperf-tiny/resnet8_int8", "mlperf-tiny/kws_int8", "mlperf-tiny/kws_dynamic_range", "mlperf-tiny/vww_96_float", "mlperf-tiny/vww_96_int8",
        "mlperf-tiny/ad01_fp32", "mlperf-tiny/ad01_int8", "tflite-support/mobilenet_v1_0.25_224_float", "tflite-support/mobilenet_v1_0.25_224_uint8",
        "coral/mobilenet_v2_1.0_224_ptq_int8", "coral/movenet_lightning_int8", "tflite-support/yamnet_metadata", "tflite-support/deeplabv3_float",
        "ai-edge-quantizer/conv_fc_mnist_float", "tflite-micro/person_detect_int8", "tflite-micro/micro_speech_int8", "tflite-micro/mnist_lstm_float", "tflite-micro/mnist_lstm_int8",
    ];

    /// <param name="chosen">Words of which one must be in a model's name; none for all.</param>
    public static BenchmarkTable Run(IReadOnlyList<string> chosen)
    {
        var table = new BenchmarkTable();
        foreach (var (name, file) in Chosen(table, chosen))
        {
            var (ours, native, xnnpack) = Pair.Measure(file, asksOwnKernels: true);
            table.Add(name, ours, native, "2.9's own kernels");
            table.Add("", ours, xnnpack, xnnpack is null ? "XNNPACK does not prepare" : "XNNPACK");
        }
        table.Note("Milliseconds of one invocation, one thread, least of many short batches in turn; below 1.00 × the peer is faster. This computer, not a target.");
        return table;
    }

    /// <summary>Each operator of the chosen models as a model of its own, beside XNNPACK.</summary>
    public static BenchmarkTable Layers(IReadOnlyList<string> chosen)
    {
        var table = new BenchmarkTable();
        if (chosen.Count == 0)
        {
            table.Note("Name a model, as in `npm run bench -- layers resnet8_int8`.");
            return table;
        }
        foreach (var (name, file) in Chosen(table, chosen))
        {
            var model = ModelReader.Read(new MemoryByteSource(file));
            var graph = model.Subgraphs[0];
            for (var index = 0; index < graph.Operators.Length; index++)
            {
                var op = graph.Operators[index];
                var inputs = op.Inputs.Where(tensor => tensor >= 0 && model.Buffers[(int)graph.Tensors[tensor].Buffer].Data.Length == 0).Distinct().ToImmutableArray();
                if (inputs.IsEmpty) continue;
                using var part = new MemoryStream();
                ModelWriter.Write(SubModel.Extract(model, 0, inputs, op.Outputs), part);
                var (ours, _, xnnpack) = Pair.Measure(part.ToArray(), asksOwnKernels: false);
                var shapes = string.Join(" ", op.Inputs.Where(tensor => tensor >= 0).Take(2).Select(tensor => string.Join("×", graph.Tensors[tensor].Shape)));
                table.Add($"{name} {index} {model.OperatorCodes[(int)op.OpcodeIndex].Name} {shapes} → {string.Join("×", graph.Tensors[op.Outputs[0]].Shape)}", ours * 1000, xnnpack * 1000, "XNNPACK");
            }
        }
        table.Note("Microseconds of one invocation of the operator alone, one thread, least of many short batches in turn, with the interpreter around it.");
        return table;
    }

    private static IEnumerable<(string Name, byte[] File)> Chosen(BenchmarkTable table, IReadOnlyList<string> chosen)
    {
        if (SharedFolder.Path is not { } shared)
        {
            table.Note("The models lie in ../shared, which is not there.");
            return [];
        }
        return Files.Where(name => chosen.Count == 0 || chosen.Any(word => name.Contains(word, StringComparison.Ordinal)))
            .Select(name => (name.Split('/')[1], File.ReadAllBytes(Path.Combine(shared, "models", name + ".tflite"))));
    }
}
