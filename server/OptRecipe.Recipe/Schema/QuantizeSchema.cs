using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;
using static OptRecipe.Recipe.Schema.Availability;
using static OptRecipe.Recipe.Schema.SchemaParts;

namespace OptRecipe.Recipe.Schema;

/// <summary>The keys of <c>quantize</c> and of its rules.</summary>
internal static class QuantizeSchema
{
    /// <summary>What stands after <c>quantize:</c> as one word.</summary>
    internal static ScalarType Scheme { get; } = Choice(Schemes);

    internal static MappingType Options { get; } = Mapping(
        Key("scheme", Scheme, "The mode: a preset of numbers whose every field can be overridden.") with { IsRequired = true },
        SelectorSchema.Where,
        Key("rules", new ListType(Rule), "Ordered exceptions; the last rule that matches an operator wins, field by field."),
        Key("numerics", Choice(
            Value("converter", "TensorFlow Lite's converter: its MLIR quantizer for int8, the flatbuffer quantizer for int16x8."),
            Value("converter-flatbuffer", "The flatbuffer quantizer for int8, too."),
            Value("ai-edge-quantizer", "Google's AI Edge Quantizer.")),
            "Whose rounding, zero ranges, constants and same-scale groups.", @default: "converter"),
        Key("calibration", Calibration, "How activation ranges are found from `data.calibration`, which is the data; this is the method.", @default: "minmax"),
        Key("weights", Weights, "How weights are stored."),
        Key("activations", Activations, "How activations are stored."),
        Key("io", Either(IoType, Mapping(Key("input", IoType, "Type of the model's inputs.", @default: "float32"), Key("output", IoType, "Type of the model's outputs.", @default: "float32"))),
            "Types at the model's border; one word means both.", @default: "float32"),
        Key("bias_correction", Flag, "Shifts biases by what quantization moved on average; needs calibration data. Applied only where the outputs come nearer to the float model's.", @default: "false"),
        Key("exempt", Mapping(
            Key("auto", Flag, "Operators are chosen by what they cost on the evaluation data.", @default: "false"),
            Key("max", Integer, "The most operators that stay float.", @default: "3"),
            Key("keep", Keep, "Stops when no more than this is lost: 1 point where it is not written.")), "Operators that stay float, as few as keep the loss within the limit: `{auto: true, max: 3, keep: {accuracy_drop: 1 point}}`. Chosen while running, so the size is known only then."),
        Key("rescue", Choice(
            Value("concat", "CONCATENATION."), Value("add", "ADD."), Value("all", "Both.")), "Helps operators whose inputs have very different ranges: the inputs are brought to one range where weights before and behind allow it, the CONV_2D or FULLY_CONNECTED that reads a CONCATENATION is split into one for each range, summed by ADD, or the operator takes 16 bits or float32 behind inputs that keep scales of their own. Each has to prove its gain; chosen while running."),
        OnUnsupported);

    private static ImmutableArray<AllowedValue> Schemes =>
    [
        Value("dynamic", "Dynamic range: int8 weights, activations stay float32 and are quantized while running. About a quarter of the size; needs no data."),
        Value("float16", "float16 weights, computed in float32. Half the size, nearly the same results; needs no data."),
        Value("int8", "Full integer: int8 weights and activations. What microcontrollers and most accelerators want; needs calibration data."),
        Value("int16x8", "16-bit activations, 8-bit weights: closer to float, few fast kernels; needs calibration data."),
        Value("weight-only", "Integer weights that are dequantized before use: small files, float results; needs no data."),
    ];

    private static ScalarType IoType => Choice(
        Value("float32", "The converter's default."), Value("int8", "Integers at the border, as microcontrollers and the Edge TPU want."),
        Value("uint8", "Unsigned integers, as cameras deliver them."), Value("int16", "With `int16x8`."));

