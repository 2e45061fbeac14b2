using System.Collections.Immutable;
using OptRecipe.Recipe.Presets;
using static OptRecipe.Recipe.Schema.Availability;
using static OptRecipe.Recipe.Schema.SchemaParts;

namespace OptRecipe.Recipe.Schema;

/// <summary>The only table of the language's keys: types, values, defaults, descriptions, and what of it this version does. Everything that knows a key reads it here.</summary>
public static class RecipeSchema
{
    /// <summary>Top-level keys that start so belong to the user and are not looked at.</summary>
    public const string OwnKeyPrefix = "x-";

    public const string CurrentVersion = "1";

    private static readonly MappingType Model = Mapping(
        Key("path", ModelFile, "The model's file, relative to the recipe.") with { IsRequired = true },
        Key("sha256", AnyText, "The file must have this SHA-256; another model is an error.", Ignored),
        Key("signature", AnyText, "Which signature of the model is meant, where it has several.", Refused),
        Key("input_shapes", new MappingType([], new ListType(Integer)), "Fixed shapes by input name, for targets that cannot resize an input: `{input_1: [1, 49, 10, 1]}`. Every tensor gets the shape that follows."));

    private static ScalarType ModelFile => File(Value(".tflite", "A TensorFlow Lite model."));

    private static ScalarType Use => File(Value(".optrecipe.yaml", "A recipe."), Value(".optrecipe.yml", "A recipe.")) with { Values = [.. PresetCatalog.All.Select(preset => Value(preset.Name, preset.Description))] };

    private static readonly MappingType Budget = Mapping(
        Key("file", Size, "The most bytes the written `.tflite` may have: `60 KiB` (1,024) or `60 kB` (1,000). Broken, it is an error on this line and exit code 3."),
        Key("gzip", Size, "The most bytes the written file may have after gzip, as in an app's package. Known when the recipe has run."),
        Key("flash", Size, "The most flash the model may take on a microcontroller: the file, filled up to 16 bytes. The firmware's own code is not counted."),
        Key("arena", Size, "The most memory the activations may take at a time, planned as TensorFlow Lite Micro plans its tensor arena. The runtime's own structures and kernels' scratch memory come on top."),
        Key("latency", Duration, "The most time one inference may take **on this computer, which is not your target**: each run measures it with this product's own kernels. Broken, it is exit code 3."),
        Key("accuracy", Fraction, "The least accuracy on the evaluation data: of the metric there, when that is a share and larger is better. Broken, it is exit code 3."),
        Key("accuracy_drop", AccuracyDrop, "The most that may be lost against the float model on the evaluation data, in its metric; `1 point` is absolute, `2 %` relative. Broken, it is exit code 3."),
        Key("coverage", new MappingType([], Fraction), "Per target the least share of the multiply-accumulates that must not fall back: `{xnnpack: 100 %}`. Of a group it is the worst of its members."));

    private static readonly MappingType OutputKinds = Mapping(
        Key("tflite", Either(File(Value(".tflite", "A TensorFlow Lite model.")), Mapping(
            Key("path", File(Value(".tflite", "A TensorFlow Lite model.")), "Where the model is written, relative to the recipe.") with { IsRequired = true },
            Key("compress", Choice(
                Value("none", "As every runtime reads it."),
                Value("decode", "TFLite Micro's DECODE operator; needs the target `tflite-micro`.", Refused),
                Value("metadata", "TFLite Micro's compression metadata.", Refused)), "Look-up-table encodings of TFLite Micro for clustered weights.", @default: "none"))),
            "Writes the optimized model.") with { NeedsValue = true },
        Key("report", File(
            Value(".md", "For people: Markdown tables."),
            Value(".json", "For programs; its schema is `schemas/report.schema.json`, of variants `schemas/variants.schema.json`."),
            Value(".html", "For people: one page with figures.", Ignored)), "Writes what was done: steps, sizes, operators per target, budget. The name's end says the format.") with { NeedsValue = true },
        Key("c_array", AnyPath, "Writes the model as a C array, with its header and a resolver of just the operators it needs.", Ignored) with { NeedsValue = true },
        Key("saved_model", AnyPath, "Writes a TensorFlow SavedModel folder.", Ignored) with { NeedsValue = true },
        Key("tfjs", AnyPath, "Writes a TensorFlow.js model.", Ignored) with { NeedsValue = true },
        Key("onnx", AnyPath, "Writes an ONNX model.", Ignored) with { NeedsValue = true });

    /// <summary>A whole recipe.</summary>
    public static MappingType Root { get; } = Mapping(
        Key("recipe", Choice(Value(CurrentVersion, "The language this page describes.")), "The version of the recipe language; always `1`.") with { IsRequired = true },
        Key("name", AnyText, "A short name for people and file names."),
        Key("description", AnyText, "What this recipe is for."),
        Key("model", Either(ModelFile, Model), "The model to optimize: a path relative to this file, or `{path: …}`.") with { IsRequired = true },
        Key("use", Words(Use), "Takes in what presets (by name) or other recipes (by path) say: later entries win over earlier ones, what this file says wins over all. `data` and `budget` are taken key by key, lists whole."),
        Key("seed", Integer, "Fixes everything random: the same recipe, inputs and version give the same bytes.", @default: "0"),
        Key("targets", new ListType(new KindType("target", TargetSchema.Kinds)), "Where the model has to run. Each target is checked operator by operator, before and after the steps."),
        Key("data", DataSchema.Keys, "Calibration, evaluation and training data."),
        Key("steps", new ListType(new KindType("step", StepSchema.Kinds)), "What is done to the model, in this order. Without steps the model is judged as it is."),
        Key("budget", Budget, "Limits the result has to keep; a broken one is an error."),
        Key("outputs", Either(new ListType(new KindType("output", OutputKinds)), OutputKinds), "What is written, and where. A list, or a mapping of the same keys."),
        Key("variants", new MappingType([], new ListType(AnyType.Instance)) { IsVariantTable = true }, "A table of runs that are compared side by side: keys of this recipe, each with the values it takes, `quantize.scheme: [int8, dynamic]`. Every value of one row with every value of the others is one variant."));
}
