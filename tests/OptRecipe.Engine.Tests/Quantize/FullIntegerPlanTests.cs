using System.Runtime.InteropServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;
using OptRecipe.Testing;

namespace OptRecipe.Engine.Tests.Quantize;

/// <summary>The planned full-integer model against the file that the converter writes: operators in order, versions, and of every operand the type and the number of scales.</summary>
public sealed class FullIntegerPlanTests
{
    private static readonly string[] Tasks = ["digits_cnn", "digits_lstm", "machine_ae", "shapes_mnv3", "shapes_unet", "tones_dscnn", "tones_uneven"];

    [Fact]
    public void A_planned_model_has_the_structure_that_the_converter_writes()
    {
        var folder = SharedFolder.InRepository("tests", "corpus", "tflite", "converter");
        foreach (var task in (string[])["digits_cnn", "digits_lstm"])
            Check(SharedFolder.InRepository("tests", "corpus", "converter", task, $"{task}.tflite"), Path.Combine(folder, $"{task}__int8.tflite"));
    }

    [Fact]
    public void All_shared_tasks_are_planned_as_the_converter_writes_them()
    {
        if (SharedFolder.Require("golden/converter", Tasks.Length + 2) is not { } golden) return;
        foreach (var task in Tasks) Check(Path.Combine(golden, "..", "..", "seed", task, $"{task}.tflite"), Path.Combine(golden, task, "int8.tflite"));
        foreach (var name in (string[])["h5/resnet8", "h5/ad01"]) Check(Path.Combine(golden, name, "float.tflite"), Path.Combine(golden, name, "int8.tflite"));
    }

    [Fact]
    public void Int8_refuses_to_run_for_it_has_no_ranges()
    {
        var model = TestModels.Read(SharedFolder.InRepository("tests", "corpus", "converter", "digits_cnn", "digits_cnn.tflite"));
        Assert.Throws<InvalidOperationException>(() => TestModels.Apply(new QuantizePass(new(QuantizeScheme.Int8)), model));
    }

    [Fact]
    public void An_operator_without_an_int8_form_is_unsupported_with_its_reason_or_becomes_a_float_island()
    {
        var model = Chain(BuiltinOperator.Relu, BuiltinOperator.Elu, BuiltinOperator.Relu);
        var decision = new QuantizePass(new(QuantizeScheme.Int8)).Plan(model).Operators[1];
        Assert.Equal((PassOutcome.Unsupported, "has no int8 kernel"), (decision.Outcome, decision.Reason));

        var keep = new QuantizePass(new(QuantizeScheme.Int8) { Unsupported = UnsupportedOperators.KeepFloat });
        Assert.Equal((PassOutcome.Kept, "has no int8 kernel: it stays in float32"), (keep.Plan(model).Operators[1].Outcome, keep.Plan(model).Operators[1].Reason));
        Assert.Equal("QUANTIZE RELU DEQUANTIZE ELU QUANTIZE RELU DEQUANTIZE", Names(TestModels.Apply(keep, model, PassMode.Plan)));
    }

