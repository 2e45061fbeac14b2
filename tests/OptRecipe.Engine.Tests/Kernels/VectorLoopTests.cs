using System.Runtime.InteropServices;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Tests.Kernels;

/// <summary>Operators of each kernel set of this processor against the plain loops of the reference set, in both runtimes that compute differently, on one thread to three.</summary>
public sealed class VectorLoopTests
{
    private const TensorType F32 = TensorType.Float32, I8 = TensorType.Int8, U8 = TensorType.UInt8, I16 = TensorType.Int16;
    private static readonly string[] Sets = [.. MicroKernelSet.Names.Where(MicroKernelSet.IsAvailable).Where(name => name != "reference")];

    /// <summary>A tensor of a test: what it is and what it holds.</summary>
    private sealed record Operand(TensorType Type, int[] Shape, float Scale, int ZeroPoint, byte[]? Values, bool IsConstant = false)
    {
        /// <summary>Elements of a row that the last operand, which the operator does not see, has a scale for; 0 for none.</summary>
        public int BlockSize { get; init; }

        public static Operand Of<T>(TensorType type, T[] values, float scale = 0, int zeroPoint = 0, params int[] shape) where T : unmanaged =>
            new(type, shape.Length == 0 ? [values.Length] : shape, scale, zeroPoint, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

        public static Operand Result(TensorType type, float scale = 0, int zeroPoint = 0) => new(type, [], scale, zeroPoint, null);
    }

    /// <summary>Ordinary numbers of all sizes, and those that are none.</summary>
    private static float[] Floats(int count)
    {
        var random = new Random(count);
        float[] special = [0, -0f, 1, -1, 3, -3, 6, 88.8f, -88.8f, -103.5f, 1e-40f, -1e-40f, float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        return [.. Enumerable.Range(0, count).Select(index => random.Next(8) == 0 ? special[random.Next(special.Length)] : (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-4, 3)))];
    }

    public static TheoryData<BuiltinOperator, string, string, float> FloatFunctions => new()
    {
        { BuiltinOperator.Abs, "", "", 0 }, { BuiltinOperator.Relu, "", "", 0 }, { BuiltinOperator.Relu6, "", "", 0 }, { BuiltinOperator.ReluN1To1, "", "", 0 }, { BuiltinOperator.LeakyRelu, "LeakyReluOptions", "alpha", 0 },
        { BuiltinOperator.Sqrt, "", "", 0 }, { BuiltinOperator.Rsqrt, "", "", 2e-7f }, { BuiltinOperator.HardSwish, "", "", 2e-7f }, { BuiltinOperator.Exp, "", "", 3e-7f }, { BuiltinOperator.Log, "", "", 3e-7f }, { BuiltinOperator.Logistic, "", "", 3e-7f },
        { BuiltinOperator.Tanh, "", "", 3e-7f }, { BuiltinOperator.Elu, "", "", 3e-7f }, { BuiltinOperator.Gelu, "GeluOptions", "", 1e-6f }, { BuiltinOperator.Gelu, "GeluOptions", "approximate", 1e-6f },
    };

    [Theory]
    [MemberData(nameof(FloatFunctions))]
    public void A_function_of_floats_is_the_plain_one_for_every_length(BuiltinOperator op, string schema, string field, float tolerance)
    {
        var options = schema == "" ? null : field switch { "alpha" => OperatorOptions.Of(schema).With(field, 0.3f), "" => OperatorOptions.Of(schema), _ => OperatorOptions.Of(schema).With(field, true) };
        foreach (var count in (int[])[.. Enumerable.Range(1, 40), 1000, 40_003])
            CheckFloats(op, options, tolerance, Operand.Result(F32), Operand.Of(F32, Floats(count)));
    }

    [Theory]
    [InlineData(BuiltinOperator.Softmax)]
    [InlineData(BuiltinOperator.LogSoftmax)]
    public void Softmax_of_floats_is_the_plain_one_for_every_length(BuiltinOperator op)
    {
        foreach (var count in (int[])[.. Enumerable.Range(1, 40), 1001])
        {
            var random = new Random(count);
            var rows = Enumerable.Range(0, 3 * count).Select(_ => (random.NextSingle() - 0.5f) * 40).ToArray();
            CheckFloats(op, op == BuiltinOperator.Softmax ? OperatorOptions.Of("SoftmaxOptions").With("beta", 0.7f) : null, 2e-6f, Operand.Result(F32), Operand.Of(F32, rows, shape: [3, count]));
        }
    }

