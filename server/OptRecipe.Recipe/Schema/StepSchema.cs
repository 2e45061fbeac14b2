using System.Collections.Immutable;
using static OptRecipe.Recipe.Schema.Availability;
using static OptRecipe.Recipe.Schema.SchemaParts;

namespace OptRecipe.Recipe.Schema;

/// <summary>The steps. A row of recipe-language.md's table of steps is a key here.</summary>
internal static class StepSchema
{
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
        SelectorSchema.Where,
        Key("keep", Keep, "The limit for `sparsity: auto`.", Refused));

    private static readonly MappingType ClusterOptions = Mapping(
        Key("clusters", Integer, "How many distinct values a tensor keeps."),
        Key("init", Choice(Value("linear", ""), Value("random", ""), Value("density", ""), Value("kmeans++", ""), Value("exact", "")), "Where the centroids start.", @default: "kmeans++"),
        Key("iterations", Integer, "0 keeps the initial centroids."),
        Key("weight_by", Choice(Value("none", ""), Value("activations", "")), "What makes an error large.", @default: "none"),
        Key("per_channel", Flag, "Centroids per output channel.", @default: "false"),
        Key("keep_sparsity", Flag, "Zeros stay zeros.", @default: "false"),
        Key("keep", Keep, "The limit for `clusters: auto`."),
        SelectorSchema.Where);

    private static readonly MappingType TrainOptions = Mapping(
        Key("epochs", Integer, "Rounds over the training data."), Key("batch", Integer, "Samples per update."),
        Key("optimizer", AnyText, "`adam`, `sgd`."), Key("learning_rate", Number, "The step size."),
        Key("schedule", Choice(Value("polynomial-decay", ""), Value("constant", ""), Value("cosine", "")), "How the learning rate falls."),
        Key("loss", AnyText, "What is minimized."), Key("metrics", Words(AnyText), "What is shown."),
        Key("with", AnyType.Instance, "What is kept alive while training: `[quantize: int8]` is quantization-aware training."),
        Key("distill", AnyType.Instance, "`{teacher, temperature, alpha}`."));

    /// <summary>The kinds of steps.</summary>
    internal static MappingType Kinds { get; } = Mapping(
        Key("quantize", Either(QuantizeSchema.Scheme, QuantizeSchema.Options), "Stores weights, and with `int8` activations too, in fewer bits.") with { NeedsValue = true },
        Key("prune", PruneOptions, "Sets the weights that matter least to zero (magnitude pruning). The `.tflite` keeps its size, compressed (gzip, app packages) it shrinks.") with { NeedsValue = true },
        Key("tidy", Mapping(
            Key("names", Choice(Value("keep", ""), Value("strip", "")), "Tensor names.", @default: "keep"),
            Key("metadata", Choice(Value("keep", ""), Value("strip", "")), "Metadata.", @default: "keep"),
            Key("arena_plan", Flag, "Stores an offline arena plan.", @default: "true")), "Lossless only: dead channels, unused tensors, duplicate buffers; outputs stay bit-identical.", Refused),
        Key("equalize", Mapping(
            Key("iterations", Integer, "Rounds over all pairs of operators at most; it ends before when nothing moves any more.", @default: "20"),
            Key("bias_absorption", Flag, "Moves what a channel always has, whatever the sample, from its bias into the next operator's, so that activations span less. Learns from calibration data and has to prove its gain.", @default: "false"),
            SelectorSchema.Where),
            "Scales channels between two operators against each other (cross-layer equalization), so that `quantize` after it loses less where channels differ much. The float model answers as before; needs no data."),
        Key("cluster", ClusterOptions, "Weight sharing: few distinct values per tensor, for compression.", Refused),
        Key("train", TrainOptions, "Fine-tuning with pruning, clustering, fake quantization or distillation kept alive.", Refused));
}
