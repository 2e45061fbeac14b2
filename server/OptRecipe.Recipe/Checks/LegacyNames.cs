using System.Collections.Immutable;

namespace OptRecipe.Recipe.Checks;

internal enum LegacyFixKind
{
    /// <summary>Another word in the same place.</summary>
    Rename,
    /// <summary>The pair goes, a step comes.</summary>
    Step,
    /// <summary>The pair goes, other lines come in its place; <c>{value}</c> is what stood there.</summary>
    Lines,
    /// <summary>The pair or item goes.</summary>
    Remove,
}

internal sealed record LegacyFix(LegacyFixKind Kind, string Text, string Title);

/// <summary>A name of TensorFlow Lite's converter or of the Model Optimization Toolkit, and what it is called here.</summary>
/// <param name="Holds">Only when the value holds this word; empty: always.</param>
internal sealed record LegacyName(string Name, string Holds, string Says, ImmutableArray<LegacyFix> Fixes);

/// <summary>The names, from facts/quantization.md §1.2 and facts/pruning-clustering-qat.md. The first row that fits is taken.</summary>
internal static class LegacyNames
{
    private static readonly LegacyFix Dynamic = new(LegacyFixKind.Step, "quantize: dynamic", "Write the step `quantize: dynamic`");
    private static readonly LegacyFix Int8 = new(LegacyFixKind.Step, "quantize: int8", "Write the step `quantize: int8` (needs calibration data)");
    private static readonly LegacyFix Float16 = new(LegacyFixKind.Step, "quantize: float16", "Write the step `quantize: float16`");
    private static readonly LegacyFix Remove = new(LegacyFixKind.Remove, "", "Remove it");