    [Fact]
    public void Resource_variables_stay_float_between_integer_operators_with_their_reason()
    {
        const string Reason = "moves variables, which are quantized only behind a private switch of the converter";
        var builder = new ModelBuilder();
        var (x, handle) = (builder.Input("x", TensorType.Float32, 1, 4), builder.Tensor("handle", TensorType.Resource, 1));
        builder.Add(BuiltinOperator.VarHandle, [], [handle], OperatorOptions.Of("VarHandleOptions").With("shared_name", "state"));
        var clipped = builder.Add(BuiltinOperator.Relu, "clipped", TensorType.Float32, [1, 4], [x]);
        builder.Add(BuiltinOperator.AssignVariable, [handle, clipped], []);
        var state = builder.Add(BuiltinOperator.ReadVariable, "state", TensorType.Float32, [1, 4], [handle]);
        var model = builder.Output(builder.Add(BuiltinOperator.Add, "sum", TensorType.Float32, [1, 4], [x, state], OperatorOptions.Of("AddOptions"))).Build();
        var refused = new QuantizePass(new(QuantizeScheme.Int8)).Plan(model).Operators.Where(decision => decision.Outcome == PassOutcome.Unsupported);
        Assert.Equal([(2, Reason), (3, Reason)], refused.Select(decision => (decision.Address.Index, decision.Reason)));

        float[] values = [-1, -0.25f, 0.5f, 0.75f];
        var samples = new CalibrationSamples(1, _ => [MemoryMarshal.AsBytes(values.AsSpan()).ToArray()]);
        var ranges = Calibrator.Measure(new(model), samples, new(new(RangeEstimate.MinMax)), null, default);
        var keep = new QuantizePass(new(QuantizeScheme.Int8) { Unsupported = UnsupportedOperators.KeepFloat }).WithRanges(ranges);
        var made = TestModels.Apply((IPass)keep, model);
        Assert.Equal("QUANTIZE VAR_HANDLE RELU DEQUANTIZE ASSIGN_VARIABLE READ_VARIABLE QUANTIZE ADD DEQUANTIZE", Names(made));
        using var interpreter = new Interpreter(made);
        interpreter.AllocateTensors();
        interpreter.SetTensor(interpreter.GetInputDetails()[0].Index, values);
        interpreter.Invoke();
        var sums = interpreter.GetTensor<float>(interpreter.GetOutputDetails()[0].Index);
        for (var index = 0; index < sums.Length; index++) Assert.Equal(values[index] + Math.Max(values[index], 0), sums[index], 0.03f);
    }

    [Fact]
    public void Operators_kept_in_float_at_the_border_need_no_pair_there()
    {
        var pass = new QuantizePass(new(QuantizeScheme.Int8) { KeepFloat = [new(0, 0), new(0, 2)] });
        Assert.Equal("RELU QUANTIZE RELU6 DEQUANTIZE RELU", Names(TestModels.Apply(pass, Chain(BuiltinOperator.Relu, BuiltinOperator.Relu6, BuiltinOperator.Relu), PassMode.Plan)));
    }

    private static void Check(string file, string goldenFile)
    {
        var planned = TestModels.Apply(new QuantizePass(new(QuantizeScheme.Int8)), TestModels.Read(file), PassMode.Plan);
        Assert.Equal(Describe(TestModels.Read(goldenFile)), Describe(planned));
    }

    private static string Describe(Model model)
    {
        var subgraph = model.Subgraphs[0];
        return string.Join('\n', subgraph.Operators.Select(@operator =>
        {
            var code = model.OperatorCodes[(int)@operator.OpcodeIndex];
            var tensors = @operator.Inputs.Append(-2).Concat(@operator.Outputs).Append(-2).Concat(@operator.Intermediates.IsDefault ? [] : @operator.Intermediates);
            return $"{code.Name} {code.Version}: {string.Join(' ', tensors.Select(index => index == -2 ? "→" : index < 0 ? "-" : Describe(model, subgraph.Tensors[index])))}";
        }));
    }

    private static string Describe(Model model, Tensor tensor)
    {
        var length = model.IsConstant(tensor) ? $" {model.Buffers[(int)tensor.Buffer].Data.Length} bytes" : "";
        var scales = tensor.Quantization is { ScaleCount: > 0 } quantization ? $"/{quantization.ScaleCount}@{quantization.QuantizedDimension}" : "";
        return $"{tensor.Type.Name()}[{string.Join(',', tensor.Shape)}]{scales}{length}{(tensor.IsVariable ? " variable" : "")}";
    }

    private static string Names(Model model) => string.Join(' ', model.Subgraphs[0].Operators.Select(@operator => model.OperatorCodes[(int)@operator.OpcodeIndex].Name));

    /// <summary>A model of operators with one input and one output each.</summary>
    private static Model Chain(params BuiltinOperator[] operators) => new()
    {
        Buffers = [TFLite.Buffer.Empty],
        OperatorCodes = [.. operators.Distinct().Select(builtin => new OperatorCode(builtin))],
        Subgraphs =
        [
            new()
            {
                Tensors = [.. Enumerable.Range(0, operators.Length + 1).Select(index => new Tensor { Name = $"t{index}", Shape = [1, 4], HasRank = true })],
                Inputs = [0],
                Outputs = [operators.Length],
                Operators = [.. operators.Select((builtin, index) => new Operator { OpcodeIndex = (uint)Array.IndexOf([.. operators.Distinct()], builtin), Inputs = [index], Outputs = [index + 1] })],
            },
        ],
    };
}
