using System.Collections.Immutable;
using static OptRecipe.Recipe.Schema.Availability;
using static OptRecipe.Recipe.Schema.SchemaParts;

namespace OptRecipe.Recipe.Schema;

/// <summary>The steps. A row of recipe-language.md's table of steps is a key here.</summary>
internal static class StepSchema
{
    private static readonly MappingType Selector = Mapping(
        Key("ops", Words(AnyText), "Operators by type, as the file format writes them: `CONV_2D`."),
        Key("tensors", Words(AnyText), "Globs on tensor names: `head/*`."),
        Key("operators", Words(AnyText), "Indices and ranges: `0-3, 17`."),
        Key("first", Either(Flag, Integer), "The first operators."),
        Key("last", Either(Flag, Integer), "The last operators."),
        Key("weights_over", Size, "Operators whose weights are larger than this."),
        Key("not", AnyType.Instance, "A selector that must not match."),
        Key("any", AnyType.Instance, "Selectors of which one must match."),
        Key("all", AnyType.Instance, "Selectors that must all match."),
        Key("optional", Flag, "Matching nothing is no error.", @default: "false"));

    private static readonly SchemaKey Where = Key("where", Selector, "Which operators the step touches; the keys of a selector are joined by *and*. Must match at least one operator.", Refused);

    private static readonly ScalarType IoType = Choice(
        Value("float32", "The converter's default."), Value("int8", "Integers at the border, as microcontrollers and the Edge TPU want."),
        Value("uint8", ""), Value("int16", "With int16x8."));

    private static readonly ImmutableArray<AllowedValue> Schemes =
    [
        Value("dynamic", "Dynamic range: int8 weights, activations stay float32 and are quantized while running. About a quarter of the size; needs no data."),
        Value("float16", "float16 weights, computed in float32. Half the size, nearly the same results; needs no data."),
        Value("int8", "Full integer: int8 weights and activations. What microcontrollers and most accelerators want; needs calibration data.", Planned),
        Value("int16x8", "16-bit activations, 8-bit weights: closer to float, few fast kernels.", Refused),
        Value("weight-only", "int8 weights that are dequantized before use.", Refused),
    ];

    private static readonly ScalarType Scheme = Choice(Schemes);

    private static readonly MappingType Weights = Mapping(
        Key("bits", Integer, "8, 4 or 2.", @default: "8"),
        Key("symmetric", Flag, "Zero point 0.", @default: "true"),
        Key("granularity", AnyText, "`tensor`, `channel`, or blocks such as `block-32`.", @default: "channel"),
        Key("algorithm", Choice(Value("minmax", ""), Value("mse", ""), Value("octav", ""), Value("adaround", ""), Value("gptq", "")), "How scales and roundings are chosen.", @default: "minmax"),
        Key("min_elements", Integer, "Smaller tensors stay float.", @default: "1024"));

    private static readonly ScalarType Methods = Choice(
        Value("minmax", ""), Value("moving-average", ""), Value("percentile", ""), Value("entropy", ""), Value("mse", ""), Value("octav", ""));

    private static readonly SchemaKey OnUnsupported = Key("on_unsupported", Choice(
        Value("error", "An error names the operators."), Value("float", "They stay float32."), Value("next-scheme", "They take the nearest scheme they have.")),
        "What happens to an operator the scheme has no kernel for.", @default: "error");

    private static readonly MappingType Rule = Mapping(
        Key("where", Selector, "Which operators the rule is for."),
        Key("scheme", Choice([.. Schemes, Value("float32", "Not quantized.")]), "The scheme of these operators."),
        Key("weights", Weights, "Overrides for weights."),
        Key("activations", Mapping(Key("bits", Integer, "8 or 16."), Key("symmetric", Flag, "Zero point 0.")), "Overrides for activations."),
        OnUnsupported);

    private static readonly MappingType QuantizeOptions = Mapping(
        Key("scheme", Scheme, "The mode: a preset of numbers whose every field can be overridden.") with { IsRequired = true },
        Where,
        Key("rules", new ListType(Rule), "Ordered exceptions; the last rule that matches an operator wins, field by field.", Refused),
        Key("numerics", Choice(
            Value("converter", "TensorFlow Lite's MLIR quantizer."), Value("converter-flatbuffer", "The flatbuffer quantizer.", Refused), Value("ai-edge-quantizer", "Google's AI Edge Quantizer.", Refused)),
            "Whose rounding, zero ranges and constants.", @default: "converter"),
        Key("calibration", Either(Methods, Mapping(
            Key("method", Methods, "How ranges are found."), Key("percentile", Number, "For `percentile`."), Key("bins", Integer, "Bins of the histogram."),
            Key("ranges", AnyPath, "A JSON file of known ranges; no data is needed then."), Key("key", AnyText, "The entry in it."))),
            "How activation ranges are found from `data.calibration`, which is the data; this is the method.", Ignored, "minmax"),
        Key("weights", Weights, "Overrides for weights.", Refused),
        Key("activations", Mapping(Key("bits", Integer, "8 or 16."), Key("symmetric", Flag, "Zero point 0.")), "Overrides for activations.", Refused),
        Key("io", Either(IoType, Mapping(Key("input", IoType, "Type of the model's inputs."), Key("output", IoType, "Type of the model's outputs."))),
            "Types at the model's border; one word means both.", Refused, "float32"),
        Key("bias_correction", Flag, "Shifts biases by what quantization moved on average.", Refused, "false"),
        Key("exempt", AnyType.Instance, "Operators that stay float: `{auto: true, max: 3, keep: {accuracy_drop: 1 point}}`.", Refused),
        Key("rescue", Choice(Value("concat", ""), Value("add", ""), Value("all", "")), "Splits or rescales inputs of very different ranges.", Refused),
        OnUnsupported);

