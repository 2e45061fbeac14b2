using System.Globalization;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.Testing.Quantization;

namespace OptRecipe.Engine.Tests.Quantize;

/// <summary>Small graphs after int8 or int16x8: one line an operator, with every tensor's type and form.</summary>
public sealed class IntegerGraphTests
{
    private static readonly QuantizeOptions Int8 = new(QuantizeScheme.Int8) { Unsupported = UnsupportedOperators.KeepFloat };
    private static readonly QuantizeOptions Int8Flatbuffer = Int8 with { Numerics = QuantizeNumerics.ConverterFlatbuffer };
    private static readonly QuantizeOptions Int16X8 = new(QuantizeScheme.Int16X8) { Unsupported = UnsupportedOperators.KeepFloat };

    [Fact]
    public void A_float_operator_stands_between_one_dequantize_and_one_quantize()
    {
        var model = Chain(BuiltinOperator.Relu, BuiltinOperator.Elu, BuiltinOperator.Relu);
        const string Expected = """
            QUANTIZE.1 t0 → t0_int8:INT8(0.01,0)
            RELU.2 t0_int8:INT8(0.01,0) → t1_int8:INT8(0.01,0)
            DEQUANTIZE.2 t1_int8:INT8(0.01,0) → t1
            ELU.1 t1 → t2
            QUANTIZE.1 t2 → t2_int8:INT8(0.01,0)
            RELU.2 t2_int8:INT8(0.01,0) → t3_int8:INT8(0.01,0)
            DEQUANTIZE.2 t3_int8:INT8(0.01,0) → t3
            """;
        Check(model, Int8, Expected, Same(4, 0.01f));
    }

    [Fact]
    public void Inputs_of_a_concatenation_take_its_form_without_requantization_by_the_mlir_quantizer() => Check(Joined(), Int8, """
        QUANTIZE.1 x → x_int8:INT8(0.01,0)
        RELU.2 x_int8:INT8(0.01,0) → a:INT8(0.02,0)
        TANH.2 x_int8:INT8(0.01,0) → b:INT8(0.0078125,0)
        QUANTIZE.1 b:INT8(0.0078125,0) → b_int8:INT8(0.02,0)
        CONCATENATION.2 a:INT8(0.02,0) b_int8:INT8(0.02,0) a:INT8(0.02,0) → y_int8:INT8(0.02,0)
        DEQUANTIZE.2 y_int8:INT8(0.02,0) → y
        """, (0.01f, 0.01f, 0.01f, 0.02f));

    [Fact]
    public void Inputs_of_a_concatenation_are_requantized_once_each_by_the_flatbuffer_quantizer() => Check(Joined(), Int8Flatbuffer, """
        QUANTIZE.2 x → x_int8:INT8(0.01,0)
        RELU.2 x_int8:INT8(0.01,0) → a:INT8(0.01,0)
        QUANTIZE.2 a:INT8(0.01,0) → a_int8:INT8(0.02,0)
        TANH.2 x_int8:INT8(0.01,0) → b:INT8(0.0078125,0)
        QUANTIZE.2 b:INT8(0.0078125,0) → b_int8:INT8(0.02,0)
        CONCATENATION.2 a_int8:INT8(0.02,0) b_int8:INT8(0.02,0) a_int8:INT8(0.02,0) → y_int8:INT8(0.02,0)
        DEQUANTIZE.2 y_int8:INT8(0.02,0) → y
        """, (0.01f, 0.01f, 0.01f, 0.02f));

    [Fact]
    public void A_bias_too_large_for_int32_enlarges_the_weights_scale_and_the_result_stays_right()
    {
        foreach (var options in (QuantizeOptions[])[Int8, Int8Flatbuffer])
        {
            var tiny = new TinyModel();
            int x = tiny.Tensor("x", 1, 2), w = tiny.Constant("w", [1e-6f, -1e-6f, 1f, 0.5f], 2, 2), b = tiny.Constant("b", [10, 1f], 2), y = tiny.Tensor("y", 1, 2);
            var model = tiny.FullyConnected(x, w, b, y).Build([x], [y]);
            var integer = Run(model, options, Ranges((x, -0.001f, 0.001f), (y, -1, 10)));
            var weights = Named(integer, "w").Quantization;
            var bias = Named(integer, "b");
            Assert.True(weights?.Scales[0] > 1e-4f, $"{weights?.Scales[0]}");
            Assert.Equal(1f / 127, weights?.Scales[1]);
            var stored = BitConverter.ToInt32(integer.Buffers[(int)bias.Buffer].Data.ToMemory().Span);
            Assert.InRange(stored, int.MaxValue / 2 - 1000, int.MaxValue / 2 + 1000);
            Assert.Equal(10f, stored * bias.Quantization!.Scales[0], 3);
        }
    }