    internal static ImmutableArray<LegacyName> Keys { get; } =
    [
        new("optimizations", "OPTIMIZE_FOR_SIZE", "is TensorFlow Lite's; today's converter reads `OPTIMIZE_FOR_SIZE` as `DEFAULT`: a step `quantize`", [Dynamic, Int8 with { Title = "As today's converter with calibration data: `quantize: int8`" }]),
        new("optimizations", "OPTIMIZE_FOR_LATENCY", "is TensorFlow Lite's; today's converter reads `OPTIMIZE_FOR_LATENCY` as `DEFAULT`: a step `quantize`", [Dynamic, Int8]),
        new("optimizations", "EXPERIMENTAL_SPARSITY", "is TensorFlow Lite's; sparse encoding belongs to the step `prune`: `encode: auto`", [Remove]),
        new("optimizations", "", "is TensorFlow Lite's; `DEFAULT` neither prunes nor clusters, it is a step `quantize`: `dynamic` without data, `int8` with it", [Dynamic, Int8]),
        new("post_training_quantize", "", "is TensorFlow Lite's old name of a step `quantize`", [Dynamic]),
        new("quantize_weights", "", "is the converter's flag behind `quantize: dynamic`", [Dynamic]),
        new("quantize_to_float16", "", "is the converter's flag behind `quantize: float16`", [Float16]),
        new("supported_types", "float16", "is TensorFlow Lite's; it is a step here", [Float16]),
        new("supported_types", "", "is TensorFlow Lite's; types are the scheme of a step `quantize` here", [Int8, Dynamic]),
        new("supported_ops", "ACTIVATIONS_INT16", "is TensorFlow Lite's; it is the scheme `int16x8` here", [new(LegacyFixKind.Step, "quantize: int16x8", "Write the step `quantize: int16x8`")]),
        new("supported_ops", "INT8", "is TensorFlow Lite's; `TFLITE_BUILTINS_INT8` is the scheme `int8` here", [Int8]),
        new("supported_ops", "", "is TensorFlow Lite's; where the model has to run is said under `targets` here", [Remove]),
        new("target_ops", "", "is an old name of TensorFlow Lite's `supported_ops`; where the model has to run is said under `targets` here", [Remove]),
        new("target_spec", "", "is TensorFlow Lite's; types are the scheme of a step `quantize` here, where it runs stands under `targets`", [Remove]),
        new("representative_dataset", "", "is TensorFlow Lite's; calibration data stands under `data` here", [new(LegacyFixKind.Lines, "data:\n  calibration: {path: {value}}", "Write `data: {calibration: …}`")]),
        new("inference_input_type", "", "is TensorFlow Lite's; it is `io: {input: …}` of the step `quantize` here", [Remove]),
        new("inference_output_type", "", "is TensorFlow Lite's; it is `io: {output: …}` of the step `quantize` here", [Remove]),
        new("inference_type", "", "is TensorFlow Lite 1's; it is the scheme of a step `quantize` here", [Int8, Dynamic]),
        new("quantized_input_stats", "", "is TensorFlow Lite 1's; ranges come from calibration data here", [Remove]),
        new("default_ranges_stats", "", "is TensorFlow Lite 1's; ranges come from calibration data here", [Remove]),
        new("allow_custom_ops", "", "is the converter's; custom operators are kept as they are here", [Remove]),
        new("reorder_across_fake_quant", "", "is TensorFlow Lite 1's and rewrites fake quantization, which a `.tflite` does not hold", [Remove]),
        new("change_concat_input_ranges", "", "is TensorFlow Lite 1's; the inputs of CONCATENATION take one range here, `rescue: concat` helps where they differ", [Remove]),
        new("experimental_new_quantizer", "", "is the converter's; which of its quantizers is followed is said by `numerics` of the step `quantize` here", [Remove]),
        new("experimental_new_converter", "", "is the converter's and changes no numbers", [Remove]),
        new("target_sparsity", "", "is TFMOT's; it is `sparsity` here", [new(LegacyFixKind.Rename, "sparsity", "Change to `sparsity`")]),
        new("final_sparsity", "", "is TFMOT's; without training it is `sparsity` here", [new(LegacyFixKind.Rename, "sparsity", "Change to `sparsity`")]),
        new("initial_sparsity", "", "belongs to a pruning schedule of TFMOT; pruning without training has none", [Remove]),
        new("pruning_schedule", "", "is TFMOT's; pruning without training has no schedule", [Remove]),
        new("begin_step", "", "belongs to a pruning schedule of TFMOT; pruning without training has none", [Remove]),
        new("end_step", "", "belongs to a pruning schedule of TFMOT; pruning without training has none", [Remove]),
        new("frequency", "", "belongs to a pruning schedule of TFMOT; pruning without training has none", [Remove]),
        new("power", "", "belongs to a pruning schedule of TFMOT; pruning without training has none", [Remove]),
        new("block_size", "", "is TFMOT's; blocks are a `pattern` here", [Remove]),
        new("block_pooling_type", "", "is TFMOT's; blocks are a `pattern` here", [Remove]),
        new("sparsity_m_by_n", "", "is TFMOT's and counts zeros; `pattern: 2:4` counts what stays", [Remove]),
        new("number_of_clusters", "", "is TFMOT's; it is `clusters` here", [new(LegacyFixKind.Rename, "clusters", "Change to `clusters`")]),
        new("cluster_centroids_init", "", "is TFMOT's; it is `init` here", [new(LegacyFixKind.Rename, "init", "Change to `init`")]),
        new("preserve_sparsity", "", "is TFMOT's; it is `keep_sparsity` here", [new(LegacyFixKind.Rename, "keep_sparsity", "Change to `keep_sparsity`")]),
        new("cluster_gradient_aggregation", "", "belongs to training with TFMOT; clustering without training has no gradients", [Remove]),
        new("pruning_policy", "", "is TFMOT's; which operators a step touches is said by `where` here", [Remove]),
        new("cluster_per_channel", "", "is TFMOT's; it is `per_channel` here", [new(LegacyFixKind.Rename, "per_channel", "Change to `per_channel`")]),
    ];