    private static readonly MappingType PruneOptions = Mapping(
        Key("sparsity", Fraction with { IsMaximumExcluded = true, Values = [Value("auto", "As much as `keep` allows.", Refused)] }, "The share of weights set to zero in each tensor: `50 %` or `0.5`.") with { IsRequired = true },
        Key("method", Choice(Value("magnitude", "The smallest weights go; needs no data."), Value("wanda", "Weights times activations.", Refused), Value("sparsegpt", "With correction of what stays.", Refused)),
            "How weights are chosen.", @default: "magnitude"),
        Key("pattern", Choice(
            Value("unstructured", "Any weight. The file keeps its size, compressed it shrinks."), Value("2:4", "At most 2 non-zero of 4 consecutive input channels.", Refused),
            Value("block-1x4", "Blocks of 4 input channels.", Refused), Value("block-1x16", "Blocks of 16 input channels.", Refused), Value("channels", "Whole output channels: really shrinks.", Refused)),
            "Which weights go together.", @default: "unstructured"),
        Key("scope", Choice(Value("tensor", "Each tensor reaches the sparsity."), Value("global", "All together do.", Refused)), "Where the threshold is taken.", @default: "tensor"),
        Key("encode", Choice(Value("none", "Zeros are stored as they are."), Value("auto", "Sparse encoding where it saves.", Refused)), "Sparse encoding in the file.", @default: "none"),
        Where,
        Key("keep", Keep, "The limit for `sparsity: auto`.", Refused));

    private static readonly MappingType ClusterOptions = Mapping(
        Key("clusters", Integer, "How many distinct values a tensor keeps."),
        Key("init", Choice(Value("linear", ""), Value("random", ""), Value("density", ""), Value("kmeans++", ""), Value("exact", "")), "Where the centroids start.", @default: "kmeans++"),
        Key("iterations", Integer, "0 keeps the initial centroids."),
        Key("weight_by", Choice(Value("none", ""), Value("activations", "")), "What makes an error large.", @default: "none"),
        Key("per_channel", Flag, "Centroids per output channel.", @default: "false"),
        Key("keep_sparsity", Flag, "Zeros stay zeros.", @default: "false"),
        Key("keep", Keep, "The limit for `clusters: auto`."),
        Where);

    private static readonly MappingType TrainOptions = Mapping(
        Key("epochs", Integer, "Rounds over the training data."), Key("batch", Integer, "Samples per update."),
        Key("optimizer", AnyText, "`adam`, `sgd`."), Key("learning_rate", Number, "The step size."),
        Key("schedule", Choice(Value("polynomial-decay", ""), Value("constant", ""), Value("cosine", "")), "How the learning rate falls."),
        Key("loss", AnyText, "What is minimized."), Key("metrics", Words(AnyText), "What is shown."),
        Key("with", AnyType.Instance, "What is kept alive while training: `[quantize: int8]` is quantization-aware training."),
        Key("distill", AnyType.Instance, "`{teacher, temperature, alpha}`."));

    /// <summary>The kinds of steps.</summary>
    internal static MappingType Kinds { get; } = Mapping(
        Key("quantize", Either(Scheme, QuantizeOptions), "Stores weights, and with `int8` activations too, in fewer bits.") with { NeedsValue = true },
        Key("prune", PruneOptions, "Sets the weights that matter least to zero (magnitude pruning). The `.tflite` keeps its size, compressed (gzip, app packages) it shrinks.") with { NeedsValue = true },
        Key("tidy", Mapping(
            Key("names", Choice(Value("keep", ""), Value("strip", "")), "Tensor names.", @default: "keep"),
            Key("metadata", Choice(Value("keep", ""), Value("strip", "")), "Metadata.", @default: "keep"),
            Key("arena_plan", Flag, "Stores an offline arena plan.", @default: "true")), "Lossless only: dead channels, unused tensors, duplicate buffers; outputs stay bit-identical.", Refused),
        Key("equalize", Mapping(Key("iterations", Integer, "Rounds."), Key("bias_absorption", Flag, "Moves high biases on.", @default: "true"), Where), "Cross-layer equalization; needs no data.", Refused),
        Key("cluster", ClusterOptions, "Weight sharing: few distinct values per tensor, for compression.", Refused),
        Key("train", TrainOptions, "Fine-tuning with pruning, clustering, fake quantization or distillation kept alive.", Refused));
}
