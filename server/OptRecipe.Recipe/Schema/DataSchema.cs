using static OptRecipe.Recipe.Schema.Availability;
using static OptRecipe.Recipe.Schema.SchemaParts;

namespace OptRecipe.Recipe.Schema;

/// <summary>Data sets and what is done to their samples.</summary>
internal static class DataSchema
{
    private static readonly ListType Preprocessing = new(PreprocessSchema.Kinds);

    private static readonly SchemaKey DataPath = Key("path", AnyPath,
        "`.npy`, `.npz`, `.csv`, `.png`, `.bmp`, `.jpg`, `.wav`, `.tfrecord`, a glob as in .gitignore (`data/*.npy`), or a folder whose sub-folders are the labels.") with { IsRequired = true };
    private static readonly SchemaKey DataInputs = Key("inputs", Either(AnyText, new MappingType([], AnyText)),
        "Which array, column or feature is which input of the model: `{input_1: x}`; a single word for a single input. Without it an array with the input's name is taken, or the only one.");
    private static readonly SchemaKey DataPreprocess = Key("preprocess", Preprocessing, "Overrides `data.preprocess` for this set.");
    private static readonly SchemaKey DataSamples = Key("samples", Integer, "The first so many in file order, unless `shuffle: true`.");
    private static readonly SchemaKey DataShuffle = Key("shuffle", Flag, "Takes the samples in random order, fixed by `seed`.", @default: "false");
    private static readonly SchemaKey DataLabels = Key("labels", AnyText,
        "The array, column or feature with the labels; or a file: one label a line (`.txt`), file name and class (`.csv`), or an array (`.npy`). In a folder of folders the sub-folders are the labels.");
    private static readonly SchemaKey ClassNames = Key("class_names", AnyPath, "A file with one class name a line; the first is class 0.");

    private static readonly SchemaType Metric = Either(
        Choice(
            Value("accuracy", "The share of answers whose best class is the label's."), Value("top-5", "The share of samples whose label is among the five best classes."),
            Value("top-5-error", "1 − `top-5`."), Value("auc", "Area under the ROC curve of one score; labels are 0 and 1."), Value("mse", "Mean squared error against the labels."),
            Value("mae", "Mean absolute error against the labels."), Value("miou", "Mean intersection over union of classes on maps."),
            Value("agreement", "The share of samples whose best class is the float model's; needs no labels."), Value("sqnr", "Signal to quantization noise of the outputs in dB; needs no labels."),
            Value("cosine", "Cosine between the outputs and the float model's; needs no labels."), Value("hit", "Box and class, IoU ≥ 0.5.")),
        Mapping(Key("auc", Mapping(Key("score", Choice(
            Value("reconstruction-mse", "An autoencoder's score: the mean squared difference of output and input.")), "What the samples are ranked by; the model's own output without it.")),
            "Area under the ROC curve, with a score of its own.")));

    internal static MappingType Keys { get; } = Mapping(
        Key("calibration", Mapping(DataPath, DataInputs, DataSamples, DataShuffle, DataPreprocess), "Inputs for calibration (the representative dataset): 100 to 500 real samples. `quantize.calibration` is the method."),
        Key("evaluation", Mapping(
            DataPath, DataInputs, DataLabels, ClassNames,
            Key("metric", Metric, "What is measured, of the float and of the optimized model. Without it `accuracy` where labels are class numbers; SQNR, cosine and (of classes) agreement are measured beside it."),
            DataSamples, DataShuffle, DataPreprocess), "Labelled data for measuring accuracy."),
        Key("training", Mapping(DataPath, DataInputs, DataLabels, ClassNames, Key("validation", Fraction, "The share held back."), DataSamples, DataPreprocess), "Data for `train`.", Ignored),
        Key("preprocess", Preprocessing, "What is done to every sample, in this order; used by every data set unless one overrides it."));
}
