using OptRecipe.TFLite.Files;
using OptRecipe.Testing;

namespace OptRecipe.TFLite.Tests.Files;

public sealed class ModelVerifierTests
{
    [Fact]
    public void A_legal_model_has_no_violations() => Assert.Empty(ModelVerifier.Verify(Legal));

    [Fact]
    public void Versions_of_the_schema_and_missing_subgraphs_are_errors()
    {
        Check(model => model with { Version = 2 }, ViolationKind.SchemaVersion, -1, -1, "the schema version is 2");
        Check(model => model with { Subgraphs = [], Signatures = [] }, ViolationKind.NoSubgraph, -1, -1, "no subgraph");
        Check(model => model with { Buffers = model.Buffers.SetItem(0, model.Buffers[1]) }, ViolationKind.FirstBuffer, -1, -1, "buffer 0 holds 24 bytes", ViolationSeverity.Warning);
    }

    [Fact]
    public void Indices_out_of_range_are_errors()
    {
        Check(model => model with { Metadata = [new("m", 9)] }, ViolationKind.BufferIndex, -1, -1, "metadata `m` names buffer 9, the model has 3");
        CheckTensor(1, tensor => tensor with { Buffer = 7 }, ViolationKind.BufferIndex, "`weights` names buffer 7");
        CheckTensor(0, tensor => tensor with { ExternalBuffer = 4 }, ViolationKind.ExternalBuffer, "external buffer 4");
        CheckOperator(op => op with { OpcodeIndex = 5 }, ViolationKind.OperatorCodeIndex, "operator code 5, the model has 2");
        CheckOperator(op => op with { Inputs = [0, 1, 44] }, ViolationKind.TensorIndex, "input 2 of `FULLY_CONNECTED` #0 is tensor 44, the subgraph has 5");
        CheckOperator(op => op with { Outputs = [-1] }, ViolationKind.TensorIndex, "output 0 of `FULLY_CONNECTED` #0 is tensor -1");
    }

    [Fact]
    public void Data_have_to_fill_shape_and_type_exactly()
    {
        CheckTensor(1, tensor => tensor with { Shape = [4, 7], Quantization = null }, ViolationKind.DataSize, "has 24 bytes of data, INT8 of shape [4, 7] takes 28");
        CheckTensor(1, tensor => tensor with { Type = TensorType.Int4 }, ViolationKind.DataSize, "INT4 of shape [4, 6] takes 12");
        Assert.Empty(ModelVerifier.Verify(WithTensor(1, tensor => tensor with { Type = TensorType.Int4, Shape = [4, 12] })).Where(violation => violation.Kind == ViolationKind.DataSize));
        CheckTensor(1, tensor => tensor with { Type = TensorType.Int2 }, ViolationKind.DataSize, "has 24 bytes of data, INT2 of shape [4, 6] takes 6");
        CheckTensor(1, tensor => tensor with { Type = TensorType.Int4, Shape = [4, 11] }, ViolationKind.DataSize, "INT4 of shape [4, 11] takes 22");
        Assert.Empty(ModelVerifier.Verify(WithTensor(1, tensor => tensor with { Type = TensorType.Int2, Shape = [4, 24] })).Where(violation => violation.Kind == ViolationKind.DataSize));
        // 47 elements of 4 bits fill 24 bytes, the last one half.
        Assert.Empty(ModelVerifier.Verify(WithTensor(1, tensor => tensor with { Type = TensorType.Int4, Shape = [47] })).Where(violation => violation.Kind == ViolationKind.DataSize));
        CheckTensor(1, tensor => tensor with { Type = (TensorType)99 }, ViolationKind.UnknownType, "the type 99", ViolationSeverity.Warning);
    }