    [Theory]
    [InlineData(BuiltinOperator.Add, "AddOptions")]
    [InlineData(BuiltinOperator.Sub, "SubOptions")]
    [InlineData(BuiltinOperator.Mul, "MulOptions")]
    [InlineData(BuiltinOperator.Div, "DivOptions")]
    [InlineData(BuiltinOperator.Maximum, "")]
    [InlineData(BuiltinOperator.Minimum, "")]
    [InlineData(BuiltinOperator.SquaredDifference, "")]
    [InlineData(BuiltinOperator.Prelu, "")]
    public void A_function_of_two_floats_has_the_same_bits_for_every_broadcast(BuiltinOperator op, string schema)
    {
        (int[] A, int[] B)[] shapes = [([1], [1]), ([7], [7]), ([16], [1]), ([67], [67]), ([3, 5, 33], [33]), ([3, 5, 33], [5, 1]), ([3, 5, 33], [3, 1, 33]), ([2, 9, 3], [3]), ([4, 130, 80], [4, 130, 80]), ([4, 130, 80], [80])];
        foreach (var (a, b) in shapes)
            foreach (var activation in schema == "" ? [ActivationFunctionType.None] : (ActivationFunctionType[])[ActivationFunctionType.None, ActivationFunctionType.Relu6])
            {
                var options = schema == "" ? null : OperatorOptions.Of(schema).With("fused_activation_function", (sbyte)activation);
                var (first, second) = (Operand.Of(F32, Floats(Count(a)), shape: a), Operand.Of(F32, Floats(Count(b) + 1)[1..], shape: b));
                CheckFloats(op, options, 0, Operand.Result(F32), first, second);
                if (op != BuiltinOperator.Prelu) CheckFloats(op, options, 0, Operand.Result(F32), second, first);
            }
    }

    [Theory]
    [InlineData(BuiltinOperator.Add, "AddOptions")]
    [InlineData(BuiltinOperator.Sub, "SubOptions")]
    [InlineData(BuiltinOperator.Mul, "MulOptions")]
    [InlineData(BuiltinOperator.SquaredDifference, "")]
    public void Every_pair_of_stored_numbers_gives_the_plain_result_bit_for_bit(BuiltinOperator op, string schema)
    {
        var random = new Random(31);
        for (var round = 0; round < 12; round++)
        {
            var type = op == BuiltinOperator.SquaredDifference || round % 2 == 0 ? I8 : U8;
            var (lowest, isPowerOfTwo) = (type == I8 ? -128 : 0, round % 4 == 1);
            Operand Pairs(byte[] values) => Operand.Of(type, values, Scale(), lowest + random.Next(256));
            float Scale() => isPowerOfTwo ? MathF.ScaleB(1, -random.Next(3, 7)) : MathF.Exp((random.NextSingle() - 0.5f) * 6) / 50;
            var options = schema == "" ? null : OperatorOptions.Of(schema).With("fused_activation_function", (sbyte)(round % 3 == 0 ? ActivationFunctionType.Relu : ActivationFunctionType.None));
            var (first, second) = (Pairs([.. Enumerable.Range(0, 65_536).Select(pair => (byte)pair)]), Pairs([.. Enumerable.Range(0, 65_536).Select(pair => (byte)(pair >> 8))]));
            Check(op, options, Operand.Result(type, Scale(), lowest + random.Next(256)), first, second);
            // Rows of an odd length, and an operand that is one number.
            Check(op, options, Operand.Result(type, Scale(), lowest + random.Next(256)), first with { Shape = [15, 67], Values = first.Values![..1005] }, second with { Shape = [67], Values = second.Values![5000..5067] });
            Check(op, options, Operand.Result(type, Scale(), lowest + random.Next(256)), first with { Shape = [1005], Values = first.Values[..1005] }, second with { Shape = [1], Values = second.Values[5000..5001] });
        }
    }

