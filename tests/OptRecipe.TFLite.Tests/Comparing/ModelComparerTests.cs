using OptRecipe.TFLite.Comparing;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Tests.Graphs;

namespace OptRecipe.TFLite.Tests.Comparing;

public sealed class ModelComparerTests
{
    [Fact]
    public void What_does_not_count_leaves_models_the_same()
    {
        Same(model => model with { Description = "other", Metadata = [new("m", 0)], Signatures = [new() { Key = "k" }] });
        Tensor(3, tensor => tensor with { Name = "other", Quantization = new() { Min = [0], Max = [1] } }, null);
        // Another buffer with the same bytes.
        Same(model => Change(model with { Buffers = model.Buffers.Add(model.Buffers[1]) }, 1, tensor => tensor with { Buffer = (uint)model.Buffers.Length }));
        Same(Shuffled);
    }

    [Fact]
    public void What_counts_is_found_where_it_is()
    {
        Tensor(1, tensor => tensor with { Type = TensorType.Int32 }, DifferenceKind.Type);
        Tensor(0, tensor => tensor with { ShapeSignature = default }, DifferenceKind.Shape);
        Tensor(3, tensor => tensor with { Quantization = new() { Scales = [0.5f], ZeroPoints = [0] } }, DifferenceKind.Quantization);
        Tensor(1, tensor => tensor with { Buffer = 2 }, DifferenceKind.Data);
        Different(model => model with { OperatorCodes = model.OperatorCodes.SetItem(0, model.OperatorCodes[0] with { Version = 5 }) }, DifferenceKind.OperatorVersion);
        Different(model => model with { OperatorCodes = model.OperatorCodes.SetItem(0, new(BuiltinOperator.DepthwiseConv2D)) }, DifferenceKind.OperatorKind);
        Operator(0, op => op with { Options = op.Options?.With("stride_w", 2) }, DifferenceKind.Options);
        Operator(2, op => op with { CustomOptions = ByteRange.Of([1, 2, 4]) }, DifferenceKind.Options);
        Operator(0, op => op with { Inputs = [0, 1, -1] }, DifferenceKind.Connections);
        Different(model => model with { Subgraphs = [] }, DifferenceKind.SubgraphCount);
        Different(model => model with { Subgraphs = [model.Subgraphs[0] with { Outputs = [] }] }, DifferenceKind.Ends);
        Different(model => model with { Subgraphs = [model.Subgraphs[0] with { Operators = model.Subgraphs[0].Operators.Add(new() { OpcodeIndex = 1, Inputs = [3, 4], Outputs = [] }) }] }, DifferenceKind.MissingOperator);
    }

    /// <summary>One RELU that feeds both sides of an ADD, or two of them.</summary>
    [Fact]
    public void Two_operators_are_not_one()
    {
        Assert.NotEmpty(ModelComparer.Same(Relus(1), Relus(2)));
        Assert.NotEmpty(ModelComparer.Same(Relus(2), Relus(1)));

        static Model Relus(int count)
        {
            var builder = new ModelBuilder();
            var x = builder.Input("x", TensorType.Float32, 4);
            var left = builder.Add(BuiltinOperator.Relu, "a", TensorType.Float32, [4], [x]);
            var right = count == 1 ? left : builder.Add(BuiltinOperator.Relu, "b", TensorType.Float32, [4], [x]);
            return builder.Output(builder.Add(BuiltinOperator.Add, "y", TensorType.Float32, [4], [left, right])).Build();
        }
    }

    [Fact]
    public void A_constant_may_be_one_tensor_or_two()
    {
        Assert.Empty(ModelComparer.Same(Constants(1), Constants(2)));
        Assert.Empty(ModelComparer.Same(Constants(2), Constants(1)));

        static Model Constants(int count)
        {
            var builder = new ModelBuilder();
            var x = builder.Input("x", TensorType.Float32, 2);
            var first = builder.Constant<float>("c", TensorType.Float32, [2], [1, 2]);
            var second = count == 1 ? first : builder.Constant<float>("d", TensorType.Float32, [2], [1, 2]);
            return builder.Output(builder.Add(BuiltinOperator.Mul, "z", TensorType.Float32, [2], [builder.Add(BuiltinOperator.Add, "y", TensorType.Float32, [2], [x, first]), second])).Build();
        }
    }

    [Fact]
    public void Sparse_data_are_compared_with_their_indices()
    {
        Model Sparse(params int[] indices) => Change(ModelBuilderTests.Small(), 1, tensor => tensor with { Sparsity = new([0], [], [new(DimensionType.SparseCsr, 0, new(1, [0, 1]), new(1, [.. indices]))]) });
        Assert.Empty(ModelComparer.Same(Sparse(3), Sparse(3)));
        Assert.Contains(ModelComparer.Same(Sparse(3), Sparse(4)), difference => difference.Message == "the sparse formats differ");
        Assert.NotEmpty(ModelComparer.Same(Sparse(3), ModelBuilderTests.Small()));
    }

