namespace OptRecipe.Targets.Rules;

/// <summary>What the tables call the operands of each operator, in the order of the file format. <c>*</c> marks activations, <c>...</c> stands for all that follow.</summary>
internal static class OperandNames
{
    private static readonly Dictionary<string, string[]> Names = Build();

    /// <summary>Operators that are not listed have <c>inputs</c> and <c>outputs</c>, all of them activations.</summary>
    public static (string Inputs, string Outputs) Find(string operatorName) => Names.TryGetValue(operatorName, out var found) ? (found[1], found[2]) : ("*inputs...", "*outputs...");

    private static Dictionary<string, string[]> Build()
    {
        var names = new Dictionary<string, string[]>(160, StringComparer.Ordinal);
        foreach (var row in Rows)
            foreach (var name in row[0].Split(' ')) names.Add(name, row);
        return names;
    }

    /// <summary>Operators, their inputs, their outputs.</summary>
    private static string[][] Rows =>
    [
        ["ABS AVERAGE_POOL_2D CEIL COS DEPTH_TO_SPACE ELU EXP FLOOR GELU HARD_SWISH L2_NORMALIZATION L2_POOL_2D LEAKY_RELU LOG LOG_SOFTMAX LOGICAL_NOT LOGISTIC MAX_POOL_2D NEG RELU "
            + "RELU6 RELU_0_TO_1 RELU_N1_TO_1 ROUND RSQRT SIGN SIN SOFTMAX SPACE_TO_DEPTH SQRT SQUARE SQUEEZE TANH ZEROS_LIKE LOCAL_RESPONSE_NORMALIZATION FAKE_QUANT MATRIX_DIAG", "*input", "*output"],
        ["ADD SUB MUL DIV MAXIMUM MINIMUM SQUARED_DIFFERENCE FLOOR_DIV FLOOR_MOD POW ATAN2 LOGICAL_AND LOGICAL_OR BITWISE_XOR RIGHT_SHIFT", "*input1 *input2", "*output"],
        ["EQUAL NOT_EQUAL GREATER GREATER_EQUAL LESS LESS_EQUAL", "*input1 *input2", "output"],
        ["ADD_N CONCATENATION PACK", "*inputs...", "*output"],
        ["CONV_2D DEPTHWISE_CONV_2D FULLY_CONNECTED CONV_3D", "*input weights bias", "*output"],
        ["TRANSPOSE_CONV CONV_3D_TRANSPOSE", "output_shape weights *input bias", "*output"],
        ["BATCH_MATMUL", "*lhs *rhs", "*output"],
        ["MEAN SUM REDUCE_MAX REDUCE_MIN REDUCE_PROD REDUCE_ANY REDUCE_ALL", "*input axes", "*output"],
        ["RESHAPE BROADCAST_TO", "*input shape", "*output"],
        ["BROADCAST_ARGS", "*shape1 *shape2", "*output"],
        ["PAD MIRROR_PAD", "*input paddings", "*output"],
        ["PADV2", "*input paddings *pad_value", "*output"],
        ["RESIZE_BILINEAR RESIZE_NEAREST_NEIGHBOR", "*input size", "*output"],
        ["SLICE", "*input begin size", "*output"],
        ["STRIDED_SLICE", "*input begin end strides", "*output"],
        ["TRANSPOSE", "*input perm", "*output"],
        ["SPLIT", "axis *input", "*outputs..."],
        ["SPLIT_V", "*input size_splits axis", "*outputs..."],
        ["UNPACK", "*input", "*outputs..."],
        ["GATHER GATHER_ND", "*input indices", "*output"],
        ["SCATTER_ND", "indices *updates shape", "*output"],
        ["EMBEDDING_LOOKUP", "lookup table", "output"],
        ["DYNAMIC_UPDATE_SLICE", "*input *update start_indices", "*output"],
        ["SPACE_TO_BATCH_ND", "*input block_shape paddings", "*output"],
        ["BATCH_TO_SPACE_ND", "*input block_shape crops", "*output"],
        ["REVERSE_V2 EXPAND_DIMS CUMSUM", "*input axis", "*output"],
        ["TILE", "*input multiples", "*output"],
        ["ARG_MAX ARG_MIN", "input axis", "output"],
        ["CAST QUANTIZE DEQUANTIZE DENSIFY SHAPE RANK BITCAST BUCKETIZE WHERE COMPLEX_ABS REAL IMAG", "input", "output"],
        ["FILL", "dims *value", "*output"],
        ["PRELU", "*input alpha", "*output"],
        ["SELECT SELECT_V2", "condition *input1 *input2", "*output"],
        ["SVDF", "*input weights_feature weights_time bias state", "*output"],
        ["UNIDIRECTIONAL_SEQUENCE_LSTM", "*input input_to_input_weights input_to_forget_weights input_to_cell_weights input_to_output_weights recurrent_to_input_weights "
            + "recurrent_to_forget_weights recurrent_to_cell_weights recurrent_to_output_weights cell_to_input_weights cell_to_forget_weights cell_to_output_weights input_gate_bias "
            + "forget_gate_bias cell_gate_bias output_gate_bias projection_weights projection_bias output_state cell_state input_layer_norm forget_layer_norm cell_layer_norm output_layer_norm", "*output"],
        ["LSTM", "*input input_to_input_weights input_to_forget_weights input_to_cell_weights input_to_output_weights recurrent_to_input_weights recurrent_to_forget_weights others...", "*output rest..."],
        ["BIDIRECTIONAL_SEQUENCE_LSTM", "*input fw_input_to_input_weights fw_input_to_forget_weights others...", "*outputs..."],
        ["RNN UNIDIRECTIONAL_SEQUENCE_RNN", "*input weights recurrent_weights bias state", "*output"],
        ["BIDIRECTIONAL_SEQUENCE_RNN", "*input fw_weights fw_recurrent_weights fw_bias fw_state bw_weights bw_recurrent_weights others...", "*outputs..."],
        ["EMBEDDING_LOOKUP_SPARSE", "lookup indices dense_shape weights table", "output"],
        ["HASHTABLE_LOOKUP", "lookup keys table", "output hits"],
        ["TOPK_V2", "*input k", "*output indices"],
        ["ONE_HOT", "indices depth *on_value *off_value", "*output"],
        ["SPARSE_TO_DENSE", "indices output_shape *input default_value", "*output"],
        ["REVERSE_SEQUENCE", "*input lengths", "*output"],
        ["SEGMENT_SUM UNSORTED_SEGMENT_MAX UNSORTED_SEGMENT_MIN UNSORTED_SEGMENT_PROD UNSORTED_SEGMENT_SUM", "*input segment_ids segments", "*output"],
        ["MATRIX_SET_DIAG", "*input *diagonal", "*output"],
        ["UNIQUE", "*input", "*output indices"],
        ["RANGE", "*start *limit *delta", "*output"],
        ["RFFT2D", "input fft_length", "output"],
        ["MULTINOMIAL", "input samples", "output"],
        ["RANDOM_UNIFORM RANDOM_STANDARD_NORMAL", "shape", "*output"],
        ["NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5", "*boxes *scores others...", "outputs..."],
        ["DILATE", "*input dilations *padding_value", "*output"],
        ["STABLEHLO_PAD", "*input *padding_value", "*output"],
        ["STABLEHLO_GATHER", "*input start_indices", "*output"],
        ["STABLEHLO_SCATTER", "*input scatter_indices *updates", "*output"],
        ["STABLEHLO_RNG_BIT_GENERATOR", "state", "outputs..."],
        ["STABLEHLO_REDUCE_WINDOW REDUCE_WINDOW", "*input *init_value window...", "*output"],
        ["VAR_HANDLE", "", "resource"],
        ["READ_VARIABLE", "resource", "*output"],
        ["ASSIGN_VARIABLE", "resource *value", ""],
        ["CALL_ONCE", "", ""],
        ["IF", "condition inputs...", "outputs..."],
    ];
}