    [Theory]
    [InlineData(BuiltinOperator.Add, "AddOptions")]
    [InlineData(BuiltinOperator.Mul, "MulOptions")]
    public void Stored_numbers_of_16_bits_give_the_plain_result_bit_for_bit(BuiltinOperator op, string schema)
    {
        var random = new Random(32);
        for (var round = 0; round < 8; round++)
        {
            Operand Numbers(float scale) => Operand.Of(I16, Enumerable.Range(0, 5003).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1)).ToArray(), scale);
            Check(op, OperatorOptions.Of(schema), Operand.Result(I16, 0.003f * (round + 1)), Numbers(0.001f), Numbers(0.0007f * (round + 1)));
        }
    }

    [Fact]
    public void Quantized_floats_are_divided_exactly()
    {
        var random = new Random(33);
        foreach (var type in (TensorType[])[I8, U8, I16])
            for (var round = 0; round < 30; round++)
            {
                var scale = round % 3 == 0 ? MathF.ScaleB(1, -random.Next(2, 9)) : random.NextSingle() / 10 + 1e-4f;
                // Neighbours of halves are where a multiplication by the reciprocal goes wrong.
                float[] values = [.. Floats(3001), .. Enumerable.Range(-300, 600).SelectMany(step => (float[])[(step + 0.5f) * scale, MathF.BitIncrement((step + 0.5f) * scale), MathF.BitDecrement((step + 0.5f) * scale)])];
                Check(BuiltinOperator.Quantize, null, Operand.Result(type, scale, type == I16 ? 0 : type == I8 ? random.Next(-128, 128) : random.Next(256)), Operand.Of(F32, values));
            }
    }

    [Fact]
    public void Every_stored_number_is_dequantized_with_the_same_bits()
    {
        byte[] values = [.. Enumerable.Range(0, 771).Select(value => (byte)value)];
        foreach (var (type, zeroPoint) in (ReadOnlySpan<(TensorType, int)>)[(I8, -7), (U8, 131)]) Check(BuiltinOperator.Dequantize, null, Operand.Result(F32), Operand.Of(type, values, 0.0371f, zeroPoint));
    }

    [Fact]
    public void A_table_of_bytes_is_looked_up_at_every_place()
    {
        foreach (var count in (int[])[1, 63, 64, 65, 256, 771])
        {
            byte[] values = [.. Enumerable.Range(0, count).Select(value => (byte)(value * 7))];
            Check(BuiltinOperator.Logistic, null, Operand.Result(I8, 1f / 256, -128), Operand.Of(I8, values, 0.05f, 3));
            Check(BuiltinOperator.HardSwish, null, Operand.Result(U8, 0.02f, 30), Operand.Of(U8, values, 0.04f, 120));
        }
    }

    [Fact]
    public void Softmax_of_stored_numbers_gives_the_plain_result_bit_for_bit()
    {
        foreach (var count in (int[])[1, 10, 17, 256, 257, 1001])
            foreach (var type in (TensorType[])[I8, U8])
            {
                var values = new byte[3 * count];
                new Random(count).NextBytes(values);
                Check(BuiltinOperator.Softmax, OperatorOptions.Of("SoftmaxOptions").With("beta", 1f), Operand.Result(type, 1f / 256, type == I8 ? -128 : 0), Operand.Of(type, values, 0.13f, 4, 3, count));
            }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Bilinear_resizing_gives_the_plain_result_bit_for_bit(bool alignCorners, bool halfPixelCenters)
    {
        var options = OperatorOptions.Of("ResizeBilinearOptions").With("align_corners", alignCorners).With("half_pixel_centers", halfPixelCenters);
        foreach (var channels in (int[])[1, 3, 4, 8, 16, 21, 40])
        {
            var (random, count) = (new Random(channels), 2 * 5 * 7 * channels);
            var bytes = new byte[count];
            random.NextBytes(bytes);
            var size = Operand.Of(TensorType.Int32, [11, 30]) with { IsConstant = true };
            Check(BuiltinOperator.ResizeBilinear, options, Operand.Result(I8, 0.1f), Operand.Of(I8, bytes, 0.1f, 0, 2, 5, 7, channels), size);
            Check(BuiltinOperator.ResizeBilinear, options, Operand.Result(U8, 0.1f), Operand.Of(U8, bytes, 0.1f, 0, 2, 5, 7, channels), size);
            Check(BuiltinOperator.ResizeBilinear, options, Operand.Result(F32), Operand.Of(F32, Enumerable.Range(0, count).Select(_ => random.NextSingle()).ToArray(), shape: [2, 5, 7, channels]), size);
        }
    }

    /// <summary>So large that threads share them, at sizes that do not divide evenly.</summary>
    [Fact]
    public void Large_pools_reductions_and_rows_give_the_plain_result_on_every_number_of_threads()
    {
        var random = new Random(41);
        foreach (var channels in (int[])[3, 40])
        {
            int[] shape = [3, 23, 31, channels];
            var bytes = new byte[Count(shape)];
            random.NextBytes(bytes);
            var (singles, words) = (bytes.Select(value => value / 16f - 8).ToArray(), bytes.Select(value => (short)(value * 251 - 32000)).ToArray());
            var pool = OperatorOptions.Of("Pool2DOptions").With("filter_height", 3).With("filter_width", 2).With("stride_h", 2).With("stride_w", 1);
            foreach (var op in (BuiltinOperator[])[BuiltinOperator.MaxPool2D, BuiltinOperator.AveragePool2D])
            {
                foreach (var type in (TensorType[])[I8, U8]) Check(op, pool, Operand.Result(type, 0.1f, 3), Operand.Of(type, bytes, 0.1f, 3, shape));
                Check(op, pool, Operand.Result(I16, 0.1f), Operand.Of(I16, words, 0.1f, 0, shape));
                CheckFloats(op, pool, 0, Operand.Result(F32), Operand.Of(F32, singles, shape: shape));
            }
            foreach (var axes in (int[][])[[1, 2], [3], [2], [0, 3], [0]])
            {
                var folded = Operand.Of(TensorType.Int32, axes) with { IsConstant = true };
                foreach (var op in (BuiltinOperator[])[BuiltinOperator.Mean, BuiltinOperator.Sum, BuiltinOperator.ReduceMax])
                {
                    Check(op, null, Operand.Result(I8, 0.1f, 3), Operand.Of(I8, bytes, 0.1f, 3, shape), folded);
                    // Sums of sixteenths are exact in any order.
                    CheckFloats(op, null, 1e-6f, Operand.Result(F32), Operand.Of(F32, singles, shape: shape), folded);
                }
            }
            var size = Operand.Of(TensorType.Int32, [29, 37]) with { IsConstant = true };
            foreach (var alignCorners in (bool[])[false, true])
                Check(BuiltinOperator.ResizeNearestNeighbor, OperatorOptions.Of("ResizeNearestNeighborOptions").With("align_corners", alignCorners), Operand.Result(I8, 0.1f), Operand.Of(I8, bytes, 0.1f, 0, shape), size);
            Check(BuiltinOperator.Softmax, OperatorOptions.Of("SoftmaxOptions").With("beta", 1f), Operand.Result(I8, 1f / 256, -128), Operand.Of(I8, bytes, 0.13f, 4, shape));
            CheckFloats(BuiltinOperator.LogSoftmax, null, 2e-6f, Operand.Result(F32), Operand.Of(F32, singles, shape: shape));
        }
    }

    /// <summary>Whole blocks of columns and parts, one row and several, a bias or none.</summary>
    [Fact]
    public void Weights_with_a_scale_for_each_block_give_the_plain_result_bit_for_bit()
    {
        var random = new Random(42);
        foreach (var (rows, units, blocks, blockSize) in ((int, int, int, int)[])[(1, 1, 1, 3), (1, 150, 4, 32), (3, 33, 5, 4), (70, 20, 3, 7), (1, 1030, 16, 64)])
            foreach (var type in (TensorType[])[I8, TensorType.Int4])
            {
                var depth = blocks * blockSize;
                var (values, weights, scales) = (new float[rows * depth], new byte[type == I8 ? units * depth : (units * depth + 1) / 2], new Half[units * blocks]);
                foreach (ref var value in values.AsSpan()) value = (random.NextSingle() - 0.3f) * 4;
                foreach (ref var scale in scales.AsSpan()) scale = (Half)(random.NextSingle() + 0.01f);
                random.NextBytes(weights);
                var bias = Operand.Of(F32, Enumerable.Range(0, units).Select(_ => random.NextSingle()).ToArray()) with { IsConstant = true };
                var blocked = new Operand(type, [units, depth], 0, 0, weights, IsConstant: true) { BlockSize = blockSize };
                Check(BuiltinOperator.FullyConnected, OperatorOptions.Of("FullyConnectedOptions").With("fused_activation_function", rows % 2), Operand.Result(F32), Operand.Of(F32, values, shape: [rows, depth]), blocked, bias,
                    Operand.Of(TensorType.Float16, scales) with { IsConstant = true });
            }
    }

    private static int Count(int[] shape) => shape.Aggregate(1, (product, size) => product * size);

    /// <summary>Bit for bit.</summary>
    private static void Check(BuiltinOperator op, OperatorOptions? options, Operand output, params Operand[] inputs) => Compare(op, options, output, inputs, (name, expected, found) =>
    {
        var difference = expected.AsSpan().CommonPrefixLength(found);
        Assert.True(difference == expected.Length && found.Length == expected.Length, $"{name}: byte {difference} of {expected.Length} differs");
    });

    /// <summary>NaN where the plain loop has it; else equal within a relative tolerance, where results below the smallest normal number count as it, and results of what subtracts
    /// near numbers as 1.</summary>
    private static void CheckFloats(BuiltinOperator op, OperatorOptions? options, float tolerance, Operand output, params Operand[] inputs) => Compare(op, options, output, inputs, (name, expected, found) =>
    {
        var least = op is BuiltinOperator.Gelu or BuiltinOperator.LogSoftmax ? 1 : 1.2e-38f;
        var plain = MemoryMarshal.Cast<byte, float>(expected);
        var values = MemoryMarshal.Cast<byte, float>(found);
        Assert.Equal(plain.Length, values.Length);
        for (var index = 0; index < plain.Length; index++)
        {
            var (a, b) = (plain[index], values[index]);
            var isEqual = float.IsNaN(a) ? float.IsNaN(b) : a == b || Math.Abs((double)a - b) <= tolerance * Math.Max(Math.Abs(a), least);
            Assert.True(isEqual, $"{name}: {b:R} at {index}, expected {a:R}");
        }
    });

    private static void Compare(BuiltinOperator op, OperatorOptions? options, Operand output, Operand[] inputs, Action<string, byte[], byte[]> compare)
    {
        var model = Model(op, options, output, inputs);
        foreach (var runtime in (PlayedRuntime[])[PlayedRuntime.LiteRT23, PlayedRuntime.TFLite29])
        {
            if (op == BuiltinOperator.Gelu && runtime == PlayedRuntime.TFLite29) continue;
            var expected = Run(model, inputs, new() { Kernels = "reference", Runtime = runtime });
            foreach (var set in Sets)
                foreach (var threads in expected.Length > 1 << 14 || inputs[0].Values?.Length > 1 << 14 ? [1, 2, 3] : (int[])[1])
                    compare($"{op.Name()} {string.Join(" ", inputs.Select(input => $"{input.Type}[{string.Join(",", input.Shape)}]"))} on {set}, {runtime}, {threads} threads", expected, Run(model, inputs, new() { Kernels = set, Runtime = runtime, ThreadCount = threads }));
        }
    }

    private static byte[] Run(Model model, Operand[] inputs, InterpreterOptions options)
    {
        using var interpreter = new Interpreter(model, options);
        interpreter.AllocateTensors();
        for (var index = 0; index < inputs.Length; index++)
            if (!inputs[index].IsConstant) interpreter.SetTensor<byte>(index, inputs[index].Values!);
        interpreter.Invoke();
        return interpreter.GetTensor<byte>(inputs.Length);
    }

    private static Model Model(BuiltinOperator op, OperatorOptions? options, Operand output, Operand[] inputs)
    {
        List<TFLite.Buffer> buffers = [TFLite.Buffer.Empty];
        List<Tensor> tensors = [];
        foreach (var operand in (Operand[])[.. inputs, output])
        {
            if (operand.IsConstant) buffers.Add(new() { Data = ByteRange.Of(operand.Values!) });
            var tensor = new Tensor { Name = $"t{tensors.Count}", Type = operand.Type, Shape = [.. operand.Shape], HasRank = true, Buffer = operand.IsConstant ? (uint)buffers.Count - 1 : 0 };
            tensors.Add(operand.Scale > 0 ? tensor with { Quantization = new() { Scales = [operand.Scale], ZeroPoints = [operand.ZeroPoint] } }
                : operand.BlockSize > 0 ? tensor with { Quantization = new() { Details = new BlockwiseQuantization(inputs.Length - 1, 0, operand.BlockSize) } } : tensor);
        }
        int[] all = [.. Enumerable.Range(0, inputs.Any(operand => operand.BlockSize > 0) ? inputs.Length - 1 : inputs.Length)];
        return new()
        {
            Description = "one operator",
            Buffers = [.. buffers],
            OperatorCodes = [new(op, 1)],
            Subgraphs = [new() { Name = "main", Tensors = [.. tensors], Inputs = [.. all.Where(index => !inputs[index].IsConstant)], Outputs = [inputs.Length], Operators = [new() { OpcodeIndex = 0, Inputs = [.. all], Outputs = [inputs.Length], Options = options }] }],
        };
    }
}
