using System.Globalization;
using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Invoking;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Pipeline.Tests.Invoking;

public sealed class ModelInvokerTests
{
    /// <summary>Two inputs of shape [2,3] that come back as [6] and as [1,2,3].</summary>
    private static Model TwoInputs()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Int8, 2, 3);
        var y = builder.Input("y", TensorType.Float32, 2, 3);
        builder.Change(x, tensor => tensor with { Quantization = new() { Scales = [0.5f], ZeroPoints = [3] } });
        builder.Output(builder.Add(BuiltinOperator.Reshape, "flat", TensorType.Int8, [6], [x, builder.Constant<int>("s", TensorType.Int32, [1], [-1])]));
        builder.Output(builder.Add(BuiltinOperator.Reshape, "deep", TensorType.Float32, [1, 2, 3], [y, builder.Constant<int>("t", TensorType.Int32, [3], [1, -1, 3])]));
        return builder.Build();
    }

    private static NumPyArray Int8(params int[] shape) => Array(new('i', 1), shape);

    private static NumPyArray Single(params int[] shape) => Array(new('f', 4), shape);

    private static NumPyArray Array(NumPyType type, int[] shape)
    {
        var bytes = new byte[shape.Aggregate(type.ElementBytes, (product, size) => product * size)];
        new Random(5).NextBytes(bytes);
        return new(type, shape, bytes);
    }

    private static IReadOnlyList<NumPyArray> Invoke(Model model, bool resizes, params (string Name, NumPyArray Array)[] arrays)
    {
        var byName = arrays.ToDictionary(row => row.Name, row => row.Array);
        return ModelInvoker.Invoke(new(model, InterpreterOptions.Default, resizes, false), inputs => InputArrays.Match(inputs, byName.Keys, name => byName[name]), default);
    }

    private static int[] Shape(string text) => [.. text.Split('×', StringSplitOptions.RemoveEmptyEntries).Select(size => int.Parse(size, CultureInfo.InvariantCulture))];

    [Theory]
    [InlineData("2×3", "2×3", "6", "1×2×3")]
    [InlineData("4×2×3", "4×2×3", "4×6", "4×1×2×3")]
    [InlineData("8×3", "8×3", "24", "4×2×3")]
    [InlineData("4×2×3", "8×3", "4×6", "4×1×2×3")]
    [InlineData("1×2×3", "2×3", "1×6", "1×1×2×3")]
    public void Samples_are_told_by_the_shape_and_come_back_together(string x, string y, string flat, string deep)
    {
        var (first, second) = (Int8(Shape(x)), Single(Shape(y)));
        var results = Invoke(TwoInputs(), false, ("x", first), ("in1", second), ("ref0", first));
        Assert.Equal((flat, deep), (string.Join('×', results[0].Shape), string.Join('×', results[1].Shape)));
        Assert.Equal(first.Bytes, results[0].Bytes);
        Assert.Equal(second.Bytes, results[1].Bytes);
    }

    [Fact]
    public void Inputs_are_resized_when_that_is_asked_for()
    {
        var results = Invoke(TwoInputs(), true, ("x", Int8(5, 1, 7)), ("y", Single(4, 3)));
        Assert.Equal([35], results[0].Shape);
        Assert.Equal([1, 4, 3], results[1].Shape);
    }

    public static TheoryData<string, NumPyArray, NumPyArray> Misfits => new()
    {
        { "input 0 `x` takes INT8[2,3] (scale 0.5, zero point 3); the array is FLOAT32[2,3]; arrays hold stored values, quantize them first", Single(2, 3), Single(2, 3) },
        { "input 1 `y` takes FLOAT32[2,3]; the array is INT8[2,3]", Int8(2, 3), Int8(2, 3) },
        { "input 0 `x` takes INT8[2,3] (scale 0.5, zero point 3); the array is INT8[2,4], which is neither one sample nor several; --resize resizes the inputs to their arrays", Int8(2, 4), Single(2, 3) },
        { "input 0 `x` takes INT8[2,3] (scale 0.5, zero point 3); the array is INT8[3,3], which is neither one sample nor several; --resize resizes the inputs to their arrays", Int8(3, 3), Single(2, 3) },
        { "input 0 `x` takes INT8[2,3] (scale 0.5, zero point 3); the array is INT8[6], which is neither one sample nor several; --resize resizes the inputs to their arrays", Int8(6), Single(2, 3) },
        { "the array for input 0 `x` is INT8[0,2,3]: it holds no sample", Int8(0, 2, 3), Single(0, 2, 3) },
        { "input 1 `y` has 2 samples, those before it 4 samples; every input takes one array for each sample", Int8(8, 3), Single(4, 3) },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void What_does_not_fit_is_one_sentence_with_found_and_expected(string expected, NumPyArray x, NumPyArray y) =>
        Assert.Equal(expected, Assert.Throws<InvokeException>(() => Invoke(TwoInputs(), false, ("x", x), ("y", y))).Message);

    [Fact]
    public void A_missing_array_is_named_with_what_there_is() => Assert.Equal(
        "there is no array for input 1, neither `y` nor `in1`; the file holds `in0`, `z`, the model takes `x`, `y`",
        Assert.Throws<InvokeException>(() => Invoke(TwoInputs(), false, ("in0", Int8(2, 3)), ("z", Single(2, 3)))).Message);

    [Fact]
    public void A_single_array_is_for_a_single_input() => Assert.StartsWith(
        "a single array is given; the model has 2 inputs: `x`, `y`",
        Assert.Throws<InvokeException>(() => ModelInvoker.Invoke(new(TwoInputs(), InterpreterOptions.Default, false, false), inputs => InputArrays.Single(inputs, Int8(2, 3)), default)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Texts_go_in_and_come_out()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.String, 2);
        var model = builder.Output(builder.Add(BuiltinOperator.Reshape, "y", TensorType.String, [2, 1], [x, builder.Constant<int>("s", TensorType.Int32, [2], [2, 1])])).Build();
        var results = Invoke(model, false, ("x", NumPyArray.OfStrings(["a", "bé", "", "dddd"], [2, 2])));
        Assert.Equal([2, 2, 1], results[0].Shape);
        Assert.Equal(["a", "bé", "", "dddd"], results[0].ToStrings());
    }

    [Theory]
    [InlineData(TensorType.Int4, 0x1F, new[] { -1, 1, -8 })]
    [InlineData(TensorType.UInt4, 0x1F, new[] { 15, 1, 8 })]
    public void Narrow_integers_take_a_byte_each_in_an_array(TensorType type, int first, int[] expected)
    {
        var array = TensorArrays.Of(type, [3], [(byte)first, 0x08]);
        Assert.Equal(expected.Select(value => (byte)value), array?.Bytes);
        Assert.Equal([(byte)first, 0x08], TensorArrays.ToBytes(array!, type));
    }
}