    [Fact]
    public void A_shared_bias_has_a_copy_for_each_scale_and_shared_weights_stay_one()
    {
        var tiny = new TinyModel();
        int x = tiny.Tensor("x", 1, 2), w = tiny.Constant("w", [1, 0, 0, 1], 2, 2), b = tiny.Constant("b", [1, 2], 2), m = tiny.Tensor("m", 1, 2), y = tiny.Tensor("y", 1, 2);
        var model = tiny.FullyConnected(x, w, b, m).FullyConnected(m, w, b, y).Build([x], [y]);
        foreach (var options in (QuantizeOptions[])[Int8, Int8Flatbuffer])
        {
            var subgraph = Run(model, options, Ranges((x, -1, 1), (m, -1, 3), (y, -1, 5))).Subgraphs[0];
            var (first, second) = (subgraph.Operators[1], subgraph.Operators[2]);
            Assert.Equal(first.Inputs[1], second.Inputs[1]);
            Assert.NotEqual(first.Inputs[2], second.Inputs[2]);
            Assert.NotEqual(subgraph.Tensors[first.Inputs[2]].Quantization!.Scales[0], subgraph.Tensors[second.Inputs[2]].Quantization!.Scales[0]);
        }
    }

    [Fact]
    public void Weights_that_a_float_operator_reads_too_keep_their_floats_there()
    {
        var tiny = new TinyModel();
        int x = tiny.Tensor("x", 2, 2), w = tiny.Constant("w", [1, 0, 0, 1], 2, 2), m = tiny.Tensor("m", 2, 2), y = tiny.Tensor("y", 2, 2);
        var model = tiny.FullyConnected(x, w, -1, m).Operator(BuiltinOperator.Pow, [m, w], [y]).Build([x], [y]);
        Check(model, Int8, """
            QUANTIZE.1 x → x_int8:INT8(0.01,0)
            FULLY_CONNECTED.4 x_int8:INT8(0.01,0) w_int8:INT8/2 - → m_int8:INT8(0.01,0)
            DEQUANTIZE.2 m_int8:INT8(0.01,0) → m
            POW.1 m w → y
            """, (0.01f, 0, 0.01f, 0));
    }

    [Theory]
    [InlineData(TensorType.Int8, "RELU.2 t0:INT8(0.01,0) → t1:INT8(0.01,0)")]
    [InlineData(TensorType.UInt8, "QUANTIZE.1 t0:UINT8(0.01,128) → t0_int8:INT8(0.01,0); RELU.2 t0_int8:INT8(0.01,0) → t1_int8:INT8(0.01,0); QUANTIZE.1 t1_int8:INT8(0.01,0) → t1:UINT8(0.01,128)")]
    [InlineData(TensorType.Int16, "QUANTIZE.2 t0:INT16(3.9064E-05,0) → t0_int8:INT8(0.01,0); RELU.2 t0_int8:INT8(0.01,0) → t1_int8:INT8(0.01,0); QUANTIZE.2 t1_int8:INT8(0.01,0) → t1:INT16(3.9064E-05,0)")]
    public void The_ends_of_the_model_take_the_types_that_were_asked_for(TensorType type, string expected) =>
        Check(Chain(BuiltinOperator.Relu), Int8 with { InputType = type, OutputType = type }, expected.Replace("; ", "\n", StringComparison.Ordinal), (0.01f, 0.01f, 0, 0));

    [Fact]
    public void An_end_beside_a_float_operator_takes_the_type_too() =>
        Check(Chain(BuiltinOperator.Elu, BuiltinOperator.Relu, BuiltinOperator.Elu), Int8 with { InputType = TensorType.Int8, OutputType = TensorType.Int8 }, """
            DEQUANTIZE.2 t0:INT8(0.01,0) → t0_float32
            ELU.1 t0_float32 → t1
            QUANTIZE.1 t1 → t1_int8:INT8(0.01,0)
            RELU.2 t1_int8:INT8(0.01,0) → t2_int8:INT8(0.01,0)
            DEQUANTIZE.2 t2_int8:INT8(0.01,0) → t2
            ELU.1 t2 → t3_float32
            QUANTIZE.1 t3_float32 → t3:INT8(0.01,0)
            """, Same(4, 0.01f));

