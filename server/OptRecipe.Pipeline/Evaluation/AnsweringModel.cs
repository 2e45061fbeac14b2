using System.Runtime.InteropServices;
using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Analysis;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.Pipeline.Data;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Evaluation;

/// <summary>One thread's interpreter of a model that answers samples, each from a fresh state. Not thread-safe.</summary>
internal sealed class AnsweringModel : IDisposable
{
    private readonly Interpreter interpreter;
    private readonly TensorDetails[] inputs;
    private readonly TensorDetails[] outputs;
    private readonly ISampleSet samples;

    public AnsweringModel(SharedModel model, ISampleSet samples)
    {
        this.samples = samples;
        interpreter = new(model, new());
        interpreter.AllocateTensors();
        (inputs, outputs) = (interpreter.GetInputDetails(), interpreter.GetOutputDetails());
    }

    public IReadOnlyList<TensorDetails> Inputs => inputs;
    public IReadOnlyList<TensorDetails> Outputs => outputs;

    public SampleAnswer Answer(int index, CancellationToken cancellation)
    {
        interpreter.ResetVariables();
        var sample = samples.Read(index);
        for (var position = 0; position < inputs.Length; position++) interpreter.SetTensor(inputs[position].Index, sample[position].Span);
        var given = Values(interpreter, inputs);
        interpreter.Invoke(cancellation);
        return Answer(interpreter, given, outputs, samples, index);
    }

    /// <summary>The answer of an interpreter that keeps its inputs and has just been run on a sample.</summary>
    public static SampleAnswer Answered(Interpreter interpreter, ISampleSet samples, int index) =>
        Answer(interpreter, Values(interpreter, interpreter.GetInputDetails()), interpreter.GetOutputDetails(), samples, index);

    public void Dispose() => interpreter.Dispose();

    private static SampleAnswer Answer(Interpreter interpreter, float[][] given, TensorDetails[] outputs, ISampleSet samples, int index) => new(
        given, Values(interpreter, outputs), [.. outputs.Select(output => interpreter.Tensor(output.Index)).Select(answer => answer.Rank == 0 ? 1 : answer.Shape[^1])], Label(samples, index));

    private static float[][] Values(Interpreter interpreter, TensorDetails[] tensors) => [.. tensors.Select(tensor => Reals(interpreter.Tensor(tensor.Index)))];

    private static double[] Label(ISampleSet samples, int index)
    {
        if (samples.Labels is not { } form) return [];
        var bytes = samples.ReadLabel(index).ToArray();
        return form.Type == new NumPyType('f', 8) ? MemoryMarshal.Cast<byte, double>(bytes).ToArray()
            : [.. new NumPyArray(form.Type, [.. form.Shape], bytes).ToSingles().Select(value => (double)value)];
    }

    /// <summary>A tensor's values as real numbers.</summary>
    private static float[] Reals(RuntimeTensor tensor)
    {
        var values = new float[tensor.Count];
        return RealValues.Read(tensor, values) ? values : throw new EvaluationException($"`{tensor.Name}` is {tensor.Type.Name()}, which is no number to compare");
    }
}