    [Fact]
    public void Scales_and_zero_points_have_to_match_the_quantized_dimension()
    {
        CheckTensor(1, tensor => tensor with { Quantization = new() { Scales = [1, 1, 1, 1], ZeroPoints = [0] } }, ViolationKind.QuantizationCount, "4 scales and 1 zero points");
        CheckTensor(1, tensor => tensor with { Quantization = new() { Scales = [1, 1], ZeroPoints = [0, 0] } }, ViolationKind.QuantizedDimension, "2 scales for dimension 0 of the shape [4, 6]");
        CheckTensor(1, tensor => tensor with { Quantization = new() { PlannedScaleCount = 5 } }, ViolationKind.QuantizedDimension, "5 scales");
        CheckTensor(1, tensor => tensor with { Quantization = new() { Scales = [1], ZeroPoints = [0], QuantizedDimension = 3 } }, ViolationKind.QuantizedDimension, "quantized dimension 3", ViolationSeverity.Warning);
        CheckTensor(1, tensor => tensor with { Quantization = new() { Scales = [0], ZeroPoints = [0] } }, ViolationKind.Scale, "the scale 0", ViolationSeverity.Warning);
        CheckTensor(1, tensor => tensor with { Quantization = new() { Scales = [1], ZeroPoints = [200] } }, ViolationKind.ZeroPoint, "zero point 200, INT8", ViolationSeverity.Warning);
    }

    [Fact]
    public void Blocks_have_to_divide_the_tensor_and_have_a_scale_each()
    {
        void Blocks(int scales, int zeroPoints, int size, ViolationKind kind, string words) =>
            CheckTensor(1, tensor => tensor with { Quantization = new() { Details = new BlockwiseQuantization(scales, zeroPoints, size) } }, kind, words);
        // Tensor 0 has 6 elements, tensor 2 has 4: [4, 6] in blocks of 6 takes 4 scales.
        Blocks(2, -1, 0, ViolationKind.QuantizationCount, "has blocks of 0 elements");
        Blocks(2, -1, 4, ViolationKind.QuantizationCount, "has blocks of 4 elements, which do not divide its last dimension 6");
        Blocks(0, -1, 6, ViolationKind.QuantizationCount, "4 scales are expected, tensor 0 `in` has 6");
        Blocks(99, -1, 6, ViolationKind.TensorIndex, "are tensors 99 and -1, the subgraph has 5");
        Blocks(2, -9, 6, ViolationKind.TensorIndex, "are tensors 2 and -9");
        Assert.Empty(ModelVerifier.Verify(WithTensor(1, tensor => tensor with { Quantization = new() { Details = new BlockwiseQuantization(2, -1, 6) } })));
        CheckTensor(1, tensor => tensor with { Quantization = new() { Details = new MultiAxisQuantization(2, -1, 0, [0, 2]) } }, ViolationKind.QuantizedDimension, "the quantized dimensions [0, 2], its shape has 2");
        CheckTensor(1, tensor => tensor with { Quantization = new() { Details = new MultiAxisQuantization(77, -1, 0, [0, 1]) } }, ViolationKind.TensorIndex, "are tensors 77 and -1");
    }

    [Fact]
    public void What_cannot_be_edited_is_told_from_what_is_only_irregular()
    {
        Assert.Null(ModelVerifier.Obstacle(Legal));
        Assert.Equal(ViolationKind.WritesConstant, ModelVerifier.Obstacle(WithSubgraph(subgraph => subgraph with { Operators = subgraph.Operators.SetItem(0, subgraph.Operators[0] with { Outputs = [2] }) }))?.Kind);
        Assert.Null(ModelVerifier.Obstacle(WithTensor(1, tensor => tensor with { Quantization = new() { Scales = [0], ZeroPoints = [0] } })));
        var reversed = WithSubgraph(subgraph => subgraph with { Operators = [subgraph.Operators[1], subgraph.Operators[0]] });
        Assert.Equal((ViolationKind.Order, ViolationKind.Order), (ModelVerifier.Unsoundness(reversed)?.Kind, ModelVerifier.Obstacle(reversed)?.Kind));
        Assert.Null(ModelVerifier.Unsoundness(WithSubgraph(subgraph => subgraph with { Outputs = [4, -1] })));
        Assert.Equal(ViolationKind.TensorIndex, ModelVerifier.Obstacle(WithSubgraph(subgraph => subgraph with { Outputs = [4, -1] }))?.Kind);
    }