    [Fact]
    public void Operators_of_two_schemes_meet_in_a_requantization()
    {
        var options = Int16X8 with { Overrides = Int16X8.Overrides.Add(new(0, 1), new(QuantizeScheme.Int8)) };
        Check(Chain(BuiltinOperator.Relu, BuiltinOperator.Relu6, BuiltinOperator.Relu), options, """
            QUANTIZE.2 t0 → t0_int16:INT16(3.9064E-05,0)
            RELU.2 t0_int16:INT16(3.9064E-05,0) → t1:INT16(3.9064E-05,0)
            QUANTIZE.2 t1:INT16(3.9064E-05,0) → t1_int8:INT8(0.01,0)
            RELU6.2 t1_int8:INT8(0.01,0) → t2:INT8(0.01,0)
            QUANTIZE.2 t2:INT8(0.01,0) → t2_int16:INT16(3.9064E-05,0)
            RELU.2 t2_int16:INT16(3.9064E-05,0) → t3_int16:INT16(3.9064E-05,0)
            DEQUANTIZE.2 t3_int16:INT16(3.9064E-05,0) → t3
            """, Same(4, 0.01f));
    }

    [Fact]
    public void Symmetric_activations_have_zero_point_0()
    {
        var symmetric = new OperatorScheme(QuantizeScheme.Int8) { AreActivationsSymmetric = true };
        foreach (var options in (QuantizeOptions[])[Int8, Int8Flatbuffer])
            Check(Chain(BuiltinOperator.Relu, BuiltinOperator.Relu6), options with { Overrides = options.Overrides.Add(new(0, 0), symmetric) }, """
                QUANTIZE.1 t0 → t0_int8:INT8(0.02,0)
                RELU.2 t0_int8:INT8(0.02,0) → t1:INT8(0.02,0)
                RELU6.2 t1:INT8(0.02,0) → t2_int8:INT8(0.02,-128)
                DEQUANTIZE.2 t2_int8:INT8(0.02,-128) → t2
                """, Ranges((0, -1, 2.54f), (1, 0, 2.54f), (2, 0, 5.1f)));
    }

    [Fact]
    public void A_product_that_rescales_by_one_or_more_has_version_3()
    {
        var tiny = new TinyModel();
        int x = tiny.Tensor("x", 4), c = tiny.Constant("c", [100, 0, 1, -155], 4), y = tiny.Tensor("y", 4);
        var model = tiny.Operator(BuiltinOperator.Mul, [x, c], [y]).Build([x], [y]);
        Check(model, Int8, """
            QUANTIZE.1 x → x_int8:INT8(1,0)
            MUL.3 x_int8:INT8(1,0) c:INT8(1,27) → y_int8:INT8(0.01,0)
            DEQUANTIZE.2 y_int8:INT8(0.01,0) → y
            """, (1f, 0, 0.01f, 0));
        Check(model, Int8Flatbuffer, """
            QUANTIZE.1 x → x_int8:INT8(1,0)
            MUL.2 x_int8:INT8(1,0) c:INT8(1.2205,0) → y_int8:INT8(0.01,0)
            DEQUANTIZE.2 y_int8:INT8(0.01,0) → y
            """, (1f, 0, 0.01f, 0));
    }

    [Fact]
    public void A_channel_of_zeros_has_a_normal_scale()
    {
        foreach (var options in (QuantizeOptions[])[Int8, Int8Flatbuffer, Int16X8])
        {
            var tiny = new TinyModel();
            int x = tiny.Tensor("x", 1, 2), w = tiny.Constant("w", [0, 0, 1, 1], 2, 2), y = tiny.Tensor("y", 1, 2);
            var integer = Run(tiny.FullyConnected(x, w, -1, y).Build([x], [y]), options, Ranges((x, -1, 1), (y, 0, 0)));
            foreach (var tensor in integer.Subgraphs[0].Tensors)
                if (tensor.Quantization is { IsQuantized: true } quantization) Assert.All(quantization.Scales, scale => Assert.True(float.IsNormal(scale), $"{tensor.Name}: {scale}"));
        }
    }

