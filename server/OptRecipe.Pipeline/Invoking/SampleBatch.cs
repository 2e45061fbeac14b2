using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Pipeline.Invoking;

/// <summary>How samples stand in an array: it is one, they have an axis of their own in front, or they follow each other along the model's first axis.</summary>
internal enum SampleLayout { One, Stacked, Joined }

/// <summary>How many samples the arrays of all inputs hold together.</summary>
internal sealed record SampleBatch(SampleLayout Layout, int Count)
{
    /// <exception cref="InvokeException">A shape is neither one sample nor several, or the inputs do not agree.</exception>
    public static SampleBatch Of(IReadOnlyList<TensorDetails> inputs, NumPyArray[] arrays)
    {
        SampleBatch? batch = null;
        for (var position = 0; position < inputs.Count; position++)
        {
            var own = Of(inputs[position], position, arrays[position]);
            if (batch is not null && own.Count != batch.Count)
                throw new InvokeException($"input {position} `{inputs[position].Name}` has {Samples(own.Count)}, those before it {Samples(batch.Count)}; every input takes one array for each sample");
            // Results are stacked as soon as one input is.
            if (batch is null || own.Layout == SampleLayout.Stacked) batch = own;
        }
        return batch ?? new(SampleLayout.One, 1);
    }

    /// <summary>The samples' results as one array.</summary>
    /// <exception cref="InvokeException">They have different shapes.</exception>
    public NumPyArray Together(int output, IReadOnlyList<NumPyArray> results)
    {
        if (Layout == SampleLayout.One) return results[0];
        var shape = results[0].Shape;
        for (var sample = 1; sample < results.Count; sample++)
        {
            if (!results[sample].Shape.AsSpan().SequenceEqual(shape))
                throw new InvokeException($"output {output} is {results[0]} for sample 0 and {results[sample]} for sample {sample}, which make no single array; invoke the samples one by one");
        }
        int[] whole = Layout == SampleLayout.Joined && shape.Length > 0 ? [checked(shape[0] * Count), .. shape[1..]] : [Count, .. shape];
        if (results[0].Type.IsText) return NumPyArray.OfStrings([.. results.SelectMany(result => result.ToStrings())], whole);
        var bytes = new byte[checked(results[0].Bytes.Length * Count)];
        for (var sample = 0; sample < results.Count; sample++) results[sample].Bytes.CopyTo(bytes, sample * results[0].Bytes.Length);
        return new(results[0].Type, whole, bytes);
    }

    private static SampleBatch Of(TensorDetails input, int position, NumPyArray array)
    {
        var (own, given) = (input.Shape, array.Shape);
        if (given.AsSpan().SequenceEqual(own)) return new(SampleLayout.One, 1);
        var batch = given.Length == own.Length + 1 && given.AsSpan(1).SequenceEqual(own) ? new(SampleLayout.Stacked, given[0])
            : given.Length == own.Length && own is [> 0, ..] && given.AsSpan(1).SequenceEqual(own.AsSpan(1)) && given[0] % own[0] == 0 ? new SampleBatch(SampleLayout.Joined, given[0] / own[0])
            : throw new InvokeException($"{InputArrays.Takes(input, position)}; the array is {array}, which is neither one sample nor several; {InvokeRequest.ResizeWord} resizes the inputs to their arrays");
        return batch.Count > 0 ? batch : throw new InvokeException($"the array for input {position} `{input.Name}` is {array}: it holds no sample");
    }

    private static string Samples(int count) => count == 1 ? "1 sample" : $"{count} samples";
}
