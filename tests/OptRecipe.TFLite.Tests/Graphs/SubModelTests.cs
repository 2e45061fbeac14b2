using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;
using OptRecipe.Testing;

namespace OptRecipe.TFLite.Tests.Graphs;

public sealed class SubModelTests
{
    [Fact]
    public void A_part_has_its_operators_its_constants_and_nothing_else()
    {
        var part = SubModel.Extract(ModelBuilderTests.Small(), 0, [3], [5]);
        Assert.Equal("#0 MEAN v1 (t0 FLOAT32[-1,8,8,2], t1 INT32[2]) → t2 FLOAT32[-1,2]", OperatorText.Lines(part, 0));
        Assert.Equal((2, 1, 3), (part.Buffers.Length, part.OperatorCodes.Length, part.Subgraphs[0].Tensors.Length));
        Assert.Equal([1, 0, 0, 0, 2, 0, 0, 0], part.Buffers[1].Data.ToMemory().ToArray());
        Assert.Empty(ModelVerifier.Verify(part));
    }

    [Fact]
    public void Inputs_that_are_needed_beside_come_along() =>
        Assert.Equal(2, SubModel.Extract(TwoInputs(), 0, [0], [2]).Subgraphs[0].Inputs.Length);

    [Fact]
    public void What_does_not_hang_together_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SubModel.Extract(ModelBuilderTests.Small(), 0, [3], [3]));
        Assert.Throws<ArgumentException>(() => SubModel.Extract(ModelBuilderTests.Small(), 0, [0], [77]));
    }

    /// <summary>Every operator of every corpus file, cut out alone, is a legal model of that operator which survives the file.</summary>
    [Fact]
    public void Every_single_operator_of_the_corpus_can_be_cut_out()
    {
        foreach (var path in ModelFiles.In(ModelFiles.Corpus))
        {
            var model = ModelFiles.Read(File.ReadAllBytes(path));
            var graph = new GraphView(model, 0);
            for (var index = 0; index < graph.Subgraph.Operators.Length; index++)
            {
                var op = graph.Subgraph.Operators[index];
                if (op.Outputs.IsEmpty) continue;
                var part = SubModel.Extract(model, 0, [.. op.Inputs.Where(tensor => tensor >= 0 && !graph.IsConstant(tensor)).Distinct()], [op.Outputs[0]]);
                // Whoever makes a handle needs the call that fills what it stands for.
                Assert.Single(part.Subgraphs[0].Operators.Index(), pair => OperatorText.Name(part, new(0, pair.Index)) != "CALL_ONCE");
                Assert.Empty(ModelVerifier.Verify(ModelFiles.Read(ModelFiles.Write(part))).Where(violation => violation.Severity == ViolationSeverity.Error).Select(violation => $"{path} #{index}: {violation.Message}"));
            }
        }
    }

    /// <summary>Both halves run alone in the native runtime, and the second half of the first half gives what the whole gives, bit for bit.</summary>
    [Theory]
    [InlineData("examples/quickstart/digits_cnn.tflite")]
    [InlineData("tests/corpus/tflite/converter/tones_dscnn__int8.tflite")]
    [InlineData("tests/corpus/tflite/converter/tones_dscnn__float16.tflite")]
    public void Two_halves_compute_what_the_whole_computes(string file)
    {
        var model = ModelFiles.Read(File.ReadAllBytes(SharedFolder.InRepository(file)));
        var main = model.Subgraphs[0];
        // Operators that read constants alone (float16 weights) are on no path from the input.
        var path = main.Operators.Where(op => op.Inputs.Any(tensor => tensor >= 0 && !new GraphView(model, 0).IsConstant(tensor))).ToArray();
        var middle = path[path.Length / 2].Outputs[0];
        var whole = Run(ModelFiles.Write(model), Bytes);
        var first = Run(ModelFiles.Write(SubModel.Extract(model, 0, main.Inputs, [middle])), Bytes);
        var second = Run(ModelFiles.Write(SubModel.Extract(model, 0, [middle], main.Outputs)), count => first.Length == count ? first : throw new InvalidOperationException($"{first.Length} and {count} bytes"));
        Assert.Contains(whole, value => value != whole[0]);
        Assert.Equal(whole, second);

        static byte[] Bytes(int count) => [.. Enumerable.Range(0, count / 4).SelectMany(index => BitConverter.GetBytes(MathF.Sin(index)))];
    }

    [Fact]
    public void A_part_of_another_subgraph_comes_first_and_brings_only_what_it_calls()
    {
        var path = ModelFiles.In(Path.Combine(ModelFiles.Corpus, "kernels")).First(path => Path.GetFileName(path).StartsWith("while__", StringComparison.Ordinal));
        var model = ModelFiles.Read(File.ReadAllBytes(path));
        Assert.True(model.Subgraphs.Length >= 3);
        for (var index = 0; index < model.Subgraphs.Length; index++)
        {
            var part = SubModel.Extract(model, index, model.Subgraphs[index].Inputs, model.Subgraphs[index].Outputs);
            Assert.Equal(OperatorText.Lines(model, index).Split('\n').Length, part.Subgraphs[0].Operators.Length);
            Assert.Equal(SubgraphCalls.Reachable(model, index).Length, part.Subgraphs.Length);
            Assert.Empty(ModelVerifier.Verify(part).Where(violation => violation.Severity == ViolationSeverity.Error));
            Assert.Null(NativeTensorFlowLite.Refusal(ModelFiles.Write(part)));
        }
    }

    [Fact]
    public void What_fills_variables_comes_along()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 4);
        var handle = builder.Tensor("handle", TensorType.Resource, 1);
        builder.Add(BuiltinOperator.CallOnce, [], [], OperatorOptions.Of("CallOnceOptions").With("init_subgraph_index", 1));
        builder.Add(BuiltinOperator.VarHandle, [], [handle]);
        var state = builder.Add(BuiltinOperator.ReadVariable, "state", TensorType.Float32, [4], [handle]);
        var sum = builder.Add(BuiltinOperator.Add, "sum", TensorType.Float32, [4], [x, state]);
        builder.Add(BuiltinOperator.AssignVariable, [handle, sum], []);
        var model = builder.Output(builder.Add(BuiltinOperator.Relu, "y", TensorType.Float32, [4], [sum])).Build();
        model = model with { Subgraphs = model.Subgraphs.Add(new() { Name = "init" }) };
        Assert.Equal(["CALL_ONCE", "VAR_HANDLE", "READ_VARIABLE", "ADD", "ASSIGN_VARIABLE"], Kinds(SubModel.Extract(model, 0, [x], [sum])));
        Assert.Equal(2, SubModel.Extract(model, 0, [x], [sum]).Subgraphs.Length);
        var tail = SubModel.Extract(model, 0, [sum], model.Subgraphs[0].Outputs);
        Assert.Equal(["RELU"], Kinds(tail));
        Assert.Single(tail.Subgraphs);

        static string[] Kinds(Model part) => [.. Enumerable.Range(0, part.Subgraphs[0].Operators.Length).Select(index => OperatorText.Name(part, new(0, index)))];
    }

    private static byte[] Run(byte[] file, Func<int, byte[]> input)
    {
        using var runtime = NativeTensorFlowLite.Load(file);
        runtime.SetInput<byte>(0, input(runtime.Inputs[0].ByteCount));
        runtime.Invoke();
        return runtime.Output<byte>(0);
    }

    private static Model TwoInputs()
    {
        var builder = new ModelBuilder();
        var (a, b) = (builder.Input("a", TensorType.Float32, 4), builder.Input("b", TensorType.Float32, 4));
        return builder.Output(builder.Add(BuiltinOperator.Add, "sum", TensorType.Float32, [4], [a, b])).Build();
    }
}
