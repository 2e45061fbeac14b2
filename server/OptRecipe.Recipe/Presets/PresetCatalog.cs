using System.Collections.Immutable;
using OptRecipe.Targets;

namespace OptRecipe.Recipe.Presets;

/// <summary>All presets, in the order to show. Their files are read when first asked for. Thread-safe.</summary>
public static class PresetCatalog
{
    /// <summary>Files of users' own presets end so: they need no model, and may not name one.</summary>
    private static readonly string[] Endings = [".preset.optrecipe.yaml", ".preset.optrecipe.yml"];

    public static ImmutableArray<Preset> All { get; } =
    [
        new("mobile-int8", "Full integer for the CPU of Android and iOS phones, after training. Needs calibration data."),
        new("mobile-gpu-fp16", "float16 weights for the GPU of Android and iOS phones. Half the size, needs no data."),
        new("mcu-int8", "Pruned and full integer, with integers at the border, for TensorFlow Lite Micro with CMSIS-NN. Needs calibration data."),
        new("edge-tpu", "Full integer with integers at the border for the Coral Edge TPU. Needs calibration data."),
        new("ethos-u", "Full integer with integers at the border for the Arm Ethos-U55 NPU. Needs calibration data."),
        new("hexagon", "Full integer with integers at the border for the Hexagon DSP delegate of older Qualcomm phones. Needs calibration data."),
        new("web", "float16 weights for browsers, with LiteRT.js and TensorFlow.js. Half the download, needs no data."),
        new("server", "Pruned float weights for servers, with a SavedModel. Needs no data."),
        new("tensorrt", "float16 weights for engines of NVIDIA TensorRT. Half the size, needs no data."),
        new("openvino", "Full integer for Intel CPUs, GPUs and NPUs through OpenVINO. Needs calibration data."),
    ];

    public static Preset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);

    /// <summary>The preset that a word was probably meant to be; null when none is near.</summary>
    public static string? Nearest(string word) => Spelling.Nearest(word, All.Select(preset => preset.Name));

    /// <summary>Whether an entry of <c>use</c> names a preset and not a file: presets have neither folders nor endings.</summary>
    public static bool IsName(string entry) => entry.AsSpan().IndexOfAny('/', '\\', '.') < 0;

    /// <summary>Whether a file is a preset of the user's own, by its name.</summary>
    public static bool IsFile(string path) => Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
