using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;

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
                Assert.Single(part.Subgraphs[0].Operators);
                Assert.Empty(ModelVerifier.Verify(ModelFiles.Read(ModelFiles.Write(part))).Where(violation => violation.Severity == ViolationSeverity.Error).Select(violation => $"{path} #{index}: {violation.Message}"));
            }
        }
    }

    private static Model TwoInputs()
    {
        var builder = new ModelBuilder();
        var (a, b) = (builder.Input("a", TensorType.Float32, 4), builder.Input("b", TensorType.Float32, 4));
        return builder.Output(builder.Add(BuiltinOperator.Add, "sum", TensorType.Float32, [4], [a, b])).Build();
    }
}
