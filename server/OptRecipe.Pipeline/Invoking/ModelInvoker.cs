using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Interpretation;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Invoking;

/// <param name="Resizes">Gives the inputs their arrays' shapes, which are then one sample; otherwise the model's shape is one sample and arrays may hold several.</param>
/// <param name="KeepsState">Leaves variables as the sample before left them.</param>
public sealed record InvokeRequest(Model Model, InterpreterOptions Options, bool Resizes, bool KeepsState)
{
    /// <summary>What users call <see cref="Resizes"/>.</summary>
    internal const string ResizeWord = "--resize";
}

/// <summary>What a model answers to arrays of stored values.</summary>
public static class ModelInvoker
{
    /// <summary>Invokes a model for each sample of the arrays.</summary>
    /// <param name="arrays">Finds the arrays once the inputs are known, see <see cref="InputArrays"/>.</param>
    /// <returns>The outputs in the model's order, the samples of each together in one array.</returns>
    /// <exception cref="InvokeException">Arrays and model do not fit together.</exception>
    /// <exception cref="InterpreterException">The model cannot be run, or not with these values.</exception>
    public static IReadOnlyList<NumPyArray> Invoke(InvokeRequest request, Func<IReadOnlyList<TensorDetails>, NumPyArray[]> arrays, CancellationToken cancellation)
    {
        using var interpreter = new Interpreter(request.Model, request.Options);
        var inputs = interpreter.GetInputDetails();
        var given = arrays(inputs);
        if (request.Resizes)
            for (var position = 0; position < inputs.Length; position++) interpreter.ResizeInputTensor(inputs[position].Index, given[position].Shape);
        var batch = request.Resizes ? new(SampleLayout.One, 1) : SampleBatch.Of(inputs, given);
        interpreter.AllocateTensors();
        var outputs = interpreter.GetOutputDetails();
        var results = outputs.Select(_ => new List<NumPyArray>()).ToArray();
        var values = inputs.Zip(given, (input, array) => Samples(batch, array, input.Type)).ToArray();
        for (var sample = 0; sample < batch.Count; sample++)
        {
            if (sample > 0 && !request.KeepsState) interpreter.ResetVariables();
            for (var position = 0; position < inputs.Length; position++) interpreter.SetTensor(inputs[position].Index, values[position](sample).Span);
            interpreter.Invoke(cancellation);
            for (var position = 0; position < outputs.Length; position++) results[position].Add(TensorArrays.Of(interpreter.Tensor(outputs[position].Index)));
        }
        return [.. results.Select((samples, output) => batch.Together(output, samples))];
    }

    /// <summary>A sample's bytes as the tensor takes them. Texts and packed integers are cut before they are converted: their bytes do not divide evenly.</summary>
    private static Func<int, ReadOnlyMemory<byte>> Samples(SampleBatch batch, NumPyArray array, TensorType type)
    {
        var length = array.Bytes.Length / batch.Count;
        return sample =>
        {
            var part = array.Bytes.AsMemory(sample * length, length);
            return array.Type.IsText || TensorArrays.IsPacked(type) ? TensorArrays.ToBytes(new(array.Type, [array.Count / batch.Count], part.ToArray()), type) : part;
        };
    }
}
