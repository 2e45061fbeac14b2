namespace OptRecipe.TFLite.Operators;

/// <summary>Per operator: the versions that the built-in CPU resolver registers, the first runtime that knows each, and the rules for the version that an operator needs,
/// tried from the top. Facts read from LiteRT f6745779 (op_version.cc, op_signature.cc, runtime_version.cc, register.cc).</summary>
/// <remarks>Three rows differ from that tool on purpose. It takes an unset <c>quantized_bias_type</c> of an int16 operator with int8 weights for a set one, which older
/// runtimes refuse; here it counts when it is set, and without it CONV_2D needs 4, FULLY_CONNECTED 7, DEPTHWISE_CONV_2D 5: the versions that brought these types.</remarks>
internal static class OperatorVersionsTable
{
    private static readonly Func<OperandFacts, int> Always1 = _ => 1;

    public static readonly Dictionary<BuiltinOperator, OperatorVersionRow> Rows = new()
    {
        [BuiltinOperator.Abs] = new(1, 5, "1:1.13.0 2:2.4.0 3:2.5.0 4:2.6.0 5:2.12.0", o =>
            o.In(0) is TensorType.Int32 ? 5 :
            o.In(0) is TensorType.Int16 && o.IsAnyInputQuantized(1) ? 3 :
            o.In(0) is TensorType.Int16 ? 4 :
            o.In(0) is TensorType.Int8 or TensorType.UInt8 ? 2 : 1),
        [BuiltinOperator.Add] = new(1, 6, "1:1.5.0 2:1.14.0 3:2.4.0 4:2.6.0 5:2.13.0 6:2.23.0", o =>
            o.In(0) is TensorType.Float16 ? 6 :
            o.In(0) is TensorType.Int16 && !o.IsAnyInputQuantized(1) ? 5 :
            o.In(0) is TensorType.Int64 ? 4 :
            o.In(0) is TensorType.Int16 && o.Out(0) is TensorType.Int16 && o.Option("pot_scale_int16") == 0 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.AddN] = new(1, 1, "1:1.14.0", Always1),
        [BuiltinOperator.ArgMax] = new(1, 3, "1:1.9.0 2:1.14.0 3:2.9.0", o =>
            o.In(0) is TensorType.Bool ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.ArgMin] = new(1, 3, "1:1.9.0 2:1.14.0 3:2.9.0", o =>
            o.In(0) is TensorType.Bool ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.AssignVariable] = new(1, 1, "1:2.6.0", Always1),
        [BuiltinOperator.Atan2] = new(1, 1, "1:2.10.0", Always1),
        [BuiltinOperator.AveragePool2D] = new(1, 3, "1:1.5.0 2:1.14.0 3:2.3.0", o =>
            o.In(0) is TensorType.Int16 && o.Out(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.BatchMatmul] = new(1, 4, "1:2.3.0 2:2.3.0 3:2.4.0 4:2.5.0", o =>
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 :
            o.In(0) is TensorType.Float32 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 && o.Option("asymmetric_quantize_inputs") != 0 ? 4 : 1),
        [BuiltinOperator.BatchToSpaceNd] = new(1, 4, "1:1.6.0 2:1.14.0 3:2.3.0 4:2.12.0", o =>
            o.In(0) is TensorType.Int16 ? 4 :
            o.Rank(0) != 4 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.BidirectionalSequenceLstm] = new(1, 3, "1:1.14.0 2:1.14.0 3:1.14.0", o =>
            o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 && o.Option("asymmetric_quantize_inputs") != 0 ? 3 :
            o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 ? 2 : 1),
        [BuiltinOperator.BidirectionalSequenceRnn] = new(1, 3, "1:1.14.0 2:1.14.0 3:2.3.0", o =>
            o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 && o.Option("asymmetric_quantize_inputs") != 0 ? 3 :
            o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 ? 2 : 1),
        [BuiltinOperator.Bitcast] = new(1, 1, "1:2.13.0", Always1),
        [BuiltinOperator.BitwiseXor] = new(1, 1, "1:2.13.0", Always1),
        [BuiltinOperator.BroadcastArgs] = new(1, 1, "1:2.6.0", Always1),
        [BuiltinOperator.BroadcastTo] = new(2, 4, "2:2.5.0 3:2.5.0 4:2.23.0", o =>
            o.In(0) is TensorType.Float8E4M3FN or TensorType.Float8E5M2 ? 4 :
            o.In(0) is TensorType.Int8 or TensorType.Int16 ? 3 : 2),
        [BuiltinOperator.Bucketize] = new(1, 1, "1:2.8.0", Always1),
        [BuiltinOperator.CallOnce] = new(1, 1, "1:2.5.0", Always1),
        [BuiltinOperator.Cast] = new(1, 9, "1:1.5.0 2:2.7.0 3:2.8.0 4:2.9.0 5:2.12.0 6:2.15.0 7:2.17.0 8:2.21.0 9:2.23.0", o =>
            o.In(0) is TensorType.Float8E4M3FN || o.Out(0) is TensorType.Float8E4M3FN || o.In(0) is TensorType.Float8E5M2 || o.Out(0) is TensorType.Float8E5M2 ? 9 :
            o.In(0) is TensorType.Int2 || o.Out(0) is TensorType.Int2 || o.In(0) is TensorType.UInt4 || o.Out(0) is TensorType.UInt4 ? 8 :
            o.In(0) is TensorType.BFloat16 || o.Out(0) is TensorType.BFloat16 ? 7 :
            o.In(0) is TensorType.Int4 && o.Out(0) is TensorType.Float32 ? 6 :
            o.In(0) is TensorType.Float64 || o.Out(0) is TensorType.Float64 || o.In(0) is TensorType.Float16 || o.Out(0) is TensorType.Float16 ? 5 :
            o.In(0) is TensorType.UInt16 || o.Out(0) is TensorType.UInt16 ? 4 :
            o.In(0) is TensorType.Int8 || o.Out(0) is TensorType.Int8 ? 3 :
            o.In(0) is TensorType.UInt32 || o.Out(0) is TensorType.UInt32 ? 2 : 1),
        [BuiltinOperator.Ceil] = new(1, 1, "1:1.14.0", Always1),
        [BuiltinOperator.ComplexAbs] = new(1, 1, "1:2.5.0", Always1),
        [BuiltinOperator.Concatenation] = new(1, 7, "1:1.5.0 2:1.14.0 3:2.3.0 4:2.14.0 5:2.21.0 6:2.23.0 7:2.23.0", o =>
            o.In(0) is TensorType.Float8E4M3FN or TensorType.Float8E5M2 ? 7 :
            o.In(0) is TensorType.Float16 ? 6 :
            o.In(0) is TensorType.Int4 ? 5 :
            o.In(0) is TensorType.UInt32 ? 4 :
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Conv2D] = new(1, 8, "1:1.5.0 2:1.14.0 3:1.14.0 4:2.3.0 5:2.4.0 6:2.9.0 7:2.11.0 8:2.15.0", o =>
            o.In(0) is TensorType.Int16 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Int16 && o.HasBiasType ? 8 :
            o.IsGrouped ? 6 :
            o.Is16By8 ? 4 :
            o.In(0) is TensorType.Int16 && o.In(1) is TensorType.Int16 && o.Out(1) is TensorType.Int16 ? 4 :
            o.In(0) is TensorType.Int8 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Int8 ? 3 :
            o.In(0) is TensorType.Int8 && o.In(1) is TensorType.Int4 && o.Out(0) is TensorType.Int8 ? 7 :
            o.In(0) is TensorType.Float32 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 && o.IsPerChannel(1, 0) ? 5 :
            o.In(0) is TensorType.Float32 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 ? 2 : 1),
        [BuiltinOperator.Conv3D] = new(1, 1, "1:2.5.0", Always1),
        [BuiltinOperator.Conv3DTranspose] = new(1, 1, "1:2.6.0", Always1),
        [BuiltinOperator.Cos] = new(1, 2, "1:1.14.0 2:2.23.0", o =>
            o.In(0) is TensorType.Float16 ? 2 : 1),
        [BuiltinOperator.Cumsum] = new(1, 1, "1:2.4.0", Always1),
        [BuiltinOperator.Densify] = new(1, 1, "1:2.2.0", Always1),
        [BuiltinOperator.DepthwiseConv2D] = new(1, 7, "1:1.5.0 2:1.12.0 3:1.14.0 4:2.2.0 5:2.3.0 6:2.3.0 7:2.11.0", o =>
            o.Is16By8 ? 5 :
            o.In(0) is TensorType.Int16 && o.In(1) is TensorType.Int16 && o.Out(1) is TensorType.Int16 ? 5 :
            o.In(0) is TensorType.Float32 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 && o.IsPerChannel(1, 3) ? 6 :
            o.In(0) is TensorType.Float32 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 ? 4 :
            o.In(0) is TensorType.Int8 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Int8 ? 3 :
            o.In(0) is TensorType.Int8 && o.In(1) is TensorType.Int4 && o.Out(0) is TensorType.Int8 ? 7 :
            o.IsDilated ? 2 : 1),
        [BuiltinOperator.DepthToSpace] = new(1, 2, "1:2.1.0 2:2.5.0", o =>
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Dequantize] = new(1, 9, "1:1.13.1 2:1.14.0 3:1.15.0 4:2.2.0 5:2.7.0 6:2.18.0 7:2.21.0 8:2.22.0 9:2.23.0", o =>
            o.In(0) is TensorType.Float8E4M3FN or TensorType.Float8E5M2 ? 9 :
            o.In(0) is TensorType.UInt4 ? 8 :
            o.In(0) is TensorType.Int2 ? 7 :
            o.In(0) is TensorType.Int4 ? 6 :
            o.In(0) is TensorType.Int16 or TensorType.Float16 ? 3 :
            o.In(0) is TensorType.Int8 && o.IsInputPerAxis(0) ? 5 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Dilate] = new(1, 1, "1:2.15.0", Always1),
        [BuiltinOperator.Div] = new(1, 2, "1:1.6.0 2:2.3.0", o =>
            o.IsWideBroadcast ? 2 : 1),
        [BuiltinOperator.DynamicUpdateSlice] = new(1, 6, "1:2.9.0 2:2.17.0 3:2.19.0 4:2.20.0 5:2.21.0 6:2.22.0", o =>
            o.In(0) is TensorType.BFloat16 ? 6 :
            o.In(0) is TensorType.Int4 ? 5 :
            o.In(0) is TensorType.Int16 ? 4 :
            o.In(0) is TensorType.Float16 ? 3 :
            o.In(2) is TensorType.Int64 ? 2 : 1),
        [BuiltinOperator.Elu] = new(1, 1, "1:1.14.0", Always1),
        [BuiltinOperator.EmbeddingLookup] = new(1, 5, "1:1.13.0 2:1.14.0 3:1.14.0 4:2.18.0 5:2.21.0", o =>
            o.In(1) is TensorType.Int4 || o.IsPerChannelTable(1) ? 4 :
            o.In(1) is TensorType.Int2 ? 5 : 1),
        [BuiltinOperator.EmbeddingLookupSparse] = new(1, 1, "1:1.5.0", Always1),
        [BuiltinOperator.Equal] = new(1, 5, "1:1.14.0 2:1.14.0 3:2.3.0 4:2.13.0 5:2.21.0", o =>
            o.In(0) is TensorType.Int16 ? 5 :
            o.In(0) is TensorType.String ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Exp] = new(1, 2, "1:1.7.0 2:2.12.0", o =>
            o.In(0) is TensorType.Int8 or TensorType.Int16 ? 2 : 1),
        [BuiltinOperator.ExpandDims] = new(1, 1, "1:1.10.0", Always1),
        [BuiltinOperator.FakeQuant] = new(1, 2, "1:1.5.0 2:1.10.0", o =>
            o.Option("narrow_range") != 0 ? 2 : 1),
        [BuiltinOperator.Fill] = new(1, 5, "1:1.13.0 2:2.3.0 3:2.5.0 4:2.12.0 5:2.23.0", o =>
            o.In(1) is TensorType.Float8E4M3FN or TensorType.Float8E5M2 ? 5 :
            o.In(1) is TensorType.Float16 ? 4 :
            o.In(1) is TensorType.Int8 or TensorType.Int16 ? 3 :
            o.In(1) is TensorType.Bool or TensorType.String ? 2 : 1),
        [BuiltinOperator.Floor] = new(1, 1, "1:1.9.0", Always1),
        [BuiltinOperator.FloorDiv] = new(1, 3, "1:1.14.0 2:1.14.0 3:2.13.0", o =>
            o.In(0) is TensorType.Int8 or TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Float32 ? 2 : 1),
        [BuiltinOperator.FloorMod] = new(1, 2, "1:1.13.0 2:2.13.0", o =>
            o.In(0) is TensorType.Int8 or TensorType.Int16 ? 2 : 1),
        [BuiltinOperator.FullyConnected] = new(1, 14, "1:1.5.0 2:1.10.0 3:1.14.0 4:1.14.0 5:2.0.0 6:2.1.0 7:2.3.0 8:2.3.0 9:2.3.0 10:2.11.0 11:2.15.0 12:2.17.0 13:2.18.0 14:2.21.0", o =>
            o.In(1) is TensorType.Int2 ? 14 :
            o.In(0) is TensorType.Int16 && o.In(1) is TensorType.Int4 && o.Out(0) is TensorType.Int16 ? 13 :
            o.In(0) is TensorType.Float32 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 && o.IsPerChannel(1, 0) ? 12 :
            o.In(0) is TensorType.Int16 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Int16 && o.HasBiasType ? 11 :
            o.IsSparse(1) ? 8 :
            o.In(0) is TensorType.Int16 && o.In(1) is TensorType.Int16 && o.Out(0) is TensorType.Int16 ? 7 :
            o.Is16By8 ? 7 :
            o.InputCount == 2 ? 6 :
            o.Option("keep_num_dims") != 0 ? 5 :
            o.In(0) is TensorType.Int8 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Int8 ? 4 :
            o.In(0) is TensorType.Int8 && o.In(1) is TensorType.Int4 && o.Out(0) is TensorType.Int8 ? 10 :
            o.In(0) is TensorType.Float32 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 && o.Option("asymmetric_quantize_inputs") != 0 ? 9 :
            o.In(0) is TensorType.Float32 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 ? 3 :
            o.Option("weights_format") != 0 ? 2 : 1),
        [BuiltinOperator.Gather] = new(1, 8, "1:1.6.0 2:1.14.0 3:1.15.0 4:2.4.0 5:2.5.0 6:2.13.0 7:2.15.0 8:2.23.0", o =>
            o.In(0) is TensorType.Float8E4M3FN or TensorType.Float8E5M2 ? 8 :
            o.In(0) is TensorType.Int4 ? 7 :
            o.In(1) is TensorType.Int16 ? 6 :
            o.Option("batch_dims") != 0 ? 5 :
            o.In(0) is TensorType.Int16 ? 4 :
            o.In(0) is TensorType.Bool ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.GatherNd] = new(1, 6, "1:1.14.0 2:2.3.0 3:2.5.0 4:2.13.0 5:2.16.0 6:2.23.0", o =>
            o.In(0) is TensorType.Float8E4M3FN or TensorType.Float8E5M2 ? 6 :
            o.In(0) is TensorType.Bool ? 5 :
            o.In(1) is TensorType.Int16 ? 4 :
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.String ? 2 : 1),
        [BuiltinOperator.Gelu] = new(1, 3, "1:2.9.0 2:2.9.0 3:2.23.0", o =>
            o.In(0) is TensorType.Float16 ? 3 :
            o.In(0) is TensorType.Int8 or TensorType.UInt8 ? 2 : 1),
        [BuiltinOperator.Greater] = new(1, 2, "1:1.14.0 2:1.14.0", o =>
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.GreaterEqual] = new(1, 3, "1:1.14.0 2:1.14.0 3:2.13.0", o =>
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.HardSwish] = new(1, 1, "1:1.15.0", Always1),
        [BuiltinOperator.Hashtable] = new(1, 1, "1:2.5.0", Always1),
        [BuiltinOperator.HashtableFind] = new(1, 1, "1:2.5.0", Always1),
        [BuiltinOperator.HashtableImport] = new(1, 1, "1:2.5.0", Always1),
        [BuiltinOperator.HashtableLookup] = new(1, 1, "1:1.5.0", Always1),
        [BuiltinOperator.HashtableSize] = new(1, 1, "1:2.5.0", Always1),
        [BuiltinOperator.If] = new(1, 1, "1:1.15.0", Always1),
        [BuiltinOperator.Imag] = new(1, 1, "1:2.5.0", Always1),
        [BuiltinOperator.L2Normalization] = new(1, 2, "1:1.5.0 2:1.14.0", o =>
            o.Out(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.L2Pool2D] = new(1, 1, "1:1.5.0", Always1),
        [BuiltinOperator.LeakyRelu] = new(1, 2, "1:1.13.1 2:2.3.0", o =>
            o.In(0) is TensorType.Int16 ? 2 : 1),
        [BuiltinOperator.Less] = new(1, 3, "1:1.14.0 2:1.14.0 3:2.13.0", o =>
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.LessEqual] = new(1, 2, "1:1.14.0 2:1.14.0", o =>
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.LocalResponseNormalization] = new(1, 1, "1:1.5.0", Always1),
        [BuiltinOperator.Log] = new(1, 2, "1:1.14.0 2:2.15.0", o =>
            o.In(0) is TensorType.Int8 or TensorType.Int16 ? 2 : 1),
        [BuiltinOperator.LogicalAnd] = new(1, 1, "1:1.11.0", Always1),
        [BuiltinOperator.LogicalNot] = new(1, 1, "1:1.11.0", Always1),
        [BuiltinOperator.LogicalOr] = new(1, 1, "1:1.11.0", Always1),
        [BuiltinOperator.Logistic] = new(1, 3, "1:1.14.0 2:1.14.0 3:2.3.0", o =>
            o.In(0) is TensorType.Int16 && o.Out(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.LogSoftmax] = new(1, 2, "1:1.14.0 2:1.14.0", o =>
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.LshProjection] = new(1, 1, "1:1.5.0", Always1),
        [BuiltinOperator.Lstm] = new(1, 4, "1:1.7.0 2:1.10.0 3:1.14.0 4:2.3.0", o =>
            o.Option("kernel_type") == 0 && o.In(0) is TensorType.Int16 && o.In(2) is TensorType.Int8 && o.Out(0) is TensorType.Int16 ? 5 :
            o.Option("kernel_type") == 0 && o.In(0) is TensorType.Float32 && o.In(2) is TensorType.Int8 && o.Out(0) is TensorType.Float32 && o.Option("asymmetric_quantize_inputs") != 0 ? 4 :
            o.Option("kernel_type") == 0 && o.In(0) is TensorType.Float32 && o.In(2) is TensorType.Int8 && o.Out(0) is TensorType.Float32 ? 3 :
            o.Option("kernel_type") != 0 ? 2 : 1),
        [BuiltinOperator.MatrixDiag] = new(1, 1, "1:1.14.0", Always1),
        [BuiltinOperator.MatrixSetDiag] = new(1, 1, "1:1.14.0", Always1),
        [BuiltinOperator.Maximum] = new(1, 4, "1:1.14.0 2:1.14.0 3:2.3.0 4:2.3.0", o =>
            o.In(0) is TensorType.Int16 && o.Out(0) is TensorType.Int16 ? 4 :
            o.IsWideBroadcast ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.MaxPool2D] = new(1, 3, "1:1.5.0 2:1.14.0 3:2.3.0", o =>
            o.In(0) is TensorType.Int16 && o.Out(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Mean] = new(1, 3, "1:1.6.0 2:1.14.0 3:2.4.0", o =>
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Minimum] = new(1, 4, "1:1.14.0 2:1.14.0 3:2.3.0 4:2.3.0", o =>
            o.In(0) is TensorType.Int16 && o.Out(0) is TensorType.Int16 ? 4 :
            o.IsWideBroadcast ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.MirrorPad] = new(1, 3, "1:1.13.1 2:2.3.0 3:2.12.0", o =>
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Mul] = new(1, 8, "1:1.5.0 2:1.14.0 3:1.15.0 4:2.3.0 5:2.6.0 6:2.11.0 7:2.13.0 8:2.23.0", o =>
            o.In(0) is TensorType.Float16 ? 8 :
            (o.In(0) is TensorType.Int16 && !o.IsAnyInputQuantized(2)) || o.In(0) is TensorType.UInt32 ? 7 :
            o.In(0) is TensorType.Complex64 ? 6 :
            o.In(0) is TensorType.Int64 ? 5 :
            o.In(0) is TensorType.Int16 ? 4 :
            o.RescalesByOneOrMore ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Multinomial] = new(1, 1, "1:2.8.0", Always1),
        [BuiltinOperator.Neg] = new(1, 1, "1:1.9.0", Always1),
        [BuiltinOperator.NonMaxSuppressionV4] = new(1, 1, "1:2.1.0", Always1),
        [BuiltinOperator.NonMaxSuppressionV5] = new(1, 1, "1:2.1.0", Always1),
        [BuiltinOperator.NotEqual] = new(1, 4, "1:1.14.0 2:1.14.0 3:2.3.0 4:2.21.0", o =>
            o.In(0) is TensorType.Int16 ? 4 :
            o.In(0) is TensorType.String ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.OneHot] = new(1, 1, "1:1.11.0", Always1),
        [BuiltinOperator.Pack] = new(1, 5, "1:1.11.0 2:1.14.0 3:2.3.0 4:2.13.0 5:2.23.0", o =>
            o.In(0) is TensorType.Float8E4M3FN or TensorType.Float8E5M2 ? 5 :
            o.In(0) is TensorType.Int8 ? 2 :
            o.In(0) is TensorType.Int16 && o.Out(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.UInt32 ? 4 : 1),
        [BuiltinOperator.Pad] = new(1, 6, "1:1.5.0 2:1.14.0 3:2.4.0 4:2.6.0 5:2.20.0 6:2.23.0", o =>
            o.In(0) is TensorType.Float8E4M3FN or TensorType.Float8E5M2 ? 6 :
            o.In(0) is TensorType.Bool ? 5 :
            o.Rank(0) > 4 ? 4 :
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Padv2] = new(1, 6, "1:1.9.0 2:1.14.0 3:2.4.0 4:2.6.0 5:2.20.0 6:2.23.0", o =>
            o.In(0) is TensorType.Float8E4M3FN or TensorType.Float8E5M2 ? 6 :
            o.In(0) is TensorType.Bool ? 5 :
            o.Rank(0) > 4 ? 4 :
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Pow] = new(1, 1, "1:1.10.0", Always1),
        [BuiltinOperator.Prelu] = new(1, 1, "1:1.8.0", Always1),
        [BuiltinOperator.Quantize] = new(1, 6, "1:1.14.0 2:1.15.0 3:2.7.0 4:2.21.0 5:2.21.0 6:2.21.0", o =>
            o.In(0) is TensorType.UInt4 || o.Out(0) is TensorType.UInt4 ? 5 :
            o.In(0) is TensorType.Int4 || o.Out(0) is TensorType.Int4 ? 4 :
            o.IsOutputPerAxis(0) ? 3 :
            o.Out(0) is TensorType.Int16 ? 2 : 1),
        [BuiltinOperator.RandomStandardNormal] = new(1, 1, "1:2.8.0", Always1),
        [BuiltinOperator.RandomUniform] = new(1, 1, "1:2.8.0", Always1),
        [BuiltinOperator.Range] = new(1, 2, "1:1.13.0 2:2.14.0", o =>
            o.In(0) is TensorType.Int64 ? 2 : 1),
        [BuiltinOperator.Rank] = new(1, 1, "1:1.14.0", Always1),
        [BuiltinOperator.ReadVariable] = new(1, 1, "1:2.6.0", Always1),
        [BuiltinOperator.Real] = new(1, 1, "1:2.5.0", Always1),
        [BuiltinOperator.ReduceAll] = new(1, 1, "1:2.6.0", Always1),
        [BuiltinOperator.ReduceAny] = new(1, 1, "1:1.11.0", Always1),
        [BuiltinOperator.ReduceMax] = new(1, 3, "1:1.11.0 2:1.14.0 3:2.5.0", o =>
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.ReduceMin] = new(1, 3, "1:1.11.0 2:1.14.0 3:2.5.0", o =>
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.ReduceProd] = new(1, 2, "1:1.11.0 2:2.6.0", o =>
            o.In(0) is TensorType.Int8 or TensorType.Int16 ? 2 : 1),
        [BuiltinOperator.ReduceWindow] = new(1, 1, "1:2.15.0", Always1),
        [BuiltinOperator.Relu] = new(1, 3, "1:1.5.0 2:2.1.0 3:2.5.0", o =>
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 or TensorType.UInt8 ? 2 : 1),
        [BuiltinOperator.Relu6] = new(1, 3, "1:1.5.0 2:1.14.0 3:2.5.0", o =>
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Relu0To1] = new(1, 1, "1:2.10.0", Always1),
        [BuiltinOperator.ReluN1To1] = new(1, 1, "1:1.5.0", Always1),
        [BuiltinOperator.Reshape] = new(1, 1, "1:1.5.0", Always1),
        [BuiltinOperator.ResizeBilinear] = new(1, 4, "1:1.7.0 2:1.14.0 3:2.2.0 4:2.5.0", o =>
            o.In(0) is TensorType.Int16 ? 4 :
            o.Option("half_pixel_centers") != 0 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.ResizeNearestNeighbor] = new(1, 4, "1:1.13.1 2:1.14.0 3:2.3.0 4:2.4.0", o =>
            o.In(0) is TensorType.Int16 ? 4 :
            o.Option("half_pixel_centers") != 0 || o.Option("align_corners") != 0 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.ReverseSequence] = new(1, 1, "1:1.14.0", Always1),
        [BuiltinOperator.ReverseV2] = new(1, 4, "1:1.14.0 2:2.2.0 3:2.5.0 4:2.23.0", o =>
            o.In(0) is TensorType.Float8E4M3FN or TensorType.Float8E5M2 ? 4 :
            o.In(0) is TensorType.Int8 ? 3 :
            o.In(0) is TensorType.Bool ? 2 : 1),
        [BuiltinOperator.Rfft2D] = new(1, 1, "1:2.5.0", Always1),
        [BuiltinOperator.RightShift] = new(1, 1, "1:2.13.0", Always1),
        [BuiltinOperator.Rnn] = new(1, 3, "1:1.5.0 2:1.14.0 3:2.3.0", o =>
            o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 && o.Option("asymmetric_quantize_inputs") != 0 ? 3 :
            o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 ? 2 : 1),
        [BuiltinOperator.Round] = new(1, 1, "1:1.14.0", Always1),
        [BuiltinOperator.Rsqrt] = new(1, 3, "1:1.10.0 2:2.5.0 3:2.15.0", o =>
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.ScatterNd] = new(1, 1, "1:2.1.0", Always1),
        [BuiltinOperator.SegmentSum] = new(1, 1, "1:2.2.0", Always1),
        [BuiltinOperator.Select] = new(1, 4, "1:1.14.0 2:1.14.0 3:2.12.0 4:2.12.0", o =>
            o.In(0) is TensorType.UInt32 ? 4 :
            o.AnyInputRank(5) ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.SelectV2] = new(1, 2, "1:2.2.0 2:2.12.0", o =>
            o.In(0) is TensorType.UInt32 ? 2 : 1),
        [BuiltinOperator.Shape] = new(1, 1, "1:1.10.0", Always1),
        [BuiltinOperator.Sign] = new(1, 2, "1:2.11.0 2:2.12.0", o =>
            o.In(0) is TensorType.Int32 ? 2 : 1),
        [BuiltinOperator.Sin] = new(1, 2, "1:1.9.0 2:2.23.0", o =>
            o.In(0) is TensorType.Float16 ? 2 : 1),
        [BuiltinOperator.SkipGram] = new(1, 1, "1:1.5.0", Always1),
        [BuiltinOperator.Slice] = new(1, 8, "1:1.14.0 2:1.14.0 3:1.14.0 4:2.4.0 5:2.5.0 6:2.14.0 7:2.21.0 8:2.23.0", o =>
            o.In(0) is TensorType.Float16 ? 8 :
            o.In(0) is TensorType.Int4 ? 7 :
            o.In(0) is TensorType.UInt32 ? 6 :
            o.Rank(0) > 4 ? 5 :
            o.In(0) is TensorType.Int16 ? 4 :
            o.In(0) is TensorType.String ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Softmax] = new(1, 4, "1:1.5.0 2:1.14.0 3:2.3.0 4:2.23.0", o =>
            o.In(0) is TensorType.Float16 ? 4 :
            o.In(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.SpaceToBatchNd] = new(1, 4, "1:1.6.0 2:1.14.0 3:2.3.0 4:2.12.0", o =>
            o.In(0) is TensorType.Int16 ? 4 :
            o.Rank(0) != 4 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.SpaceToDepth] = new(1, 2, "1:1.5.0 2:1.14.0", o =>
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.SparseToDense] = new(1, 3, "1:1.9.0 2:1.14.0 3:1.15.0", o =>
            o.In(2) is TensorType.Int8 or TensorType.UInt8 ? 3 :
            o.In(2) is TensorType.Int64 ? 2 : 1),
        [BuiltinOperator.Split] = new(1, 5, "1:1.5.0 2:1.14.0 3:1.14.0 4:2.3.0 5:2.23.0", o =>
            o.In(1) is TensorType.Float8E4M3FN or TensorType.Float8E5M2 ? 5 :
            o.In(1) is TensorType.Int16 ? 4 :
            o.In(1) is TensorType.Int32 ? 3 :
            o.In(1) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.SplitV] = new(1, 3, "1:1.13.1 2:2.3.0 3:2.23.0", o =>
            o.In(0) is TensorType.Float8E4M3FN or TensorType.Float8E5M2 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Sqrt] = new(1, 2, "1:1.10.0 2:2.21.0", o =>
            o.In(0) is TensorType.Int8 or TensorType.Int16 ? 2 : 1),
        [BuiltinOperator.Square] = new(1, 1, "1:1.12.0", Always1),
        [BuiltinOperator.SquaredDifference] = new(1, 2, "1:1.13.1 2:2.5.0", o =>
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Squeeze] = new(1, 2, "1:1.6.0 2:2.5.0", o =>
            o.In(0) is TensorType.String ? 2 : 1),
        [BuiltinOperator.StableHloAdd] = new(1, 1, "1:2.16.0", Always1),
        [BuiltinOperator.StableHloAnd] = new(1, 1, "1:2.17.0", Always1),
        [BuiltinOperator.StableHloCase] = new(1, 1, "1:2.17.0", Always1),
        [BuiltinOperator.StableHloComposite] = new(1, 1, "1:2.17.0", Always1),
        [BuiltinOperator.StableHloGather] = new(1, 1, "1:2.16.0", Always1),
        [BuiltinOperator.StableHloMaximum] = new(1, 1, "1:2.16.0", Always1),
        [BuiltinOperator.StableHloMinimum] = new(1, 1, "1:2.16.0", Always1),
        [BuiltinOperator.StableHloMultiply] = new(1, 1, "1:2.16.0", Always1),
        [BuiltinOperator.StableHloPad] = new(1, 1, "1:2.16.0", Always1),
        [BuiltinOperator.StableHloReduceWindow] = new(1, 1, "1:2.16.0", Always1),
        [BuiltinOperator.StableHloRngBitGenerator] = new(1, 1, "1:2.15.0", Always1),
        [BuiltinOperator.StableHloScatter] = new(1, 1, "1:2.15.0", Always1),
        [BuiltinOperator.StableHloShiftLeft] = new(1, 1, "1:2.17.0", Always1),
        [BuiltinOperator.StridedSlice] = new(1, 8, "1:1.6.0 2:1.14.0 3:2.1.0 4:2.2.0 5:2.5.0 6:2.6.0 7:2.14.0 8:2.14.0", o =>
            o.Option("offset") != 0 ? 8 :
            o.In(0) is TensorType.UInt32 ? 7 :
            o.Option("ellipsis_mask") != 0 || o.Option("new_axis_mask") != 0 ? 6 :
            o.In(0) is TensorType.String ? 5 :
            o.Rank(0) > 4 ? 4 :
            o.In(0) is TensorType.Bool ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Sub] = new(1, 5, "1:1.6.0 2:1.14.0 3:2.3.0 4:2.4.0 5:2.4.0", o =>
            o.In(0) is TensorType.Int16 && o.Out(0) is TensorType.Int16 && o.Option("pot_scale_int16") == 0 ? 5 :
            o.In(0) is TensorType.Int64 ? 4 :
            o.IsWideBroadcast ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Sum] = new(1, 2, "1:1.10.0 2:1.15.0", o =>
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Svdf] = new(1, 4, "1:1.5.0 2:1.14.0 3:2.2.0 4:2.3.0", o =>
            o.In(0) is TensorType.Int8 ? 3 :
            o.In(0) is TensorType.Float32 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 && o.Option("asymmetric_quantize_inputs") != 0 ? 4 :
            o.In(0) is TensorType.Float32 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 ? 2 : 1),
        [BuiltinOperator.Tanh] = new(1, 3, "1:1.14.0 2:1.14.0 3:2.3.0", o =>
            o.In(0) is TensorType.Int16 && o.Out(0) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Tile] = new(1, 3, "1:1.10.1 2:2.2.0 3:2.8.0", o =>
            o.In(0) is TensorType.Int8 ? 3 :
            o.In(0) is TensorType.String ? 2 : 1),
        [BuiltinOperator.TopkV2] = new(1, 3, "1:1.7.0 2:1.14.0 3:2.13.0", o =>
            o.In(0) is TensorType.Int16 || o.In(1) is TensorType.Int16 || o.Out(1) is TensorType.Int16 ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.Transpose] = new(1, 9, "1:1.6.0 2:1.14.0 3:1.15.0 4:2.3.0 5:2.4.0 6:2.12.0 7:2.14.4 8:2.22.0 9:2.23.0", o =>
            o.In(0) is TensorType.Float16 ? 9 :
            o.Rank(0) > 6 || o.In(0) is TensorType.BFloat16 ? 8 :
            o.In(0) is TensorType.Int4 ? 7 :
            o.Rank(0) > 5 ? 6 :
            o.In(0) is TensorType.Int16 ? 5 :
            o.Rank(0) > 4 ? 4 :
            o.In(0) is TensorType.Bool ? 3 :
            o.In(0) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.TransposeConv] = new(1, 5, "1:1.9.0 2:2.2.0 3:2.3.0 4:2.13.0 5:2.15.0", o =>
            o.In(0) is TensorType.Int16 && o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Int16 && o.HasBiasType ? 5 :
            o.Option("fused_activation_function") != 0 ? 4 :
            o.InputCount == 4 && o.HasInput(3) ? 3 :
            o.In(1) is TensorType.Int8 ? 2 : 1),
        [BuiltinOperator.UnidirectionalSequenceLstm] = new(1, 4, "1:1.13.1 2:1.14.0 3:2.3.0 4:2.12.0", o =>
            o.In(0) is TensorType.Int16 && o.In(2) is TensorType.Int8 && o.Out(0) is TensorType.Int16 ? 5 :
            o.Option("diagonal_recurrent_tensors") != 0 ? 4 :
            o.In(0) is TensorType.Float32 && o.In(2) is TensorType.Int8 && o.Out(0) is TensorType.Float32 && o.Option("asymmetric_quantize_inputs") != 0 ? 3 :
            o.In(0) is TensorType.Float32 && o.In(2) is TensorType.Int8 && o.Out(0) is TensorType.Float32 ? 2 : 1),
        [BuiltinOperator.UnidirectionalSequenceRnn] = new(1, 3, "1:1.14.0 2:1.14.0 3:2.3.0", o =>
            o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 && o.Option("asymmetric_quantize_inputs") != 0 ? 3 :
            o.In(1) is TensorType.Int8 && o.Out(0) is TensorType.Float32 ? 2 : 1),
        [BuiltinOperator.Unique] = new(1, 1, "1:1.14.0", Always1),
        [BuiltinOperator.Unpack] = new(1, 6, "1:1.11.0 2:1.14.0 3:2.2.0 4:2.3.0 5:2.22.0 6:2.23.0", o =>
            o.In(0) is TensorType.Float8E4M3FN or TensorType.Float8E5M2 ? 6 :
            o.In(0) is TensorType.Int8 or TensorType.UInt8 ? 2 :
            o.In(0) is TensorType.Bool ? 3 :
            o.In(0) is TensorType.Int16 && o.Out(0) is TensorType.Int16 ? 4 :
            o.In(0) is TensorType.Float16 or TensorType.BFloat16 ? 5 : 1),
        [BuiltinOperator.UnsortedSegmentMax] = new(1, 1, "1:2.10.0", Always1),
        [BuiltinOperator.UnsortedSegmentMin] = new(1, 1, "1:2.11.0", Always1),
        [BuiltinOperator.UnsortedSegmentProd] = new(1, 1, "1:2.10.0", Always1),
        [BuiltinOperator.UnsortedSegmentSum] = new(1, 1, "1:2.10.0", Always1),
        [BuiltinOperator.VarHandle] = new(1, 1, "1:2.6.0", Always1),
        [BuiltinOperator.Where] = new(1, 2, "1:1.14.0 2:2.8.0", o =>
            o.In(0) is TensorType.Bool ? 1 : 2),
        [BuiltinOperator.While] = new(1, 1, "1:1.15.0", Always1),
        [BuiltinOperator.ZerosLike] = new(1, 1, "1:1.12.0", Always1),
    };
}
