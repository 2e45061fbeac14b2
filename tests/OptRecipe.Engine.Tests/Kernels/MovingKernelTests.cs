using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using Buffer = OptRecipe.TFLite.Buffer;

namespace OptRecipe.Engine.Tests.Kernels;

/// <summary>Kernels that move elements: numbered elements say where each comes from, native TensorFlow Lite says whether that is right, and every other type has to follow the same way.</summary>
public sealed class MovingKernelTests
{
    public static TheoryData<string> Cases => [.. Table.Keys];

    private static readonly Dictionary<string, Case> Table = new(StringComparer.Ordinal)
    {
        ["transpose"] = new(BuiltinOperator.Transpose, [3, 5, 7], null, [[2, 0, 1]]),
        ["transpose of four, inner kept"] = new(BuiltinOperator.Transpose, [2, 3, 4, 6], null, [[1, 0, 2, 3]]),
        ["slice"] = new(BuiltinOperator.Slice, [5, 4, 7], null, [[1, 0, 2], [3, -1, 3]], TakesStrings: true),
        ["slice of nothing"] = new(BuiltinOperator.Slice, [5, 4], null, [[5, 0], [0, 4]], TakesStrings: true),
        ["strided slice"] = new(BuiltinOperator.StridedSlice, [7, 6, 5], Strided(), [[1, -1, 0], [-1, 0, 9], [2, -2, 3]], TakesStrings: true),
        ["strided slice with masks"] = new(BuiltinOperator.StridedSlice, [7, 6, 5], Strided(begin: 1, end: 4, shrink: 2), [[3, 2, -3], [5, 9, 1], [-1, 1, 1]], TakesStrings: true),
        ["strided slice with an ellipsis and a new axis"] = new(BuiltinOperator.StridedSlice, [3, 2, 4, 5], Strided(ellipsis: 2, newAxis: 1), [[0, 0, 1], [0, 0, 4], [1, 1, 2]], TakesStrings: true),
        ["strided slice with an ellipsis that has nothing left"] = new(BuiltinOperator.StridedSlice, [6], Strided(ellipsis: 1), [[0, 1], [0, 3], [1, 1]], TakesStrings: true),
        ["strided slice that leaves dimensions unnamed"] = new(BuiltinOperator.StridedSlice, [4, 3, 2], Strided(), [[-3], [9], [1]], TakesStrings: true),
        ["tile"] = new(BuiltinOperator.Tile, [2, 3, 1, 2], null, [[2, 1, 3, 2]], TakesStrings: true),
        ["tile to nothing"] = new(BuiltinOperator.Tile, [2, 3], null, [[0, 2]], TakesStrings: true),
        ["reverse"] = new(BuiltinOperator.ReverseV2, [3, 4, 5], null, [[1, 2]]),
        ["mirror pad, reflected"] = new(BuiltinOperator.MirrorPad, [4, 3, 5], Mirror(0), [[3, 1, 0, 2, 4, 4]], IsPadding: true),
        ["mirror pad, symmetric"] = new(BuiltinOperator.MirrorPad, [2, 1, 3], Mirror(1), [[2, 1, 0, 1, 3, 2]], IsPadding: true),
        ["gather along the middle"] = new(BuiltinOperator.Gather, [3, 4, 6], OperatorOptions.Of("GatherOptions").With("axis", 1), [[3, 0, 0, 2]]),
        ["gather along the last"] = new(BuiltinOperator.Gather, [3, 5], OperatorOptions.Of("GatherOptions").With("axis", -1), [[4, 1]]),
        ["gather of a vector"] = new(BuiltinOperator.Gather, [9], OperatorOptions.Of("GatherOptions"), [[8, 0, 8]], TakesStrings: true),
        ["space to depth"] = new(BuiltinOperator.SpaceToDepth, [2, 4, 6, 3], OperatorOptions.Of("SpaceToDepthOptions").With("block_size", 2), []),
        ["depth to space"] = new(BuiltinOperator.DepthToSpace, [2, 3, 1, 18], OperatorOptions.Of("DepthToSpaceOptions").With("block_size", 3), []),
        ["batch to space"] = new(BuiltinOperator.BatchToSpaceNd, [12, 2, 3, 2], null, [[3, 2], [1, 2, 0, 1]], IsPadding: true),
        ["split"] = new(BuiltinOperator.SplitV, [4, 6, 2], OperatorOptions.Of("SplitVOptions").With("num_splits", 1), [[-1], [1]]),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Elements_go_where_native_TensorFlow_Lite_moves_them(string name)
    {
        var @case = Table[name];
        var model = @case.Build(TensorType.Int32);
        var numbers = Enumerable.Range(0, @case.Count).ToArray();
        using var native = NativeTensorFlowLite.Load(TestModels.Write(model));
        native.SetInput<int>(0, numbers);
        native.Invoke();
        using var ours = Run(model, MemoryMarshal.AsBytes(numbers.AsSpan()), PlayedRuntime.TFLite29);
        var output = ours.GetOutputDetails()[0];
        Assert.Equal(native.Output<int>(0), ours.GetTensor<int>(output.Index));
        Assert.Equal(native.Outputs[0].Shape, output.Shape);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_type_goes_the_same_way(string name)
    {
        var @case = Table[name];
        using var numbered = Run(@case.Build(TensorType.Int32), MemoryMarshal.AsBytes(Enumerable.Range(0, @case.Count).ToArray().AsSpan()));
        var sources = numbered.GetTensor<int>(numbered.GetOutputDetails()[0].Index);
        foreach (var (type, size) in ((TensorType, int)[])[(TensorType.UInt8, 1), (TensorType.Int16, 2), (TensorType.Int64, 8), (TensorType.Complex128, 16)])
        {
            var bytes = new byte[@case.Count * size];
            new Random(3).NextBytes(bytes);
            using var interpreter = Run(@case.Build(type), bytes);
            Assert.Equal(sources.SelectMany(source => bytes[(source * size)..((source + 1) * size)]), interpreter.GetTensor<byte>(interpreter.GetOutputDetails()[0].Index));
        }
    }

    [Theory]
    [InlineData("transpose"), InlineData("slice"), InlineData("gather along the middle"), InlineData("gather along the last"), InlineData("strided slice"), InlineData("tile")]
    public void Packed_elements_go_the_same_way(string name)
    {
        var @case = Table[name];
        using var numbered = Run(@case.Build(TensorType.Int32), MemoryMarshal.AsBytes(Enumerable.Range(0, @case.Count).ToArray().AsSpan()));
        var sources = numbered.GetTensor<int>(numbered.GetOutputDetails()[0].Index);
        foreach (var (type, bits) in ((TensorType, int)[])[(TensorType.Int4, 4), (TensorType.Int2, 2)])
        {
            var bytes = new byte[(@case.Count * bits + 7) / 8];
            new Random(3).NextBytes(bytes);
            using var interpreter = Run(@case.Build(type), bytes);
            var found = interpreter.GetTensor<byte>(interpreter.GetOutputDetails()[0].Index);
            Assert.Equal((sources.Length * bits + 7) / 8, found.Length);
            Assert.Equal(sources.Select(source => Element(bytes, source, bits)), Enumerable.Range(0, sources.Length).Select(index => Element(found, index, bits)));
        }

        static int Element(byte[] bytes, int index, int bits) => bytes[index * bits / 8] >> index * bits % 8 & (1 << bits) - 1;
    }

    [Fact]
    public void Strings_go_the_same_way()
    {
        foreach (var @case in Table.Values.Where(@case => @case.TakesStrings))
        {
            using var numbered = Run(@case.Build(TensorType.Int32), MemoryMarshal.AsBytes(Enumerable.Range(0, @case.Count).ToArray().AsSpan()));
            var sources = numbered.GetTensor<int>(numbered.GetOutputDetails()[0].Index);
            using var interpreter = Run(@case.Build(TensorType.String), Strings([.. Enumerable.Range(0, @case.Count).Select(Text)]));
            Assert.Equal(Strings([.. sources.Select(Text)]), interpreter.GetTensor<byte>(interpreter.GetOutputDetails()[0].Index));
            Assert.Equal(numbered.GetOutputDetails()[0].Shape, interpreter.GetOutputDetails()[0].Shape);
        }

        static string Text(int index) => index % 3 == 0 ? "" : $"string {index}";
    }

    [Fact]
    public void Values_that_come_late_give_the_same_result()
    {
        foreach (var @case in Table.Values)
        {
            var numbers = MemoryMarshal.AsBytes(Enumerable.Range(0, @case.Count).ToArray().AsSpan());
            using var known = Run(@case.Build(TensorType.Int32), numbers);
            using var late = new Interpreter(@case.Build(TensorType.Int32, isLate: true));
            late.AllocateTensors();
            var inputs = late.GetInputDetails();
            late.SetTensor<byte>(inputs[0].Index, numbers);
            for (var index = 0; index < @case.Operands.Length; index++) late.SetTensor<int>(inputs[index + 1].Index, @case.Operands[index]);
            for (var turn = 0; turn < 2; turn++)
            {
                late.Invoke();
                Assert.Equal(known.GetTensor<int>(known.GetOutputDetails()[0].Index), late.GetTensor<int>(late.GetOutputDetails()[0].Index));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_invocation_allocates_nothing(string name)
    {
        using var interpreter = Run(Table[name].Build(TensorType.Int32), MemoryMarshal.AsBytes(Enumerable.Range(0, Table[name].Count).ToArray().AsSpan()));
        interpreter.Invoke();
        var before = GC.GetAllocatedBytesForCurrentThread();
        interpreter.Invoke();
        var after = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(before, after);
    }

    private static Interpreter Run(Model model, ReadOnlySpan<byte> input, PlayedRuntime runtime = PlayedRuntime.LiteRT23)
    {
        var interpreter = new Interpreter(model, new() { Runtime = runtime });
        interpreter.AllocateTensors();
        interpreter.SetTensor(interpreter.GetInputDetails()[0].Index, input);
        interpreter.Invoke();
        return interpreter;
    }

    private static byte[] Strings(string[] texts)
    {
        var bytes = new byte[StringTensor.HeaderByteCount(texts.Length) + texts.Sum(Encoding.UTF8.GetByteCount)];
        var writer = new StringTensorWriter(bytes, texts.Length);
        foreach (var text in texts) writer.Append(Encoding.UTF8.GetBytes(text));
        return bytes;
    }

    private static OperatorOptions Strided(int begin = 0, int end = 0, int ellipsis = 0, int newAxis = 0, int shrink = 0) => OperatorOptions.Of("StridedSliceOptions")
        .With("begin_mask", begin).With("end_mask", end).With("ellipsis_mask", ellipsis).With("new_axis_mask", newAxis).With("shrink_axis_mask", shrink);

    private static OperatorOptions Mirror(int mode) => OperatorOptions.Of("MirrorPadOptions").With("mode", mode);

    private sealed record Case(BuiltinOperator Operator, int[] Shape, OperatorOptions? Options, int[][] Operands, bool TakesStrings = false, bool IsPadding = false)
    {
        public int Count => Shape.Aggregate(1, (count, dimension) => count * dimension);

        /// <summary>A model of one operator; its operands are constants, or inputs where they come late.</summary>
        public Model Build(TensorType type, bool isLate = false)
        {
            List<Tensor> tensors = [new() { Name = "input", Type = type, Shape = [.. Shape], HasRank = true }];
            List<Buffer> buffers = [Buffer.Empty];
            for (var index = 0; index < Operands.Length; index++)
            {
                var isPairs = IsPadding && index == Operands.Length - 1;
                var isScalar = Operator == BuiltinOperator.SplitV && index == 1;
                if (!isLate) buffers.Add(new() { Data = ByteRange.Of(MemoryMarshal.AsBytes(Operands[index].AsSpan()).ToArray()) });
                ImmutableArray<int> shape = isPairs ? [Operands[index].Length / 2, 2] : isScalar ? [] : [Operands[index].Length];
                tensors.Add(new() { Name = $"operand {index}", Type = TensorType.Int32, Shape = shape, HasRank = true, Buffer = isLate ? 0u : (uint)buffers.Count - 1 });
            }
            var operands = Enumerable.Range(0, tensors.Count).ToImmutableArray();
            tensors.Add(new() { Name = "output", Type = type, Shape = [], HasRank = false });
            return new()
            {
                Description = "one operator",
                Buffers = [.. buffers],
                OperatorCodes = [new(Operator, 1)],
                Subgraphs = [new() { Name = "main", Tensors = [.. tensors], Inputs = isLate ? operands : [0], Outputs = [tensors.Count - 1],
                    Operators = [new() { OpcodeIndex = 0, Inputs = operands, Outputs = [tensors.Count - 1], Options = Options }] }],
            };
        }
    }
}
