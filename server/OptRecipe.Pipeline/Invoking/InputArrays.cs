using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Invoking;

/// <summary>One array for each input of a model.</summary>
public static class InputArrays
{
    /// <summary>Finds the arrays of an archive by the inputs' names, or by <c>in0</c> … in the model's order; other arrays are not looked at.</summary>
    /// <exception cref="InvokeException">An array is missing, or its type is not the input's.</exception>
    public static NumPyArray[] Match(IReadOnlyList<TensorDetails> inputs, IReadOnlyCollection<string> names, Func<string, NumPyArray> read) =>
        [.. inputs.Select((input, position) => Checked(input, position, read(NameFor(inputs, position, names))))];

    /// <summary>A single array for a single input.</summary>
    /// <exception cref="InvokeException">The model has more inputs, or the type is not the input's.</exception>
    public static NumPyArray[] Single(IReadOnlyList<TensorDetails> inputs, NumPyArray array) => inputs.Count == 1 ? [Checked(inputs[0], 0, array)]
        : throw new InvokeException($"a single array is given; the model has {inputs.Count} inputs: {List(inputs)}; put one array for each into a .npz file");

    /// <summary><c>input 0 `x` takes INT8[1,28,28,1] (scale 0.0039, zero point -128)</c>.</summary>
    internal static string Takes(TensorDetails input, int position) => $"input {position} `{input.Name}` takes {input.Type.Name()}{TensorShape.Text(input.Shape)}{InWords(input.Quantization)}";

    private static string NameFor(IReadOnlyList<TensorDetails> inputs, int position, IReadOnlyCollection<string> names)
    {
        var (own, numbered) = (inputs[position].Name, $"in{position}");
        // A name that two inputs share says nothing, and `in1` may be another input's own name.
        var isOwnClear = inputs.Count(input => input.Name == own) == 1;
        var isNumberClear = own == numbered || inputs.All(input => input.Name != numbered);
        if (isOwnClear && names.Contains(own)) return own;
        if (isNumberClear && names.Contains(numbered)) return numbered;
        throw new InvokeException($"there is no array for input {position}, neither `{own}` nor `{numbered}`; the file holds {Listed(names)}, the model takes {List(inputs)}");
    }

    private static NumPyArray Checked(TensorDetails input, int position, NumPyArray array)
    {
        if (TensorArrays.Holds(array.Type, input.Type)) return array;
        throw new InvokeException(TensorArrays.TypeOf(input.Type) is null
            ? $"input {position} `{input.Name}` is {input.Type.Name()}, which no NumPy array holds"
            : $"{Takes(input, position)}; the array is {array}"
                + (!input.Quantization.IsNone && array.Type.Letter == 'f' ? "; arrays hold stored values, quantize them first" : ""));
    }

    private static string InWords(TensorQuantization quantization) => quantization switch
    {
        { IsNone: true } => "",
        { IsPerChannel: true } => $" ({quantization.Scales.Length} scales along dimension {quantization.QuantizedDimension})",
        _ => $" (scale {quantization.Scale}, zero point {quantization.ZeroPoint})",
    };

    private static string List(IReadOnlyList<TensorDetails> inputs) => Listed(inputs.Select(input => input.Name));

    private static string Listed(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return all.Length == 0 ? "nothing" : string.Join(", ", all.Take(8).Select(name => $"`{name}`")) + (all.Length > 8 ? $" and {all.Length - 8} more" : "");
    }
}
