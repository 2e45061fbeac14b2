namespace OptRecipe.TFLite.Operators;

/// <summary>The questions that version rules ask about an operator; absent operands and bad indices answer as if there were nothing.</summary>
internal readonly struct OperandFacts(Subgraph subgraph, Operator op)
{
    public int InputCount => op.Inputs.Length;
    public bool HasInput(int index) => Input(index) is not null;
    public TensorType? In(int index) => Input(index)?.Type;
    public TensorType? Out(int index) => Tensor(op.Outputs.Length > index ? op.Outputs[index] : -1)?.Type;
    public int Rank(int index) => Input(index)?.Shape.Length ?? 0;
    public int Option(string field) => op.Options is { } options && options.Schema.IndexOf(field) >= 0 ? options.Int32(field) : DefaultOption(field);

    /// <summary>A bias type that is written down; FLOAT32, the number 0, is what an unset field reads as.</summary>
    public bool HasBiasType => Option("quantized_bias_type") is (int)TensorType.Int32 or (int)TensorType.Int64;
    public bool Is16By8 => In(0) == TensorType.Int16 && In(1) == TensorType.Int8 && Out(0) == TensorType.Int16;
    public bool IsDilated => Option("dilation_w_factor") != 1 || Option("dilation_h_factor") != 1;
    public bool IsGrouped => Input(0) is { Shape.Length: >= 4 } input && Input(1) is { Shape.Length: >= 4 } filter && input.Shape[3] != filter.Shape[3];
    public bool IsSparse(int index) => Input(index)?.Sparsity is not null;

    /// <summary>Whether one of the first inputs has a quantization table at all; an empty one counts.</summary>
    public bool IsAnyInputQuantized(int count)
    {
        for (var index = 0; index < count; index++)
            if (Input(index)?.Quantization is not null) return true;
        return false;
    }

    public bool AnyInputRank(int rank)
    {
        for (var index = 0; index < op.Inputs.Length; index++)
            if (Rank(index) == rank) return true;
        return false;
    }

    /// <summary>As many scales as that dimension has indices; one channel with one scale counts.</summary>
    public bool IsPerChannel(int index, int dimension) =>
        Input(index) is { Quantization: { } quantization } tensor && dimension < tensor.Shape.Length && quantization.ScaleCount == tensor.Shape[dimension];

    public bool IsPerChannelTable(int index) => Input(index)?.Quantization is { ScaleCount: > 1 } && IsPerChannel(index, 0);
    public bool IsInputPerAxis(int index) => IsPerAxis(Input(index));
    public bool IsOutputPerAxis(int index) => IsPerAxis(Tensor(op.Outputs.Length > index ? op.Outputs[index] : -1));

    /// <summary>Input shapes that differ, one of them with more than four dimensions.</summary>
    public bool IsWideBroadcast => Input(0) is { } left && Input(1) is { } right && Math.Max(left.Shape.Length, right.Shape.Length) > 4
        && !left.Shape.AsSpan().SequenceEqual(right.Shape.AsSpan());

    /// <summary>The product of the input scales reaches the output's, so that the multiplier is not below 1.</summary>
    public bool RescalesByOneOrMore => Scale(Input(0)) is { } left && Scale(Input(1)) is { } right
        && Scale(Tensor(op.Outputs.Length > 0 ? op.Outputs[0] : -1)) is { } output && output != 0 && left * right / output >= 1;

    private static bool IsPerAxis(Tensor? tensor) => tensor?.Quantization is { ScaleCount: > 1 } quantization
        && quantization.QuantizedDimension >= 0 && quantization.QuantizedDimension < tensor.Shape.Length && quantization.ScaleCount == tensor.Shape[quantization.QuantizedDimension];

    private static float? Scale(Tensor? tensor) => tensor?.Quantization is { Scales: { IsDefaultOrEmpty: false } scales } ? scales[0] : null;
    private static int DefaultOption(string field) => field is "pot_scale_int16" or "dilation_w_factor" or "dilation_h_factor" ? 1 : 0;
    private Tensor? Input(int index) => Tensor(index < op.Inputs.Length ? op.Inputs[index] : -1);
    private Tensor? Tensor(int index) => index >= 0 && index < subgraph.Tensors.Length ? subgraph.Tensors[index] : null;
}
