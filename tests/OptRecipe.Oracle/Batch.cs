using System.Runtime.InteropServices;
using OptRecipe.Testing;

namespace OptRecipe.Oracle;

/// <summary>One request after the other until the input ends. Request: the model, number of invocations, number of inputs, each input. Answer: number of outputs, then for each its
/// shape and its bytes; or −1 and the refusal. Numbers are int32, little-endian; whatever has a length stands behind it. What aborts the library ends this process.</summary>
internal static class Batch
{
    public static void Run(Stream requests, Stream answers)
    {
        using var reader = new BinaryReader(new BufferedStream(requests, 1 << 16));
        using var writer = new BinaryWriter(new BufferedStream(answers, 1 << 16));
        while (true)
        {
            byte[] file;
            try
            {
                file = reader.ReadBytes(reader.ReadInt32());
            }
            catch (EndOfStreamException)
            {
                return;
            }
            var invocationCount = reader.ReadInt32();
            var inputs = new byte[reader.ReadInt32()][];
            for (var index = 0; index < inputs.Length; index++) inputs[index] = reader.ReadBytes(reader.ReadInt32());
            try
            {
                Answer(writer, file, inputs, invocationCount);
            }
            catch (NativeTensorFlowLiteException refusal)
            {
                writer.Write(-1);
                writer.Write(refusal.Message);
            }
            writer.Flush();
        }
    }

    private static void Answer(BinaryWriter writer, byte[] file, byte[][] inputs, int invocationCount)
    {
        using var runtime = NativeTensorFlowLite.Load(file);
        for (var invocation = 0; invocation < invocationCount; invocation++)
        {
            for (var index = 0; index < inputs.Length; index++)
                if (runtime.Inputs[index].ByteCount > 0) runtime.SetInput<byte>(index, inputs[index]);
            runtime.Invoke();
            if (runtime.Complaints.Length > 0) throw new NativeTensorFlowLiteException(runtime.Complaints);
        }
        var outputs = runtime.ReadOutputs();
        writer.Write(outputs.Length);
        foreach (var (shape, bytes) in outputs)
        {
            writer.Write(shape.Length);
            writer.Write(MemoryMarshal.AsBytes(shape.AsSpan()));
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }
    }
}