    private static MappingType Weights => Mapping(
        Key("bits", Choice(Value("8", "Every scheme."), Value("4", "Half of it: `dynamic` and `weight-only`, with `int8` and `int16x8` only FULLY_CONNECTED and CONV_2D."), Value("2", "`dynamic` only.")),
            "How many bits a weight has.", @default: "8"),
        Key("symmetric", Flag, "Zero point 0. Only `weight-only` has another form.", @default: "true"),
        Key("granularity", Choice(
            Value("channel", "One scale for each output channel, where the operator has them."), Value("tensor", "One scale. Older runtimes and some accelerators want it."),
            Value("block-32", "One scale for each 32 weights of an output channel."), Value("block-64", ""), Value("block-128", ""), Value("block-256", "")),
            "How many weights share a scale. Blocks: `dynamic` and `weight-only` weights of FULLY_CONNECTED and EMBEDDING_LOOKUP.", @default: "channel"),
        Key("algorithm", Choice(
            Value("minmax", "The largest magnitude is the end of the range."), Value("mse", "The range with the least squared error."), Value("octav", "The clipping that OCTAV finds."),
            Value("adaround", "Roundings are learned from calibration data."),
            Value("gptq", "Roundings correct each other's errors, from calibration data: CONV_2D and FULLY_CONNECTED; with `numerics: ai-edge-quantizer` in that tool's own form, FULLY_CONNECTED alone.")),
            "How scales and roundings are chosen.", @default: "minmax"),
        Key("min_elements", Integer, "Tensors of fewer elements stay float. Where it is not written: 1,024 for `dynamic`, as the converter, else 0; integer schemes quantize all."));

    private static MappingType Activations => Mapping(
        Key("bits", Choice(Value("8", "As `int8`."), Value("16", "As `int16x8`.")), "How many bits an activation has. Where it is not written, the scheme says it."),
        Key("symmetric", Flag, "Zero point 0; 16-bit activations always have it.", @default: "false"));

    private static ScalarType Methods => Choice(
        Value("minmax", "The smallest and largest value seen, as the converter."), Value("moving-average", "Each sample moves the range by 5 %, as the AI Edge Quantizer."),
        Value("percentile", "The range that holds `percentile` of the values."), Value("entropy", "The range whose histogram loses least information (KL divergence)."),
        Value("mse", "The range with the least squared error."), Value("octav", "The clipping that OCTAV finds."));

    private static EitherType Calibration => Either(Methods, Mapping(
        Key("method", Methods, "How ranges are found.", @default: "minmax"),
        Key("percentile", Number, "Per cent of the values that stay inside, for `percentile`.", @default: "99.99"),
        Key("bins", Integer, "Bins of the histogram, for `percentile`, `entropy`, `mse`.", @default: "2048"),
        Key("ranges", File(Value(".json", "Known ranges")), "A JSON file of known ranges, as `optrecipe calibrate` writes it; no data is needed then."),
        Key("key", AnyText, "The entry in it.")));

    private static SchemaKey OnUnsupported => Key("on_unsupported", Choice(
        Value("error", "An error names the operators."), Value("float", "They stay float32."), Value("next-scheme", "They take the nearest scheme they have: int16x8, int8, dynamic, weight-only, float32.")),
        "What happens to an operator the scheme has no kernel for.", @default: "error");

    private static MappingType Rule => Mapping(
        SelectorSchema.Where with { Description = "Which operators the rule is for. Must match at least one operator.", IsRequired = true },
        Key("scheme", Choice([.. Schemes, Value("float32", "Not quantized.")]), "The scheme of these operators."),
        Key("weights", Weights, "How their weights are stored, key by key."),
        Key("activations", Activations, "How their activations are stored, key by key."),
        Key("calibration", Calibration, "How the ranges of their outputs are found."),
        OnUnsupported);

    /// <summary>Whether this version runs a scheme of a step.</summary>
    internal static bool Runs(QuantizationScheme scheme) =>
        scheme == QuantizationScheme.Float32 || Scheme.Values.First(value => value.Name == QuantizeWords.Of(QuantizeWords.Schemes, scheme)).Availability == Available;
}
