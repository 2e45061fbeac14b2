using OptRecipe.Testing;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Tests.Operators;

public sealed class OperatorVersionsTests
{
    /// <summary>The converter gives int16 activations the versions of int8, so files with them judge nothing; elsewhere it never gives less than its own rules say.</summary>
    [Fact]
    public void The_converters_files_have_the_versions_that_the_rules_give() => CheckFolder(Path.Combine(ModelFiles.Corpus, "converter"), 60);

    [Fact]
    public void The_shared_converter_files_have_the_versions_that_the_rules_give()
    {
        if (SharedFolder.Require("golden/converter", 79) is { } path) CheckFolder(path, 250);
    }

    [Theory]
    [InlineData(BuiltinOperator.Conv2D, 5, "2.4.0")]
    [InlineData(BuiltinOperator.FullyConnected, 12, "2.17.0")]
    [InlineData(BuiltinOperator.Reshape, 1, "1.5.0")]
    [InlineData(BuiltinOperator.FullyConnected, 15, null)]
    [InlineData(BuiltinOperator.Delegate, 1, null)]
    public void A_version_has_the_runtime_that_brought_it(BuiltinOperator op, int version, string? expected) =>
        Assert.Equal(expected, OperatorVersions.MinimumRuntime(op, version)?.ToString());

    [Fact]
    public void A_planned_scale_per_channel_counts_as_per_channel()
    {
        var model = Dense(TensorType.Int8, new() { PlannedScaleCount = 4 });
        Assert.Equal(12, OperatorVersions.Needed(model, model.Subgraphs[0], model.Subgraphs[0].Operators[0]));
        Assert.Equal("2.17.0", OperatorVersions.MinimumRuntime(OperatorVersions.Raise(model))?.ToString());
        var perTensor = Dense(TensorType.Int8, new() { PlannedScaleCount = 1 });
        Assert.Equal(3, OperatorVersions.Raise(perTensor).OperatorCodes[0].Version);
    }

    [Fact]
    public void Raising_never_lowers_and_keeps_a_model_that_is_right()
    {
        var model = Dense(TensorType.Float32, null);
        Assert.Same(model, OperatorVersions.Raise(model));
        var high = model with { OperatorCodes = [model.OperatorCodes[0] with { Version = 9 }] };
        Assert.Same(high, OperatorVersions.Raise(high));
    }

    [Theory]
    [InlineData("2.9", 2, 9, 0)]
    [InlineData("1.13.1", 1, 13, 1)]
    [InlineData("2", 0, 0, 0)]
    [InlineData("2.9.x", 0, 0, 0)]
    [InlineData("2.9.1.4", 0, 0, 0)]
    [InlineData("", 0, 0, 0)]
    public void A_runtime_version_is_two_or_three_numbers(string text, int major, int minor, int patch)
    {
        Assert.Equal(major != 0, RuntimeVersion.TryParse(text, out var version));
        Assert.Equal(new RuntimeVersion(major, minor, patch), version);
    }

    private static Model Dense(TensorType weights, Quantization? quantization) => new()
    {
        OperatorCodes = [new(BuiltinOperator.FullyConnected)],
        Subgraphs =
        [
            new()
            {
                Tensors = [new() { Shape = [1, 8] }, new() { Shape = [4, 8], Type = weights, Quantization = quantization }, new() { Shape = [4] }, new() { Shape = [1, 4] }],
                Operators = [new() { Inputs = [0, 1, 2], Outputs = [3], Options = OperatorOptions.Of("FullyConnectedOptions") }],
            },
        ],
    };

    private static void CheckFolder(string folder, int leastEqual)
    {
        var equal = 0;
        foreach (var path in ModelFiles.In(folder))
        {
            var model = ModelFiles.Read(File.ReadAllBytes(path));
            if (model.Subgraphs.Any(subgraph => subgraph.Tensors.Any(tensor => tensor.Type == TensorType.Int16))) continue;
            var needed = new int[model.OperatorCodes.Length];
            foreach (var subgraph in model.Subgraphs)
                foreach (var op in subgraph.Operators) needed[op.OpcodeIndex] = Math.Max(needed[op.OpcodeIndex], OperatorVersions.Needed(model, subgraph, op));
            foreach (var (code, version) in model.OperatorCodes.Zip(needed))
            {
                Assert.True(code.Version >= version, $"{path}: {code.Name} has version {code.Version}, the rules give {version}");
                if (code.Version == version) equal++;
            }
        }
        Assert.True(equal >= leastEqual, $"{equal} codes have the version that the rules give, at least {leastEqual} are expected");
    }
}