    internal static ImmutableArray<LegacyName> Steps { get; } =
    [
        new("prune_low_magnitude", "", "is TFMOT's; it is the step `prune` here", [new(LegacyFixKind.Rename, "prune", "Change to `prune`")]),
        new("cluster_weights", "", "is TFMOT's; it is the step `cluster` here", [new(LegacyFixKind.Rename, "cluster", "Change to `cluster`")]),
        new("quantize_model", "", "is TFMOT's quantization-aware training; it is `train: {with: [quantize: int8]}` here", [new(LegacyFixKind.Rename, "quantize: int8", "Quantize without training: `quantize: int8`")]),
        new("quantize_annotate_layer", "", "is TFMOT's; which operators a step touches is said by `where` here", [Remove]),
        new("quantize_apply", "", "is TFMOT's; it is the step `quantize` here", [new(LegacyFixKind.Rename, "quantize", "Change to `quantize`")]),
        new("strip_pruning", "", "is TFMOT's; a `.tflite` holds no wrappers to strip", [Remove]),
        new("strip_clustering", "", "is TFMOT's; a `.tflite` holds no wrappers to strip", [Remove]),
        new("UpdatePruningStep", "", "is TFMOT's training callback; pruning without training needs none", [Remove]),
        new("PolynomialDecay", "", "is a pruning schedule of TFMOT; pruning without training has none", [Remove]),
        new("PruneForLatencyOnXNNPack", "", "is a pruning policy of TFMOT; which operators `prune` touches is said by its `where` here", [Remove]),
        new("prune_low_magnitude_model", "", "is TFMOT's; it is the step `prune` here", [new(LegacyFixKind.Rename, "prune", "Change to `prune`")]),
        new("ConstantSparsity", "", "is a pruning schedule of TFMOT; it is `prune: {sparsity: …}` here", [Remove]),
    ];

    /// <summary>Words of values that mean one of several things here, with what to say and a title for each.</summary>
    internal static ImmutableArray<(string Word, string Says, ImmutableArray<(string Here, string Title)> Readings)> Ambiguous { get; } =
    [
        ("DEFAULT", "is TensorFlow Lite's and neither prunes nor clusters; it is `dynamic` here without data, `int8` with calibration data", [("dynamic", "Change to `dynamic`"), ("int8", "Change to `int8` (needs calibration data)")]),
        ("OPTIMIZE_FOR_SIZE", "is TensorFlow Lite's, and today's converter reads it as `DEFAULT`", [("dynamic", "Change to `dynamic`, what it once meant"), ("int8", "As today's converter with calibration data: `int8`")]),
        ("OPTIMIZE_FOR_LATENCY", "is TensorFlow Lite's, and today's converter reads it as `DEFAULT`", [("dynamic", "Change to `dynamic`"), ("int8", "As today's converter with calibration data: `int8`")]),
    ];

    /// <summary>Words of values, and what is written instead.</summary>
    internal static ImmutableArray<(string Word, string Here)> Values { get; } =
    [
        ("drq", "dynamic"), ("dynamic-range", "dynamic"), ("dynamic_range", "dynamic"), ("fp16", "float16"), ("half", "float16"), ("tf.float16", "float16"),
        ("full-integer", "int8"), ("full_integer", "int8"), ("tf.int8", "int8"), ("TFLITE_BUILTINS_INT8", "int8"), ("16x8", "int16x8"), ("int16", "int16x8"), ("weight_only", "weight-only"),
        ("EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8", "int16x8"), ("LINEAR", "linear"), ("RANDOM", "random"), ("DENSITY_BASED", "density"), ("KMEANS_PLUS_PLUS", "kmeans++"),
        ("yes", "true"), ("Yes", "true"), ("YES", "true"), ("on", "true"), ("On", "true"), ("ON", "true"), ("True", "true"), ("TRUE", "true"),
        ("no", "false"), ("No", "false"), ("NO", "false"), ("off", "false"), ("Off", "false"), ("OFF", "false"), ("False", "false"), ("FALSE", "false"),
    ];
}