    [Fact]
    public void A_missing_range_is_said_with_the_tensors_name()
    {
        var model = Chain(BuiltinOperator.Relu);
        var missing = Assert.Throws<PassException>(() => Run(model, Int8, Ranges((0, -1, 1))));
        Assert.Equal("`t1` (tensor 1 of subgraph 0) has no range; calibrate again, or add it to the ranges", missing.Message);
        var infinite = Assert.Throws<PassException>(() => Run(model, Int8, Ranges((0, -1, float.PositiveInfinity), (1, 0, 1))));
        Assert.StartsWith("the range of `t0` is -1…", infinite.Message, StringComparison.Ordinal);
        Assert.Equal([(0, 0), (0, 1)], new QuantizePass(Int8).NeededRanges(model, new QuantizePass(Int8).Plan(model)));
    }

    [Fact]
    public void An_operator_without_the_form_takes_the_next_scheme()
    {
        var tiny = new TinyModel();
        int x = tiny.Tensor("x", 1, 1024), m = tiny.Tensor("m", 1, 1024), w = tiny.Constant("w", TinyModel.Noise(4096), 4, 1024), y = tiny.Tensor("y", 1, 4);
        var tanh = OperatorOptions.Of("FullyConnectedOptions").With("fused_activation_function", (int)ActivationFunctionType.Tanh);
        var model = tiny.Operator(BuiltinOperator.HardSwish, [x], [m]).Operator(BuiltinOperator.FullyConnected, [m, w, -1], [y], tanh).Build([x], [y]);
        var plan = new QuantizePass(Int16X8 with { Unsupported = UnsupportedOperators.NextScheme }).Plan(model);
        Assert.Equal(["has no form with 16-bit activations: it takes int8 instead", "fuses TANH, which its integer kernel does not carry out: it takes dynamic instead"], plan.Operators.Select(decision => decision.Reason));
        Assert.Equal(2, new QuantizePass(Int16X8 with { Unsupported = UnsupportedOperators.Refuse }).Plan(model).Count(PassOutcome.Unsupported));
    }

