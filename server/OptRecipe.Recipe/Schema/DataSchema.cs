using static OptRecipe.Recipe.Schema.SchemaParts;

namespace OptRecipe.Recipe.Schema;

/// <summary>Data sets and what is done to their samples.</summary>
internal static class DataSchema
{
    private static readonly SchemaKey DataPath = Key("path", AnyPath, "`.npy`, `.npz`, `.csv`, `.png`, `.bmp`, `.jpg`, `.wav`, a glob, or a folder whose sub-folders are the labels.") with { IsRequired = true };
    private static readonly SchemaKey DataInputs = Key("inputs", Either(AnyText, new MappingType([], AnyText)), "Which array is which input: `{input_1: x}`.");
    private static readonly SchemaKey DataPreprocess = Key("preprocess", new ListType(AnyType.Instance), "Overrides `data.preprocess` for this set.");
    private static readonly SchemaKey DataSamples = Key("samples", Integer, "The first so many in file order, unless `shuffle: true`.");
    private static readonly SchemaKey DataShuffle = Key("shuffle", Flag, "Takes the samples in random order, fixed by `seed`.", @default: "false");

    internal static MappingType Keys { get; } = Mapping(
        Key("calibration", Mapping(DataPath, DataInputs, DataSamples, DataShuffle, DataPreprocess), "Inputs for calibration (the representative dataset): 100 to 500 real samples. `quantize.calibration` is the method."),
        Key("evaluation", Mapping(
            DataPath, DataInputs, Key("labels", AnyText, "The array, column or file with the labels."), Key("class_names", AnyPath, "One name a line."),
            Key("metric", Either(Choice(
                Value("accuracy", ""), Value("top-5", ""), Value("auc", ""), Value("mse", ""), Value("mae", ""), Value("miou", ""),
                Value("agreement", "With the float model; needs no labels."), Value("sqnr", ""), Value("cosine", ""), Value("hit", "Box and class, IoU ≥ 0.5.")), AnyType.Instance), "What is measured."),
            DataSamples, DataShuffle, DataPreprocess), "Labelled data for measuring accuracy."),
        Key("training", Mapping(DataPath, DataInputs, Key("labels", AnyText, "The labels."), Key("validation", Fraction, "The share held back."), DataPreprocess), "Data for `train`."),
        Key("preprocess", new ListType(new KindType("preprocessing", Mapping(
            Key("resize", new ListType(Integer), "Height and width."),
            Key("normalize", Mapping(Key("mean", AnyType.Instance, "Subtracted first."), Key("std", AnyType.Instance, "Divided by then.")), "(x − mean) / std, in float32."),
            Key("scale", Mapping(Key("factor", Number, "Multiplied first."), Key("offset", Number, "Added then.")), "x · factor + offset, in float32.")))), "Declared once, used by every data set unless one overrides it."));
}