    [Fact]
    public void Defaults_that_one_file_writes_and_another_leaves_out_are_equal() =>
        Same(model => Replace(model, 1, op => op with { Options = null }));

    [Fact]
    public void Every_file_is_the_same_as_itself_rewritten_and_shuffled()
    {
        foreach (var path in ModelFiles.In(ModelFiles.Corpus))
        {
            var model = ModelFiles.Read(File.ReadAllBytes(path));
            Assert.Empty(ModelComparer.Same(model, ModelFiles.Read(ModelFiles.Write(model with { Description = "rewritten" }))).Select(difference => $"{path}: {difference}"));
            Assert.Empty(ModelComparer.Same(model, Shuffled(model)).Select(difference => $"{path}: {difference}"));
        }
    }

    [Fact]
    public void A_quantized_file_differs_from_its_other_forms()
    {
        Model Read(string name) => ModelFiles.Read(File.ReadAllBytes(Path.Combine(ModelFiles.Corpus, "converter", name)));
        var comparison = ModelComparer.Compare(Read("tones_dscnn__dynamic.tflite"), Read("tones_dscnn__int8.tflite"));
        Assert.False(comparison.IsSame);
        Assert.Contains(comparison.Differences, difference => difference.Kind == DifferenceKind.OperatorVersion);
        Assert.Contains(comparison.Operators, change => change is { Operator: "QUANTIZE", Left: 0, Right: 1 });
        Assert.Equal(comparison.Left.MultiplyAccumulates, comparison.Right.MultiplyAccumulates);
        Assert.Equal(comparison.Left.Parameters, comparison.Right.Parameters);
    }

    [Fact]
    public void What_differs_beside_is_told_in_sentences()
    {
        var model = ModelBuilderTests.Small();
        var other = model with { Description = "x", Metadata = [new("min_runtime_version", 1)], Subgraphs = [model.Subgraphs[0] with { Tensors = model.Subgraphs[0].Tensors.SetItem(0, model.Subgraphs[0].Tensors[0] with { Name = "z" }) }] };
        Assert.Equal(["the description is `small` and `x`", "the metadata `min_runtime_version` stands in the second model only", "1 tensors of the same number have different names"], ModelComparer.Compare(model, other).Others.ToArray());
    }

    /// <summary>The tensors in the opposite order, the operators in theirs.</summary>
    private static Model Shuffled(Model model) => model with
    {
        Subgraphs = [.. model.Subgraphs.Select(subgraph =>
        {
            var last = subgraph.Tensors.Length - 1;
            int Of(int tensor) => tensor < 0 ? tensor : last - tensor;
            return subgraph with
            {
                Tensors = [.. subgraph.Tensors.Reverse().Select(tensor => tensor.Quantization is { Details: BlockwiseQuantization blockwise } quantization
                    ? tensor with { Quantization = quantization with { Details = blockwise with { Scales = Of(blockwise.Scales), ZeroPoints = Of(blockwise.ZeroPoints) } } } : tensor)],
                Inputs = [.. subgraph.Inputs.Select(Of)],
                Outputs = [.. subgraph.Outputs.Select(Of)],
                Operators = [.. subgraph.Operators.Select(op => op with { Inputs = [.. op.Inputs.Select(Of)], Outputs = [.. op.Outputs.Select(Of)], Intermediates = op.Intermediates.IsDefault ? default : [.. op.Intermediates.Select(Of)] })],
            };
        })],
    };

    private static Model Change(Model model, int tensor, Func<Tensor, Tensor> change) =>
        model with { Subgraphs = [model.Subgraphs[0] with { Tensors = model.Subgraphs[0].Tensors.SetItem(tensor, change(model.Subgraphs[0].Tensors[tensor])) }] };

    private static Model Replace(Model model, int op, Func<Operator, Operator> change) =>
        model with { Subgraphs = [model.Subgraphs[0] with { Operators = model.Subgraphs[0].Operators.SetItem(op, change(model.Subgraphs[0].Operators[op])) }] };

    private static void Same(Func<Model, Model> change) => Assert.Empty(ModelComparer.Same(ModelBuilderTests.Small(), change(ModelBuilderTests.Small())));

    private static void Different(Func<Model, Model> change, DifferenceKind kind)
    {
        Assert.Contains(ModelComparer.Same(ModelBuilderTests.Small(), change(ModelBuilderTests.Small())), difference => difference.Kind == kind);
        Assert.Contains(ModelComparer.Same(change(ModelBuilderTests.Small()), ModelBuilderTests.Small()), difference => difference.Kind == kind);
    }

    private static void Tensor(int index, Func<Tensor, Tensor> change, DifferenceKind? kind)
    {
        if (kind is { } expected) Different(model => Change(model, index, change), expected);
        else Same(model => Change(model, index, change));
    }

    private static void Operator(int index, Func<Operator, Operator> change, DifferenceKind kind) => Different(model => Replace(model, index, change), kind);
}
