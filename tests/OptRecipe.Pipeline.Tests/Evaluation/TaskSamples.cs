using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Data;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Tests.Evaluation;

/// <summary>A seed task's test set as a model takes it: <c>x / 127.5 - 1</c> for bytes, quantized for integer inputs.</summary>
internal sealed class TaskSamples : ISampleSet
{
    private readonly NumPyArray x;
    private readonly NumPyArray y;
    private readonly TensorDetails input;

    public TaskSamples(NumPyArray x, NumPyArray y, Model model)
    {
        (this.x, this.y) = (x, y);
        using var interpreter = new Interpreter(model);
        input = interpreter.GetInputDetails()[0];
    }

    public int Count => x.Shape[0];
    public string Fingerprint => "";
    public LabelForm? Labels => new(y.Type, [.. y.Shape[1..]]);

    public ImmutableArray<ReadOnlyMemory<byte>> Read(int index)
    {
        var length = x.Bytes.Length / Count;
        var sample = new NumPyArray(x.Type, x.Shape[1..], x.Bytes[(index * length)..((index + 1) * length)]);
        var values = sample.ToSingles();
        if (x.Type == new NumPyType('u', 1))
            for (var at = 0; at < values.Length; at++) values[at] = values[at] / 127.5f - 1;
        if (input.Type == TensorType.Int8)
            return [values.Select(value => (byte)(sbyte)Math.Clamp(MathF.Round(value / input.Quantization.Scale) + input.Quantization.ZeroPoint, -128, 127)).ToArray()];
        return [MemoryMarshal.AsBytes(values.AsSpan()).ToArray()];
    }

    public ReadOnlyMemory<byte> ReadLabel(int index)
    {
        var length = y.Bytes.Length / Count;
        return y.Bytes.AsMemory(index * length, length);
    }
}
