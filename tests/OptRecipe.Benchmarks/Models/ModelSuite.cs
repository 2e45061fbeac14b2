using System.Diagnostics;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Benchmarks.Models;

/// <summary>Inference of whole models on one thread: ours beside native TensorFlow Lite 2.9 with its own kernels and with XNNPACK, in turn in one run, on the same random input.</summary>
internal static class ModelSuite
{
    private const int Rounds = 11;
    private const double BatchMilliseconds = 10;

    private static readonly string[] Files =
    [
        "mlperf-tiny/resnet8_float", "mlperf-tiny/resnet8_int8", "mlperf-tiny/kws_int8", "mlperf-tiny/kws_dynamic_range", "mlperf-tiny/vww_96_float", "mlperf-tiny/vww_96_int8",
        "mlperf-tiny/ad01_fp32", "mlperf-tiny/ad01_int8", "tflite-support/mobilenet_v1_0.25_224_float", "tflite-support/mobilenet_v1_0.25_224_uint8",
        "coral/mobilenet_v2_1.0_224_ptq_int8", "coral/movenet_lightning_int8", "tflite-support/yamnet_metadata", "tflite-support/deeplabv3_float",
        "ai-edge-quantizer/conv_fc_mnist_float", "tflite-micro/person_detect_int8", "tflite-micro/micro_speech_int8", "tflite-micro/mnist_lstm_float", "tflite-micro/mnist_lstm_int8",
    ];

    public static BenchmarkTable Run()
    {
        var table = new BenchmarkTable();
        if (SharedFolder.Path is not { } shared)
        {
            table.Note("The models lie in ../shared, which is not there.");
            return table;
        }
        foreach (var name in Files) Measure(table, name.Split('/')[1], File.ReadAllBytes(Path.Combine(shared, "models", name + ".tflite")));
        table.Note("Milliseconds of one invocation, one thread, median; below 1.00 × the peer is faster. This computer, not a target.");
        return table;
    }

    private static void Measure(BenchmarkTable table, string name, byte[] file)
    {
        using var ours = new Interpreter(ModelReader.Read(new MemoryByteSource(file)), new() { Runtime = PlayedRuntime.TFLite29 });
        ours.AllocateTensors();
        using var native = TryLoad(file, useXnnPack: false);
        using var xnnpack = TryLoad(file, useXnnPack: true);
        var random = new Random(1);
        var position = 0;
        foreach (var input in ours.GetInputDetails())
        {
            var bytes = new byte[ours.Tensor(input.Index).ByteCount];
            if (input.Type == TensorType.Float32)
                for (var index = 0; index < bytes.Length; index += 4) BitConverter.TryWriteBytes(bytes.AsSpan(index), random.NextSingle());
            else random.NextBytes(bytes);
            ours.SetTensor(input.Index, bytes);
            native?.SetInput<byte>(position, bytes);
            xnnpack?.SetInput<byte>(position++, bytes);
        }
        var time = Time(() => ours.Invoke());
        var (nativeTime, xnnTime) = (Time(native is null ? null : native.Invoke), Time(xnnpack is null ? null : xnnpack.Invoke));
        table.Add(name, time ?? 0, nativeTime, "2.9's own kernels");
        table.Add("", time ?? 0, xnnTime, xnnTime is null ? "XNNPACK does not prepare" : "XNNPACK");

        static double? Time(Action? action)
        {
            if (action is null) return null;
            for (var round = 0; round < 40; round++) action();
            var times = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                var (start, count) = (Stopwatch.GetTimestamp(), 0);
                do
                {
                    action();
                    count++;
                }
                while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < BatchMilliseconds);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / count);
            }
            return Benchmarks.Measure.Median(times);
        }
    }

    private static NativeTensorFlowLite? TryLoad(byte[] file, bool useXnnPack)
    {
        try
        {
            return NativeTensorFlowLite.Load(file, useXnnPack);
        }
        catch (NativeTensorFlowLiteException)
        {
            return null;
        }
    }
}