    [Fact]
    public void Operators_have_to_stand_in_the_order_of_their_data()
    {
        CheckSubgraph(subgraph => subgraph with { Operators = [subgraph.Operators[1], subgraph.Operators[0]] }, ViolationKind.Order, "`RELU` #0 reads tensor 3 `hidden`, which `FULLY_CONNECTED` #1 makes only later");
        CheckSubgraph(subgraph => subgraph with { Operators = subgraph.Operators.Add(subgraph.Operators[1]) }, ViolationKind.TwoProducers, "`RELU` #2 writes tensor 4 `out`, which `RELU` #1 makes already");
        CheckSubgraph(subgraph => subgraph with { Inputs = [] }, ViolationKind.NoProducer, "reads tensor 0 `in`, which no operator makes", ViolationSeverity.Warning);
        CheckOperator(op => op with { Outputs = [2] }, ViolationKind.WritesConstant, "writes tensor 2 `bias`", ViolationSeverity.Warning);
        CheckOperator(op => op with { Outputs = [0] }, ViolationKind.WritesInput, "writes tensor 0 `in`, which is an input", ViolationSeverity.Warning);
        CheckSubgraph(subgraph => subgraph with { Outputs = [4, -1] }, ViolationKind.TensorIndex, "an output of subgraph 0 is no tensor", ViolationSeverity.Warning);
    }

    [Fact]
    public void Signatures_have_to_name_tensors_of_their_subgraph()
    {
        Check(model => model with { Signatures = [new() { Key = "s", SubgraphIndex = 3 }] }, ViolationKind.Signature, -1, -1, "`s` names subgraph 3");
        Check(model => model with { Signatures = [new() { Key = "s", Inputs = [new("x", 50)] }] }, ViolationKind.Signature, 0, -1, "its input `x` tensor 50");
        Check(model => model with { Signatures = [new() { Key = "s", Inputs = [new("x", 3)] }] }, ViolationKind.Signature, 0, -1, "which is no input of the subgraph", ViolationSeverity.Warning);
    }

    [Fact]
    public void Options_versions_and_custom_codes_have_to_fit_the_operator()
    {
        CheckOperator(op => op with { Options = OperatorOptions.Of("Conv2DOptions") }, ViolationKind.Options, "has Conv2DOptions, FullyConnectedOptions is expected", ViolationSeverity.Warning);
        CheckOperator(op => op with { Options = OperatorOptions.Of("IfOptions").With("then_subgraph_index", 0).With("else_subgraph_index", 8) }, ViolationKind.SubgraphIndex, "`else_subgraph_index` of `FULLY_CONNECTED` #0 is 8, the model has 1");
        Check(model => model with { OperatorCodes = [new(BuiltinOperator.FullyConnected, 4), new(BuiltinOperator.Relu)] }, ViolationKind.Version, 0, 0, "has version 4, its types and options need 12", ViolationSeverity.Warning);
        Check(model => model with { OperatorCodes = [model.OperatorCodes[0], new(BuiltinOperator.Relu, 9)] }, ViolationKind.Version, 0, 1, "has version 9, runtimes register 1 to 3", ViolationSeverity.Warning);
        Check(model => model with { OperatorCodes = model.OperatorCodes.Add(new(BuiltinOperator.Custom)) }, ViolationKind.CustomCode, -1, -1, "has no name");
    }

    [Fact]
    public void Sparse_tensors_have_to_be_consistent()
    {
        CheckSparsity([0, 1], [new(DimensionType.Dense, 4, null, null), new(DimensionType.SparseCsr, 0, new(1, [0, 1, 2, 2, 3]), new(1, [0, 5, 1]))], null);
        CheckSparsity([0], [new(DimensionType.Dense, 4, null, null)], "1 dimensions, 2 of the shape and 0 of blocks are expected");
        CheckSparsity([0, 0], [new(DimensionType.Dense, 4, null, null), new(DimensionType.Dense, 6, null, null)], "every dimension once is expected");
        CheckSparsity([0, 1], [new(DimensionType.Dense, 4, null, null), new(DimensionType.SparseCsr, 0, new(1, [0, 1, 2, 3]), new(1, [0, 5, 1]))], "4 segments in dimension 1, 5 are expected");
        CheckSparsity([0, 1], [new(DimensionType.Dense, 4, null, null), new(DimensionType.SparseCsr, 0, new(1, [0, 2, 1, 2, 3]), new(1, [0, 5, 1]))], "segments that fall at 2");
        CheckSparsity([0, 1], [new(DimensionType.Dense, 4, null, null), new(DimensionType.SparseCsr, 0, null, null)], "no segments");
    }

    [Fact]
    public void Files_of_the_corpus_are_legal() => CheckFolder(ModelFiles.Corpus);

