using System.Collections.Immutable;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>The words of the rule language: a new kind of predicate is one file in this folder and one line here.</summary>
internal static class PredicateTable
{
    private static readonly Dictionary<string, Func<PredicateArgument, Predicate>> Kinds = new(StringComparer.Ordinal)
    {
        ["all"] = argument => new AllOf([.. argument.Node.AsList().Select(node => Bind(node, argument.Operands))]),
        ["any"] = argument => new AnyOf([.. argument.Node.AsList().Select(node => Bind(node, argument.Operands))]),
        ["not"] = argument => new Not(Bind(argument.Node, argument.Operands)),
        ["runtime"] = RuntimePredicate.Read,
        ["setting"] = SettingPredicate.Read,
        ["android_level"] = argument => new AndroidLevelPredicate(ValueSet.Read(argument.Node)),
        ["listed_device"] = argument => new ListedDevicePredicate(argument.Node.Text),
        ["version"] = VersionPredicate.Read,
        ["inputs"] = argument => new OperandCountPredicate(isOutput: false, ValueSet.Read(argument.Node)),
        ["outputs"] = argument => new OperandCountPredicate(isOutput: true, ValueSet.Read(argument.Node)),
        ["runtime_inputs"] = argument => new InputCountPredicate(countsConstants: false, foldsFloat16: true, ValueSet.Read(argument.Node)),
        ["constant_inputs"] = argument => new InputCountPredicate(countsConstants: true, foldsFloat16: true, ValueSet.Read(argument.Node)),
        ["stored_runtime_inputs"] = argument => new InputCountPredicate(countsConstants: false, foldsFloat16: false, ValueSet.Read(argument.Node)),
        ["folded_constant"] = argument => argument.ForEach((operands, _) => new FoldedConstantPredicate(operands)),
        ["runtime_types"] = argument => argument.ForEach((operands, node) => new RuntimeTypesPredicate(operands, TypeSet.Read(node))),
        ["runtime_rank"] = argument => argument.ForEach((operands, node) => new RuntimeRankPredicate(operands, ValueSet.Read(node))),
        ["model_batch"] = ModelBatchPredicate.Read,
        ["static_shapes"] = _ => new StaticShapesPredicate(),
        ["reads"] = argument => argument.ForEach((operands, node) => new ReadsPredicate(operands, ValueSet.Read(node))),
        ["distinct"] = argument => argument.Pairwise((left, right) => new DistinctPredicate(left, right)),
        ["read_by"] = ReadByPredicate.Read,
        ["computed"] = argument => argument.ForEach((operands, _) => new ComputedPredicate(operands)),
        ["intermediates"] = IntermediatesPredicate.Read,
        ["custom_data"] = _ => new CustomDataPredicate(),
        ["custom_options"] = CustomOptionsPredicate.Read,
        ["present"] = argument => argument.ForEach((operands, _) => new PresentPredicate(operands)),
        ["absent"] = argument => argument.ForEach((operands, _) => new AbsentPredicate(operands)),
        ["constant"] = argument => argument.ForEach((operands, _) => new ConstantPredicate(operands)),
        ["static"] = argument => argument.ForEach((operands, _) => new StaticPredicate(operands)),
        ["variable"] = argument => argument.ForEach((operands, _) => new VariablePredicate(operands)),
        ["quantized"] = argument => argument.ForEach((operands, node) => new QuantizedPredicate(operands, node.Text == "true")),
        ["sparse"] = argument => argument.ForEach((operands, node) => new SparsePredicate(operands, node.Text == "true")),
        ["granularity"] = argument => argument.ForEach((operands, node) => new GranularityPredicate(operands, [.. node.AsList().Select(item => item.Text)])),
        ["rank"] = argument => argument.ForEach((operands, node) => new RankPredicate(operands, ValueSet.Read(node))),
        ["elements"] = argument => argument.ForEach((operands, node) => new ElementsPredicate(operands, ValueSet.Read(node))),
        ["dimension"] = DimensionPredicate.Read,
        ["innermost"] = argument => argument.ForEach((operands, node) => new InnermostPredicate(operands, int.Parse(node.Text))),
        ["plane"] = argument => argument.ForEach((operands, node) => new PlanePredicate(operands, ValueSet.Read(node))),
        ["same_rank"] = argument => argument.Pairwise((left, right) => new SameRankPredicate(left, right)),
        ["same_shape"] = argument => argument.Pairwise((left, right) => new SameShapePredicate(left, right)),
        ["broadcast_shape"] = argument => new BroadcastShapePredicate(argument.Operand("output")),
        ["same_elements"] = argument => argument.Pairwise((left, right) => new SameElementsPredicate(left, right)),
        ["same_type"] = argument => argument.Pairwise((left, right) => new SameTypePredicate(left, right)),
        ["values"] = argument => argument.ForEach((operands, node) => new ValuesPredicate(operands, ValueSet.Read(node))),
        ["option"] = OptionPredicate.Read,
        ["option_at_most"] = OptionAtMostPredicate.Read,
        ["scale_count"] = ScaleCountPredicate.Read,
        ["quantized_dimension"] = argument => argument.ForEach((operands, node) => new QuantizedDimensionPredicate(operands, ValueSet.Read(node))),
        ["zero_point"] = argument => argument.ForEach((operands, node) => new ZeroPointPredicate(operands, ValueSet.Read(node))),
        ["scale"] = ScalePredicate.Read,
        ["normal_scales"] = argument => argument.ForEach((operands, _) => new NormalScalesPredicate(operands)),
        ["same_quantization"] = argument => argument.Pairwise((left, right) => new SameQuantizationPredicate(left, right, 0)),
        ["nearly_same_quantization"] = argument => argument.Pairwise((left, right) => new SameQuantizationPredicate(left, right, 1e-6f)),
        ["scale_ratio"] = ScaleRatioPredicate.Read,
        ["bias_scale_near"] = BiasScalePredicate.Read,
        ["same_scale_count"] = argument => argument.Pairwise((left, right) => new SameScaleCountPredicate(left, right)),
        ["loadable_scales"] = argument => argument.ForEach((operands, _) => new LoadableScalesPredicate(operands)),
        ["consumers_run"] = argument => new ConsumersRunPredicate(argument.Operand(argument.Node.Text)),
        ["read_once"] = argument => argument.ForEach((operands, _) => new ReadOncePredicate(operands)),
        ["transpose_conv_shape"] = argument => new TransposeConvShapePredicate(argument),
        ["block_scales"] = argument => new BlockScalesPredicate(argument.Operand("weights")),
        ["matmul_quantized_dimension"] = argument => new MatmulQuantizedDimensionPredicate(argument.Operand("rhs")),
        ["gpu_broadcast"] = argument => new GpuBroadcastPredicate(argument.Operand("input1"), argument.Operand("input2")),
        ["one_covers"] = argument => new OneCoversPredicate(argument.Operand("input1"), argument.Operand("input2")),
        ["branch_shape"] = argument => argument.ForEach((operands, _) => new BranchShapePredicate(operands, argument.Operand("output"))),
        ["slopes"] = argument => argument.ForEach((operands, _) => new SlopesPredicate(operands, argument.Operand("input"))),
        ["depthwise_channels"] = argument => new DepthwiseChannelsPredicate(argument.Operand("input"), argument.Operand("output")),
        ["one_hot_shape"] = argument => new OneHotShapePredicate(argument.Operand("indices")),
        ["depth_multiplier_divides"] = argument => new DepthMultiplierPredicate(argument.Operand("output")),
        ["representable"] = RepresentablePredicate.Read,
        ["axis_in_rank"] = argument => new AxisInRankPredicate(argument.Operand("output")),
        ["neighbouring_axes"] = argument => new NeighbouringAxesPredicate(argument.Operand("axis")),
        ["vectors_of_rank"] = argument => argument.ForEach((operands, _) => new VectorsOfRankPredicate(operands, argument.Operand("input"))),
        ["npu"] = NpuPredicate.Read,
        ["at_border"] = BorderTypePredicate.Read,
        ["weight_sum"] = WeightSumPredicate.Read,
        ["padded"] = PaddedPredicate.Read,
        ["window"] = WindowPredicate.Read,
        ["resize"] = ResizePredicate.Read,
        ["zero_point_by_type"] = ZeroPointByTypePredicate.Read,
        ["scaled"] = ScaledPredicate.Read,
        ["finite_scales"] = argument => argument.ForEach((operands, _) => new FiniteScalesPredicate(operands)),
        ["finite_scale_ratio"] = argument => new FiniteScaleRatioPredicate(argument.Find("all")),
        ["same_scale"] = argument => argument.Pairwise((left, right) => new SameScalePredicate(left, right)),
        ["shaped"] = argument => argument.ForEach((operands, _) => new ShapedPredicate(operands)),
        ["static_shape"] = argument => argument.ForEach((operands, _) => new StaticShapePredicate(operands)),
        ["filled"] = argument => argument.ForEach((operands, _) => new FilledPredicate(operands)),
        ["reduced_axes"] = ReducedAxesPredicate.Read,
        ["reduces_only"] = ReducesOnlyPredicate.Read,
        ["transpose_limits"] = TransposeLimitsPredicate.Read,
        ["slice_strides"] = SliceStridesPredicate.Read,
        ["slice_ends"] = SliceEndsPredicate.Read,
        ["concatenates"] = argument => new ConcatenatesPredicate(argument.Operand("output")),
        ["padded_shape"] = argument => new PaddedShapePredicate(argument.Operand("input"), argument.Operand("paddings"), argument.Operand("output")),
        ["splits"] = SplitsPredicate.Read,
        ["matmul_broadcasts"] = argument => new MatmulBroadcastsPredicate(argument.Operand("lhs"), argument.Operand("rhs"), argument.Operand("output")),
        ["groups_divide_filters"] = argument => new GroupsPredicate(argument.Operand("input"), argument.Operand("weights")),
        ["depth_multiplier_exact"] = argument => new DepthMultiplierExactPredicate(argument.Operand("input"), argument.Operand("output")),
        ["weights_flat"] = argument => new WeightsFlatPredicate(argument.Operand("weights")),
        ["transpose_conv_exact"] = argument => new TransposeConvExactPredicate(argument.Operand("input"), argument.Operand("weights"), argument.Operand("output")),
        ["flat"] = argument => argument.ForEach((operands, _) => new FlatPredicate(operands)),
        ["pads_only"] = argument => new PadsOnlyPredicate(argument.Operand("paddings"), argument.Node.Text == "hwc"),
        ["intermediate_count"] = argument => new IntermediateCountPredicate(ValueSet.Read(argument.Node)),
        ["option_listed"] = argument => new OptionListedPredicate(argument.Node.Text),
        ["unpacks_last"] = UnpacksLastPredicate.Read,
        ["released"] = ReleasedPredicate.Read,
        ["zero_constants"] = _ => new ZeroConstantsPredicate(),
        ["unique_values"] = argument => argument.ForEach((operands, _) => new UniqueValuesPredicate(operands)),
        ["gathers_first_axis"] = argument => new GathersFirstAxisPredicate(argument.Operand("input")),
        ["last_axis"] = argument => new LastAxisPredicate(argument.Operand("input"), argument.Operand("axis")),
        ["dilation_pattern"] = _ => new DilationPatternPredicate(),
    };

    /// <summary>Binds a map of conditions, all of which have to hold: predicate names, or operand names with the types they may have.</summary>
    public static Predicate Bind(TableNode map, Operands operands)
    {
        if (map.Kind != TableNodeKind.Map) throw new TableFormatException(map.Line, "a map of conditions is expected");
        var predicates = map.Fields.Select(field => BindOne(field.Key, field.Value, operands)).ToImmutableArray();
        return predicates.Length == 1 ? predicates[0] : new AllOf(predicates);
    }

    private static Predicate BindOne(string key, TableNode node, Operands operands)
    {
        if (Kinds.TryGetValue(key, out var read)) return read(new(key, node, operands));
        if (operands.Find(key) is { } found) return new TypePredicate(found, TypeSet.Read(node));
        throw new TableFormatException(node.Line, $"`{key}` is neither a condition nor an operand");
    }
}