    [Fact]
    public void The_state_of_SVDF_is_16_bits_wide_and_its_results_stay_near_the_floats()
    {
        var tiny = new TinyModel();
        int x = tiny.Tensor("x", 1, 4), feature = tiny.Constant("feature", TinyModel.Noise(32, 3), 8, 4), time = tiny.Constant("time", TinyModel.Noise(24, 4), 8, 3);
        int bias = tiny.Constant("bias", TinyModel.Noise(4, 5), 4), state = tiny.Tensor("state", 1, 24), y = tiny.Tensor("y", 1, 4);
        var settings = OperatorOptions.Of("SVDFOptions").With("rank", 2).With("fused_activation_function", (int)ActivationFunctionType.Relu);
        var built = tiny.Operator(BuiltinOperator.Svdf, [x, feature, time, bias, state], [y], settings).Build([x], [y]);
        var model = built with { Subgraphs = [built.Subgraphs[0] with { Tensors = built.Subgraphs[0].Tensors.SetItem(state, built.Subgraphs[0].Tensors[state] with { IsVariable = true }) }] };
        var ranges = OwnRanges.Measure(model, interpreter => Steps(interpreter, []));
        foreach (var options in (QuantizeOptions[])[Int8, Int8Flatbuffer])
        {
            var integer = Run(model, options, ranges);
            Assert.Equal(["feature INT8", "time INT16", "bias INT32", "state INT16"], integer.Subgraphs[0].Operators[1].Inputs.Skip(1).Select(index => $"{integer.Subgraphs[0].Tensors[index].Name} {integer.Subgraphs[0].Tensors[index].Type.Name()}"));
            List<float> expected = [], found = [];
            using (var interpreter = new Interpreter(model)) Assert.Equal(5, Steps(interpreter, expected).Count());
            using (var interpreter = new Interpreter(integer)) Assert.Equal(5, Steps(interpreter, found).Count());
            Assert.True(expected.Max() > 0.1f);
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 0.03f));
        }

        static IEnumerable<bool> Steps(Interpreter interpreter, List<float> results)
        {
            interpreter.AllocateTensors();
            interpreter.ResetVariables();
            for (var step = 0; step < 5; step++)
            {
                interpreter.SetTensor(interpreter.GetInputDetails()[0].Index, TinyModel.Noise(4, 20 + step));
                interpreter.Invoke();
                results.AddRange(interpreter.GetTensor<float>(interpreter.GetOutputDetails()[0].Index));
                yield return true;
            }
        }
    }

    /// <param name="scales">Scales of the first tensors in int8, with zero point 0; 0 for those that need no range.</param>
    private static void Check(Model model, QuantizeOptions options, string expected, (float, float, float, float) scales)
    {
        float[] all = [scales.Item1, scales.Item2, scales.Item3, scales.Item4];
        Check(model, options, expected, Ranges([.. all.Index().Where(entry => entry.Item > 0).Select(entry => (entry.Index, -128 * entry.Item, 127 * entry.Item))]));
    }

    private static void Check(Model model, QuantizeOptions options, string expected, TensorRanges ranges)
    {
        var pass = new QuantizePass(options).WithRanges(ranges);
        var integer = Run(model, options, ranges);
        Assert.Equal(expected.ReplaceLineEndings("\n"), Describe(integer));
        Assert.Equal(ModelWriter.Measure(integer), ModelWriter.Measure(TestModels.Apply(pass, model, PassMode.Plan)));
        TestModels.Reread(integer);
    }

    private static Model Run(Model model, QuantizeOptions options, TensorRanges ranges) => TestModels.Apply(new QuantizePass(options).WithRanges(ranges), model);

    private static Tensor Named(Model model, string name) => model.Subgraphs[0].Tensors.Single(tensor => tensor.Name == name);

    private static string Describe(Model model) => string.Join('\n', model.Subgraphs[0].Operators.Select(@operator =>
    {
        var code = model.OperatorCodes[(int)@operator.OpcodeIndex];
        return $"{code.Name}.{code.Version} {Tensors(@operator.Inputs)} → {Tensors(@operator.Outputs)}";

        string Tensors(IEnumerable<int> indices) => string.Join(' ', indices.Select(index => index < 0 ? "-" : Describe(model.Subgraphs[0].Tensors[index])));
    }));

    private static string Describe(Tensor tensor) => tensor.Type == TensorType.Float32 ? $"{tensor.Name}" : tensor.Quantization is not { IsQuantized: true } quantization ? $"{tensor.Name}:{tensor.Type.Name()}"
        : quantization.Scales.Length > 1 ? $"{tensor.Name}:{tensor.Type.Name()}/{quantization.Scales.Length}"
        : string.Create(CultureInfo.InvariantCulture, $"{tensor.Name}:{tensor.Type.Name()}({quantization.Scales[0]:G5},{quantization.ZeroPoints[0]})");

    private static TensorRanges Ranges(params (int Tensor, float Minimum, float Maximum)[] ranges) =>
        new(ranges.ToDictionary(range => (0, range.Tensor), range => new TensorRange(range.Minimum, range.Maximum)));

    private static TensorRanges Same(int count, float scale) => Ranges([.. Enumerable.Range(0, count).Select(tensor => (tensor, -128 * scale, 127 * scale))]);

    /// <summary>x → RELU → a, x → TANH → b, CONCATENATION(a, b, a) → y.</summary>
    private static Model Joined()
    {
        var tiny = new TinyModel();
        int x = tiny.Tensor("x", 1, 2), a = tiny.Tensor("a", 1, 2), b = tiny.Tensor("b", 1, 2), y = tiny.Tensor("y", 1, 6);
        return tiny.Operator(BuiltinOperator.Relu, [x], [a]).Operator(BuiltinOperator.Tanh, [x], [b])
            .Operator(BuiltinOperator.Concatenation, [a, b, a], [y], OperatorOptions.Of("ConcatenationOptions").With("axis", 1)).Build([x], [y]);
    }

    private static Model Chain(params BuiltinOperator[] operators)
    {
        var tiny = new TinyModel();
        for (var index = 0; index <= operators.Length; index++) tiny.Tensor($"t{index}", 1, 4);
        foreach (var (index, builtin) in operators.Index()) tiny.Operator(builtin, [index], [index + 1]);
        return tiny.Build([0], [operators.Length]);
    }
}