    [Theory]
    [InlineData("models", 27)]
    [InlineData("golden/kernels", 3363)]
    [InlineData("golden/converter", 79)]
    [InlineData("golden/aeq", 404)]
    public void Files_that_runtimes_load_are_legal(string folder, int caseCount)
    {
        if (SharedFolder.Require(folder, caseCount) is { } path) CheckFolder(path);
    }

    private static Model Legal { get; } = new()
    {
        OperatorCodes = [new(BuiltinOperator.FullyConnected, 12), new(BuiltinOperator.Relu)],
        Buffers = [Buffer.Empty, new() { Data = ByteRange.Of(new byte[24]) }, new() { Data = ByteRange.Of(new byte[16]) }],
        Subgraphs =
        [
            new()
            {
                Tensors =
                [
                    new() { Name = "in", Shape = [1, 6] },
                    new() { Name = "weights", Shape = [4, 6], Type = TensorType.Int8, Buffer = 1, Quantization = new() { Scales = [1, 1, 1, 1], ZeroPoints = [0, 0, 0, 0] } },
                    new() { Name = "bias", Shape = [4], Buffer = 2 },
                    new() { Name = "hidden", Shape = [1, 4] },
                    new() { Name = "out", Shape = [1, 4] },
                ],
                Inputs = [0],
                Outputs = [4],
                Operators = [new() { Inputs = [0, 1, 2], Outputs = [3], Options = OperatorOptions.Of("FullyConnectedOptions") }, new() { OpcodeIndex = 1, Inputs = [3], Outputs = [4] }],
            },
        ],
        Signatures = [new() { Key = "serve", Inputs = [new("x", 0)], Outputs = [new("y", 4)] }],
    };

    private static Model WithSubgraph(Func<Subgraph, Subgraph> change) => Legal with { Subgraphs = [change(Legal.Subgraphs[0])] };
    private static Model WithTensor(int index, Func<Tensor, Tensor> change) =>
        WithSubgraph(subgraph => subgraph with { Tensors = subgraph.Tensors.SetItem(index, change(subgraph.Tensors[index])) });

    private static void CheckTensor(int index, Func<Tensor, Tensor> change, ViolationKind kind, string words, ViolationSeverity severity = ViolationSeverity.Error) =>
        Assert.Equal(index, CheckOne(WithTensor(index, change), kind, words, severity).Tensor);

    private static void CheckOperator(Func<Operator, Operator> change, ViolationKind kind, string words, ViolationSeverity severity = ViolationSeverity.Error) =>
        Assert.Equal(0, CheckOne(WithSubgraph(subgraph => subgraph with { Operators = subgraph.Operators.SetItem(0, change(subgraph.Operators[0])) }), kind, words, severity).Operator);

    private static void CheckSubgraph(Func<Subgraph, Subgraph> change, ViolationKind kind, string words, ViolationSeverity severity = ViolationSeverity.Error) =>
        Assert.Equal(0, CheckOne(WithSubgraph(change), kind, words, severity).Subgraph);

    private static void Check(Func<Model, Model> change, ViolationKind kind, int subgraph, int op, string words, ViolationSeverity severity = ViolationSeverity.Error)
    {
        var violation = CheckOne(change(Legal), kind, words, severity);
        Assert.Equal((subgraph, op), (violation.Subgraph, violation.Operator));
    }

    private static Violation CheckOne(Model model, ViolationKind kind, string words, ViolationSeverity severity)
    {
        var violation = Assert.Single(ModelVerifier.Verify(model), violation => violation.Kind == kind);
        Assert.Contains(words, violation.Message, StringComparison.Ordinal);
        Assert.Equal(severity, violation.Severity);
        return violation;
    }

    private static void CheckSparsity(int[] order, DimensionMetadata[] dimensions, string? words)
    {
        var model = WithTensor(1, tensor => tensor with { Sparsity = new([.. order], [], [.. dimensions]) });
        if (words is null) Assert.DoesNotContain(ModelVerifier.Verify(model), violation => violation.Kind == ViolationKind.Sparsity);
        else CheckOne(model, ViolationKind.Sparsity, words, ViolationSeverity.Error);
    }

    private static void CheckFolder(string folder)
    {
        foreach (var path in ModelFiles.In(folder))
            Assert.Empty(ModelVerifier.Verify(ModelFiles.Read(File.ReadAllBytes(path))).Where(violation => violation.Severity == ViolationSeverity.Error).Select(violation => $"{path}: {violation.Message}"));
    }
}
